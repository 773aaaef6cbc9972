using System.Runtime.InteropServices;

namespace Antiphon.Populations;

/// <summary>Numbers of a belief as bytes, in the order of the machine. Their count is known to the reader.</summary>
internal static class BeliefBytes
{
    /// <summary>Writes all numbers of a span.</summary>
    public static void Write<T>(BinaryWriter writer, ReadOnlySpan<T> numbers)
        where T : unmanaged => writer.Write(MemoryMarshal.AsBytes(numbers));

    /// <summary>Fills a span.</summary>
    public static void Read<T>(BinaryReader reader, Span<T> numbers)
        where T : unmanaged => reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers));
}
