using System.Runtime.ExceptionServices;
using Antiphon.Numerics;

namespace Antiphon.Simulation;

/// <summary>
/// Runs numbered rollouts on several threads. Each has a stream and a place of its own for its result, so that neither order nor threads
/// matter.
/// </summary>
internal static class ParallelRollouts
{
    /// <summary>
    /// Calls <paramref name="body"/> once for every rollout from <paramref name="first"/> to <paramref name="end"/> - 1.
    /// </summary>
    /// <param name="first">First rollout.</param>
    /// <param name="end">End of the rollouts, excluded.</param>
    /// <param name="threads">Largest number of threads.</param>
    /// <param name="workspace">Makes the workspace of a thread.</param>
    /// <param name="body">Runs one rollout with the thread's workspace and a spare stream to split into.</param>
    /// <param name="progress">Receives the completed fraction, about a hundred times; may be null.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static void Run<TWorkspace>(
        int first,
        int end,
        int threads,
        Func<TWorkspace> workspace,
        Action<int, TWorkspace, RandomStream> body,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        int total = end - first;
        int finished = 0;
        int reportEvery = Math.Max(1, total / 100);
        try
        {
            Parallel.For(
                first,
                end,
                new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation },
                () => (Workspace: workspace(), Stream: new RandomStream(0)),
                (rollout, _, local) =>
                {
                    body(rollout, local.Workspace, local.Stream);
                    int now = Interlocked.Increment(ref finished);
                    if (now % reportEvery == 0 || now == total)
                    {
                        progress?.Report(new Progress((double)now / total));
                    }

                    return local;
                },
                _ => { }
            );
        }
        catch (AggregateException several)
        {
            // Callers are promised the fault itself.
            ExceptionDispatchInfo.Throw(Failures.Cause(several));
        }
    }
}
