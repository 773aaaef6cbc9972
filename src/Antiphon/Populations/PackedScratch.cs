namespace Antiphon.Populations;

/// <summary>Two functions' memory without gaps between count vectors, shared by all kernels of an operator; made on first use.</summary>
internal sealed class PackedScratch(int size, int channels)
{
    // Registers may stick out at both ends.
    internal const int Slack = 32;

    private FunctionBuffer? first;
    private FunctionBuffer? second;

    /// <summary>Doubles per count vector, and where the first stands.</summary>
    internal (int Stride, int Start) Layout => (channels, Slack);

    internal FunctionBuffer First => first ??= Create();

    internal FunctionBuffer Second => second ??= Create();

    private FunctionBuffer Create() => new(checked((size * channels) + (2 * Slack)));
}
