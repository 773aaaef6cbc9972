using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Equilibrium;

/// <summary>
/// The refusal of a training that does not fit in memory: what it needs, what may be used, which k fits, what else to do.
/// </summary>
internal static class TrainingRefusal
{
    /// <summary>Refuses a training that does not fit.</summary>
    /// <exception cref="DoesNotFitException">It does not fit.</exception>
    internal static void Require(CooperativeGame game, AlternationOptions options)
    {
        var memory = new TrainingMemory(game, options);
        (int subsample, long usable) = (options.Subsample, MemoryBudget.UsableBytes);
        if (memory.CanBeIndexed(subsample) && memory.Bytes(subsample) <= usable)
        {
            return;
        }

        long vectors = ObservationLattice.Vectors(game, subsample);
        string needed = memory.CanBeIndexed(subsample)
            ? $"needs {LatticeSize.Bytes(memory.Bytes(subsample))}, and {LatticeSize.Bytes(usable)} are available"
            : "cannot be indexed, regardless of memory";
        long largest = memory.LargestSubsample(usable);
        string remedy =
            largest > 0 ? $"k = {largest:N0} is the largest that fits; lower k"
            : memory.IsExact
                ? $"with the exact population of n = {game.Agents:N0} not even k = 1 fits; use Population = MeanField, lower the number "
                    + "of agents"
            : "not even k = 1 fits; lower the resolution of the population model";
        string remember = RememberingPolicy.Refusal(game) is null
            ? "; to learn more about the population from a small k, give the dispatcher a memory"
            : "";
        throw new DoesNotFitException(
            $"training at k = {subsample:N0} in {game.LocalStates:N0} local states, with "
                + $"{(vectors == long.MaxValue ? "more than 9.2e18" : vectors.ToString("N0"))} count vectors, {needed}; "
                + $"{remedy}, raise the memory limit, use fewer threads, or merge local states{remember}",
            memory.CanBeIndexed(subsample) ? memory.Bytes(subsample) : double.PositiveInfinity,
            usable
        );
    }
}
