using Antiphon.Games;

namespace Antiphon.Populations;

/// <summary>What fits in this machine's memory, checked before anything is allocated.</summary>
public static class MemoryBudget
{
    private const double UsableShare = 0.8;

    /// <summary>Bytes that one job may plan to use: four fifths of what the runtime may have.</summary>
    public static long UsableBytes => (long)(UsableShare * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>Refuses a job that does not fit.</summary>
    /// <param name="bytes">What it needs.</param>
    /// <param name="job">What needs it, for the message.</param>
    /// <param name="remedy">What to lower, for the message.</param>
    /// <exception cref="InvalidInputException">It needs more than <see cref="UsableBytes"/>.</exception>
    public static void Require(double bytes, string job, string remedy)
    {
        if (bytes > UsableBytes)
        {
            throw new InvalidInputException($"{job} needs {LatticeSize.Bytes(bytes)}; {LatticeSize.Bytes(UsableBytes)} may be used here; {remedy}");
        }
    }

    /// <summary>Refuses a game's lattice whose functions do not fit.</summary>
    /// <param name="game">The game.</param>
    /// <param name="agents">How many agents are counted.</param>
    /// <param name="bytesPerVector">Bytes that the job needs per count vector.</param>
    /// <param name="job">What needs it, for the message.</param>
    /// <exception cref="InvalidInputException">It does not fit; the message says how many count vectors and bytes it takes and which number of agents fits.</exception>
    public static void RequireLattice(CooperativeGame game, long agents, long bytesPerVector, string job)
    {
        var limit = Math.Min(CountLattice.MaximumSize, Math.Max(1, UsableBytes / bytesPerVector));
        LatticeSize.Require(game, agents, limit, bytesPerVector, $"{job}: ");
    }

    /// <summary>Refuses a lattice whose functions do not fit.</summary>
    /// <param name="states">S.</param>
    /// <param name="agents">How many agents are counted.</param>
    /// <param name="bytesPerVector">Bytes that the job needs per count vector.</param>
    /// <param name="job">What needs it, for the message.</param>
    /// <exception cref="InvalidInputException">It does not fit; the message says how many count vectors and bytes it takes and which number of agents fits.</exception>
    public static void RequireLattice(int states, long agents, long bytesPerVector, string job)
    {
        var limit = Math.Min(CountLattice.MaximumSize, Math.Max(1, UsableBytes / bytesPerVector));
        LatticeSize.Require(states, agents, limit, bytesPerVector, $"{job}: ");
    }
}
