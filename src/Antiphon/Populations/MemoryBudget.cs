using Antiphon.Games;

namespace Antiphon.Populations;

/// <summary>
/// How much memory jobs may take, checked before anything is allocated. It never changes a result, only what is refused.
/// </summary>
public static class MemoryBudget
{
    private const double DefaultShare = 0.5;

    private static readonly AsyncLocal<long?> Given = new();
    private static readonly Lazy<long> Default = new(() => (long)(DefaultShare * FreeMemory.Bytes()));

    /// <summary>
    /// Bytes that one job may plan to use: the limit in force (<see cref="Limit"/>), else half of the memory that was free when this was
    /// first asked.
    /// </summary>
    public static long UsableBytes => Given.Value ?? Default.Value;

    /// <summary>
    /// Sets the limit for what the calling code does, and for the threads and tasks that it starts, until the result is disposed.
    /// </summary>
    /// <param name="bytes">At least 1.</param>
    /// <returns>Dispose it to have the former limit again.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is below 1.</exception>
    public static IDisposable Limit(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        var former = new FormerLimit(Given.Value);
        Given.Value = bytes;
        return former;
    }

    /// <summary>Refuses a job that does not fit.</summary>
    /// <param name="bytes">What it needs.</param>
    /// <param name="job">What needs it, for the message.</param>
    /// <param name="remedy">What to lower, for the message; options by their properties, such as <c>lower Resolution</c>.</param>
    /// <exception cref="DoesNotFitException">It needs more than <see cref="UsableBytes"/>.</exception>
    internal static void Require(double bytes, string job, string remedy)
    {
        if (bytes > UsableBytes)
        {
            throw new DoesNotFitException(
                $"{job} needs {LatticeSize.Bytes(bytes)}; {LatticeSize.Bytes(UsableBytes)} are available; {remedy}, or raise the memory "
                    + "limit",
                bytes,
                UsableBytes
            );
        }
    }

    /// <summary>Refuses a game's lattice whose functions do not fit.</summary>
    /// <param name="game">The game.</param>
    /// <param name="agents">How many agents are counted.</param>
    /// <param name="bytesPerVector">Bytes that the job needs per count vector.</param>
    /// <param name="job">What needs it, for the message.</param>
    /// <exception cref="DoesNotFitException">
    /// It does not fit; the message says how many count vectors and bytes it takes and which number of agents fits.
    /// </exception>
    internal static void RequireLattice(CooperativeGame game, long agents, long bytesPerVector, string job)
    {
        long limit = Math.Min(CountLattice.MaximumSize, Math.Max(1, UsableBytes / bytesPerVector));
        LatticeSize.Require(game, agents, limit, bytesPerVector, $"{job}: ");
    }

    /// <summary>Refuses a lattice whose functions do not fit.</summary>
    /// <param name="states">S.</param>
    /// <param name="agents">How many agents are counted.</param>
    /// <param name="bytesPerVector">Bytes that the job needs per count vector.</param>
    /// <param name="job">What needs it, for the message.</param>
    /// <exception cref="DoesNotFitException">
    /// It does not fit; the message says how many count vectors and bytes it takes and which number of agents fits.
    /// </exception>
    internal static void RequireLattice(int states, long agents, long bytesPerVector, string job)
    {
        long limit = Math.Min(CountLattice.MaximumSize, Math.Max(1, UsableBytes / bytesPerVector));
        LatticeSize.Require(states, agents, limit, bytesPerVector, $"{job}: ");
    }

    private sealed class FormerLimit(long? bytes) : IDisposable
    {
        public void Dispose() => Given.Value = bytes;
    }
}
