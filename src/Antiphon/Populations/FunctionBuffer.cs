namespace Antiphon.Populations;

/// <summary>
/// Contiguous doubles that start on a cache line, so that a vector register never straddles two lines. A function of (s_g, node) is stored
/// as value[node * stride + s_g]; padding channels hold 0. A register may be read at any value: there is memory in front of the first and
/// behind the last.
/// </summary>
internal sealed class FunctionBuffer
{
    /// <summary>Doubles that may be read before the first and after the last value, for registers that stick out.</summary>
    internal const int Slack = 32;

    private const int CacheLine = 64;
    private readonly double[] array;
    private readonly int offset;

    internal FunctionBuffer(int length)
    {
        Length = length;
        array = GC.AllocateArray<double>(length + (2 * Slack) + (CacheLine / sizeof(double)), pinned: true);
        unsafe
        {
            fixed (double* start = array)
            {
                nuint misaligned = (nuint)start % CacheLine;
                offset = Slack + (misaligned == 0 ? 0 : (int)((CacheLine - misaligned) / sizeof(double)));
            }
        }
    }

    /// <summary>A part of another buffer, whose memory it shares.</summary>
    internal FunctionBuffer(FunctionBuffer whole, int start, int length) =>
        (array, offset, Length) = (whole.array, whole.offset + start, length);

    /// <summary>Bytes beside the values: slack, alignment, and the objects themselves.</summary>
    internal const int OverheadBytes = (((2 * Slack) + (CacheLine / sizeof(double))) * sizeof(double)) + 56;

    internal int Length { get; }

    internal Span<double> Span => array.AsSpan(offset, Length);

    internal ref double Reference => ref array[offset];

    public static implicit operator ReadOnlySpan<double>(FunctionBuffer buffer) => buffer.Span;
}
