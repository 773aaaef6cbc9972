using System.Text;

namespace Antiphon.Cluster;

/// <summary>
/// A step as an entry of a list: two bytes with the length of its key (the higher one first, as <see cref="RedisScripts.Append"/> reads
/// it), the key, and the rest. A step without a key has one of length 0, which no request may have.
/// </summary>
internal static class StepEntry
{
    private const int BitsPerByte = 8;

    /// <summary>Writes a step.</summary>
    public static byte[] Write(StepRow step)
    {
        byte[] key = Encoding.UTF8.GetBytes(step.Key ?? "");
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(checked((byte)(key.Length >> BitsPerByte)));
        writer.Write((byte)key.Length);
        writer.Write(key);
        writer.Write(step.Number);
        writer.Write(step.Action);
        writer.Write(step.Question.Length);
        writer.Write(step.Question);
        writer.Write(step.Estimate.Length);
        writer.Write(step.Estimate);
        return bytes.ToArray();
    }

    /// <summary>Reads a step.</summary>
    /// <param name="entry">From <see cref="Write"/>.</param>
    public static StepRow Read(byte[] entry)
    {
        using var reader = new BinaryReader(new MemoryStream(entry));
        int length = (reader.ReadByte() << BitsPerByte) | reader.ReadByte();
        string key = Encoding.UTF8.GetString(reader.ReadBytes(length));
        long number = reader.ReadInt64();
        int action = reader.ReadInt32();
        byte[] question = reader.ReadBytes(reader.ReadInt32());
        return new StepRow(number, key.Length == 0 ? null : key, question, action, reader.ReadBytes(reader.ReadInt32()));
    }
}
