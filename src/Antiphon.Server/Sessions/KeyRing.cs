using System.Text;

namespace Antiphon.Server;

/// <summary>
/// Remembers the idempotency keys of the latest steps of a session, by a hash of 64 bits of each: for longer than the answers are kept, so
/// that a key that comes back too late is recognised.
/// </summary>
internal sealed class KeyRing
{
    /// <summary>How many steps.</summary>
    public const int Length = 256;

    /// <summary>How much memory it takes, at most.</summary>
    public const int Bytes = Length * sizeof(ulong);

    private ulong[]? hashes;

    /// <summary>Notes the key of a step.</summary>
    /// <param name="step">The number of the step.</param>
    /// <param name="key">The key; null where it has none.</param>
    public void Add(long step, string? key)
    {
        if (key is not null || hashes is not null)
        {
            (hashes ??= new ulong[Length])[step % Length] = key is null ? 0 : Hash(key);
        }
    }

    /// <summary>Whether one of the steps has this key.</summary>
    /// <param name="key">The key.</param>
    public bool Contains(string key) => hashes is not null && Array.IndexOf(hashes, Hash(key)) >= 0;

    /// <summary>Writes the keys of a session.</summary>
    /// <param name="writer">Receives them.</param>
    /// <param name="steps">How many steps the session took.</param>
    public void Save(BinaryWriter writer, long steps)
    {
        int count = hashes is null ? 0 : (int)Math.Min(steps, Length);
        writer.Write(count);
        for (long step = steps - count; step < steps; step++)
        {
            writer.Write(hashes![step % Length]);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Where it is.</param>
    /// <param name="steps">How many steps the session took.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public void Restore(BinaryReader reader, long steps)
    {
        int count = reader.ReadInt32();
        if (count != 0 && count != Math.Min(steps, Length))
        {
            throw new InvalidDataException($"there are {count} keys after {steps} steps");
        }

        hashes = count == 0 ? null : new ulong[Length];
        for (long step = steps - count; step < steps; step++)
        {
            hashes![step % Length] = reader.ReadUInt64();
        }
    }

    private static ulong Hash(string key) => ShortHash.Of(Encoding.UTF8.GetBytes(key));
}
