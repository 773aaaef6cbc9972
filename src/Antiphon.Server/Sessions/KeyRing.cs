using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Antiphon.Server;

/// <summary>Remembers the idempotency keys of the latest steps of a session, by a hash of 128 bits of each.</summary>
internal sealed class KeyRing
{
    /// <summary>How many steps.</summary>
    public const int Length = 64;

    private UInt128[]? hashes;

    /// <summary>Notes the key of a step.</summary>
    /// <param name="step">The number of the step.</param>
    /// <param name="key">The key; null where it has none.</param>
    public void Add(long step, string? key)
    {
        if (key is not null || hashes is not null)
        {
            (hashes ??= new UInt128[Length])[step % Length] = key is null ? 0 : Hash(key);
        }
    }

    /// <summary>Whether one of the steps has this key.</summary>
    /// <param name="key">The key.</param>
    public bool Contains(string key) => hashes is not null && Array.IndexOf(hashes, Hash(key)) >= 0;

    private static UInt128 Hash(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
