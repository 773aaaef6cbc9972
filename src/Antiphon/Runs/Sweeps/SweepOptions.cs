using Antiphon.Equilibrium;
using Antiphon.Simulation;

namespace Antiphon.Runs;

/// <summary>
/// A grid of trainings: every k with every training seed. Equal options give equal results in any order, at any number of threads and
/// after any kill.
/// </summary>
/// <typeparam name="TOptions">The options of a training.</typeparam>
public sealed record SweepOptions<TOptions>
    where TOptions : TrainingOptions
{
    private const int MostCells = 1_000_000;

    /// <summary>The subsample sizes k, ascending, each once.</summary>
    public required IReadOnlyList<int> Subsamples { get; init; }

    /// <summary>
    /// Number of training seeds, at least 1: <see cref="TrainingOptions.Seed"/> of <see cref="Training"/> and those that follow
    /// it.
    /// </summary>
    public int TrainingSeeds { get; init; } = 15;

    /// <summary>
    /// What every cell is trained with, except that it has its own k and seed: Subsample is the smallest k, Seed the first training seed.
    /// Horizon, Rollouts and Seeds also are those that the trained pair is evaluated with.
    /// </summary>
    public required TOptions Training { get; init; }

    /// <summary>Population size that the trained pairs are evaluated at, at least the largest k; null: the game's own.</summary>
    public long? EvaluationAgents { get; init; }

    /// <summary>Whether the run folder of each cell stays when the cell is done.</summary>
    public bool KeepRuns { get; init; } = true;

    /// <summary>The options that cell (k, seed) is trained with: those of `train --k K --seed SEED`.</summary>
    /// <param name="key">The cell.</param>
    /// <returns>The options.</returns>
    internal TOptions TrainingOf(SweepKey key) => Training with { Subsample = key.Subsample, Seed = key.Seed };

    /// <summary>How the pair of a cell is evaluated: as `simulate` does by itself, from the seed that it was trained with.</summary>
    /// <param name="key">The cell.</param>
    /// <returns>The options.</returns>
    internal OnlineExecutionOptions EvaluationOf(SweepKey key) => TrainingOf(key).Deployment with { Agents = EvaluationAgents };

    /// <summary>All cells, by k and then by seed.</summary>
    /// <returns>One key per cell.</returns>
    internal IEnumerable<SweepKey> Grid() =>
        Subsamples.SelectMany(k => Enumerable.Range(0, TrainingSeeds).Select(index => new SweepKey(k, Training.Seed + (ulong)index)));

    /// <summary>Checks everything that does not depend on memory.</summary>
    internal void Check(GameIdentity game, int least)
    {
        if (Subsamples.Count == 0 || !Subsamples.SequenceEqual(Subsamples.Distinct().Order()))
        {
            throw new InvalidOptionException("the subsample sizes are missing or not ascending; expected each k once, in ascending order");
        }

        Require(
            Subsamples[0] >= least && Subsamples[^1] <= game.Agents,
            $"k = {Subsamples[0]:N0} to {Subsamples[^1]:N0}; expected {least} to n = {game.Agents:N0}, the number of agents"
        );
        Require(TrainingSeeds >= 1, $"training seeds = {TrainingSeeds}; expected at least 1");
        Require(
            (long)Subsamples.Count * TrainingSeeds <= MostCells,
            $"{Subsamples.Count:N0} k with {TrainingSeeds:N0} seeds each; expected at most {MostCells:N0} cells; use larger steps or "
                + "fewer seeds"
        );
        Require(
            Training.Seed <= ulong.MaxValue - (ulong)(TrainingSeeds - 1),
            $"seed = {Training.Seed} with {TrainingSeeds} training seeds from it; expected the last seed to be at most {ulong.MaxValue}; "
                + "lower the seed"
        );
        Require(
            EvaluationAgents is not long agents || agents >= Subsamples[^1],
            $"evaluation agents = {EvaluationAgents:N0}; expected at least {Subsamples[^1]:N0}, the largest k"
        );
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidOptionException(message);
        }
    }
}

/// <summary>Names one cell of a sweep.</summary>
/// <param name="Subsample">k.</param>
/// <param name="Seed">The seed it is trained with.</param>
internal readonly record struct SweepKey(int Subsample, ulong Seed)
{
    /// <summary>For example "k10-seed1", the name of its run folder.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => $"k{Subsample}-seed{Seed}";
}
