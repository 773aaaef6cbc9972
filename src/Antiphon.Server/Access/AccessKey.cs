using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Antiphon.Server;

/// <summary>What the holder of a key may do; each includes those before it.</summary>
public enum AccessScope
{
    /// <summary>Read policies and sessions.</summary>
    Read,

    /// <summary>Ask for decisions; open and close sessions.</summary>
    Act,

    /// <summary>Read metrics, too.</summary>
    Admin,
}

/// <summary>A line of the file of keys: name, scope and the SHA-256 of the key. The key itself is not stored anywhere.</summary>
/// <param name="Name">Whose key it is.</param>
/// <param name="Scope">What it is good for.</param>
/// <param name="Hash">SHA-256 of the key, in hexadecimal.</param>
public sealed record AccessKey(string Name, AccessScope Scope, string Hash)
{
    private const string Prefix = "sha256:";
    private const int KeyBytes = 32;

    /// <summary>Makes a key of 256 random bits. It cannot be guessed, so a plain hash of it is as safe as a slow one.</summary>
    /// <param name="name">Whose key it is: letters, digits, '-', '_' and '.'.</param>
    /// <param name="scope">What it is good for.</param>
    /// <returns>The key, which is shown once, and the line for the file.</returns>
    /// <exception cref="InvalidInputException">The name has other characters.</exception>
    public static (string Key, AccessKey Line) Create(string name, AccessScope scope)
    {
        RequireName(name);
        string key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));
        return (key, new AccessKey(name, scope, Convert.ToHexStringLower(HashOf(key))));
    }

    /// <summary>The line as it stands in the file.</summary>
    public override string ToString() => $"{Name} {Scope.ToString().ToLowerInvariant()} {Prefix}{Hash}";

    /// <summary>Reads the lines of a file; empty lines and those that begin with # are left out.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidInputException">It cannot be read, or a line is none of a key.</exception>
    internal static IReadOnlyList<AccessKey> ReadFile(string path)
    {
        string[] lines = InputFile.ReadText(path).Split('\n', StringSplitOptions.TrimEntries);
        return
        [
            .. lines
                .Index()
                .Where(line => line.Item.Length > 0 && line.Item[0] != '#')
                .Select(line => Read($"line {line.Index + 1} of the key file", line.Item)),
        ];
    }

    /// <summary>Whether a key is this one; takes the same time in both cases.</summary>
    /// <param name="hash">SHA-256 of the key.</param>
    internal bool Is(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(hash, Convert.FromHexString(Hash));

    /// <summary>SHA-256 of a key.</summary>
    internal static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private static AccessKey Read(string place, string line)
    {
        string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (
            words is not [var name, var scope, var hash]
            || !scope.All(char.IsAsciiLetter)
            || !Enum.TryParse(scope, ignoreCase: true, out AccessScope known)
            || !hash.StartsWith(Prefix, StringComparison.Ordinal)
            || hash.Length != Prefix.Length + (2 * SHA256.HashSizeInBytes)
            || !hash.AsSpan(Prefix.Length).ContainsOnlyHex()
        )
        {
            throw new InvalidInputException($"{place} is not a key; expected a name, read, act or admin, and {Prefix} with 64 digits");
        }

        RequireName(name);
        return new AccessKey(name, known, hash[Prefix.Length..].ToLowerInvariant());
    }

    private static void RequireName(string name)
    {
        if (name.Length == 0 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
        {
            throw new InvalidInputException("the name of a key may contain only letters, digits, -, _ and .; choose another");
        }
    }
}

/// <summary>Digits of hashes.</summary>
file static class Hexadecimal
{
    public static bool ContainsOnlyHex(this ReadOnlySpan<char> text)
    {
        foreach (char letter in text)
        {
            if (!char.IsAsciiHexDigit(letter))
            {
                return false;
            }
        }

        return true;
    }
}
