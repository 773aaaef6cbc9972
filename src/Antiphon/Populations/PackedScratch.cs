namespace Antiphon.Populations;

/// <summary>One function's memory without gaps between count vectors, shared by all kernels of an operator; made on first use.</summary>
internal sealed class PackedScratch(int size, int channels)
{
    private FunctionBuffer? buffer;

    internal FunctionBuffer Buffer => buffer ??= new FunctionBuffer(checked(size * channels));
}
