using System.Buffers.Binary;
using Antiphon.Policies;

namespace Antiphon.Server;

/// <summary>
/// What a session puts aside every few steps: a checksum, the versions of the format and of what actors compute, the keys of its steps and
/// what its actor remembers.
/// </summary>
internal static class SessionSnapshot
{
    private const int Format = 1;

    /// <summary>How many bytes the checksum takes.</summary>
    internal const int SumBytes = sizeof(ulong);

    /// <summary>Writes a snapshot.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="steps">How many steps the session took.</param>
    /// <param name="actor">What the actor remembers; null where it remembers nothing.</param>
    public static byte[] Write(KeyRing keys, long steps, byte[]? actor)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(0UL);
        writer.Write(Format);
        writer.Write(IStoredActor.Version);
        keys.Save(writer, steps);
        writer.Write(actor ?? []);
        writer.Flush();
        byte[] snapshot = bytes.ToArray();
        Seal(snapshot);
        return snapshot;
    }

    /// <summary>Writes the checksum of a snapshot.</summary>
    /// <param name="snapshot">Everything, behind room for the checksum.</param>
    internal static void Seal(byte[] snapshot) => BinaryPrimitives.WriteUInt64LittleEndian(snapshot, Sum(snapshot));

    /// <summary>Reads a snapshot.</summary>
    /// <param name="snapshot">From <see cref="Write"/>.</param>
    /// <param name="keys">Receives the keys.</param>
    /// <param name="steps">How many steps the session took.</param>
    /// <returns>What the actor remembers; empty where it remembers nothing.</returns>
    /// <exception cref="ProblemException">It is another program's.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static byte[] Read(byte[] snapshot, KeyRing keys, long steps)
    {
        if (snapshot.Length < SumBytes || BinaryPrimitives.ReadUInt64LittleEndian(snapshot) != Sum(snapshot))
        {
            throw new InvalidDataException("the checksum of the snapshot differs");
        }

        using var reader = new BinaryReader(new MemoryStream(snapshot, SumBytes, snapshot.Length - SumBytes));
        if (reader.ReadInt32() != Format || reader.ReadInt32() != IStoredActor.Version)
        {
            throw SessionProblems.OtherProgram();
        }

        keys.Restore(reader, steps);
        return reader.ReadBytes(snapshot.Length);
    }

    private static ulong Sum(byte[] snapshot) => ShortHash.Of(snapshot.AsSpan(SumBytes));
}
