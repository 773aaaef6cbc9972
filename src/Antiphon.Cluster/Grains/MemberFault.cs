using Orleans.Runtime;

namespace Antiphon.Cluster;

/// <summary>
/// Hears that this member can no longer take part: the others took it for dead while it did not answer. Orleans would end the process
/// without a word to clients; this lets the program end in order.
/// </summary>
internal sealed class MemberFault : IFatalErrorHandler
{
    private readonly TaskCompletionSource<string> lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the reason.</summary>
    public Task<string> Lost => lost.Task;

    /// <inheritdoc/>
    public bool IsUnexpected(Exception exception) => exception is not OperationCanceledException;

    /// <inheritdoc/>
    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null) =>
        lost.TrySetResult(
            "the other members of the cluster took this one for dead because it did not answer for some seconds (a suspended process, a "
                + $"machine without time for it, or a broken network); start it again. Orleans says: {context} {exception?.Message}"
        );
}
