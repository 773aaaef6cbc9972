using System.Security.Cryptography;

namespace Antiphon.Fuzz;

/// <summary>Stores inputs that show a fault, shortened, once for each place where a fault shows.</summary>
/// <param name="folder">Where.</param>
internal sealed class FindingFolder(string folder)
{
    private const int MostAttempts = 2000;

    private readonly HashSet<string> places = new(StringComparer.Ordinal);
    private readonly Dictionary<FindingKind, int> counts = [];

    /// <summary>How many different faults of a kind were found.</summary>
    /// <param name="kind">The kind.</param>
    public int Count(FindingKind kind) => counts.GetValueOrDefault(kind);

    /// <summary>Adds a fault, unless one of the same place is there.</summary>
    /// <param name="target">The reader's name.</param>
    /// <param name="input">The input.</param>
    /// <param name="finding">What is wrong.</param>
    /// <param name="trial">Reads shorter inputs.</param>
    public void Add(string target, byte[] input, Finding finding, Trial trial)
    {
        if (places.Add($"{finding.Kind} {finding.Place}"))
        {
            // A slow input would take all the time when it is read again and again.
            Store(target, finding.Kind == FindingKind.Crash ? Shorten(input, finding, trial) : input, finding);
        }
    }

    /// <summary>Stores a fault.</summary>
    /// <param name="target">The reader's name.</param>
    /// <param name="input">The input.</param>
    /// <param name="finding">What is wrong.</param>
    public void Store(string target, byte[] input, Finding finding)
    {
        counts[finding.Kind] = Count(finding.Kind) + 1;
        string place = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, target)).FullName, NameOf(input));
        File.WriteAllBytes(place, input);
        File.WriteAllText(place + ".txt", $"{finding.Kind} at {finding.Place}\n{finding.Text}\n");
        Console.Error.WriteLine($"{target}: {finding.Kind} at {finding.Place}: {place}");
    }

    /// <summary>A name for an input that equal inputs share.</summary>
    /// <param name="input">The input.</param>
    public static string NameOf(byte[] input) => Convert.ToHexStringLower(SHA256.HashData(input))[..12];

    // Leaves out ever smaller parts as long as the same fault shows.
    private static byte[] Shorten(byte[] input, Finding finding, Trial trial)
    {
        int attempts = 0;
        for (int length = input.Length / 2; length > 0; length /= 2)
        {
            for (int start = 0; start + length <= input.Length && attempts < MostAttempts; attempts++)
            {
                byte[] shorter = [.. input[..start], .. input[(start + length)..]];
                if (trial.Run(shorter) is { } same && same.Kind == finding.Kind && same.Place == finding.Place)
                {
                    input = shorter;
                }
                else
                {
                    start += length;
                }
            }
        }

        return input;
    }
}
