using System.Text.Json.Serialization;
using Antiphon.Equilibrium;
using Antiphon.Simulation;

namespace Antiphon.Runs;

/// <summary>
/// A grid of trainings: every k with every training seed, for every variant. Equal options give equal results in any order, at any number
/// of threads and after any kill.
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
    /// Horizon, Rollouts and Seeds also are those that the trained pair is evaluated with. With variants it is the first one's.
    /// </summary>
    public required TOptions Training { get; init; }

    /// <summary>Population size that the trained pairs are evaluated at, at least the largest k; null: the game's own.</summary>
    public long? EvaluationAgents { get; init; }

    /// <summary>Whether the run folder of each cell stays when the cell is done.</summary>
    public bool KeepRuns { get; init; } = true;

    /// <summary>What varies beside k and seed: for each option its name, = and its values with commas; null: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Over { get; init; }

    /// <summary>Every combination of the values of <see cref="Over"/>, those of the last option varying fastest; null without it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SweepVariant<TOptions>>? Variants { get; init; }

    /// <summary>The number of cells.</summary>
    internal int Cells => (int)Count;

    // Of a record that somebody edited it may be more than there are whole numbers.
    private long Count => (long)Subsamples.Count * TrainingSeeds * Math.Max(1, Variants?.Count ?? 0);

    /// <summary>The names of the options that vary.</summary>
    internal IReadOnlyList<string> OverNames => [.. (Over ?? []).Select(each => each.Split('=')[0].TrimStart('-'))];

    /// <summary>The trainings that differ in more than k and seed, by the number of their variant.</summary>
    internal IEnumerable<(int Variant, TOptions Training)> Trainings =>
        Variants is null ? [(0, Training)] : Variants.Select((variant, index) => (index + 1, variant.Training));

    /// <summary>The values that vary in a variant, in the order of <see cref="OverNames"/>.</summary>
    /// <param name="variant">Its number.</param>
    internal IReadOnlyList<string> ValuesOf(int variant) => variant == 0 ? [] : Variants![variant - 1].Values;

    /// <summary>For example "threshold=1e-3, sampling=uniform"; empty where nothing varies.</summary>
    /// <param name="variant">The number of a variant.</param>
    internal string WordsOf(int variant) => string.Join(", ", OverNames.Zip(ValuesOf(variant), (name, value) => $"{name}={value}"));

    /// <summary>The same options with other trainings.</summary>
    /// <param name="changed">Makes a training of a training.</param>
    internal SweepOptions<TOptions> With(Func<TOptions, TOptions> changed) =>
        this with
        {
            Training = changed(Training),
            Variants = Variants is null ? null : [.. Variants.Select(variant => variant with { Training = changed(variant.Training) })],
        };

    /// <summary>The options that a cell is trained with: those of `train --k K --seed SEED`.</summary>
    /// <param name="key">The cell.</param>
    /// <returns>The options.</returns>
    internal TOptions TrainingOf(SweepKey key) =>
        (key.Variant == 0 ? Training : Variants![key.Variant - 1].Training) with
        {
            Subsample = key.Subsample,
            Seed = key.Seed,
        };

    /// <summary>How the pair of a cell is evaluated: as `simulate` does by itself, from the seed that it was trained with.</summary>
    /// <param name="key">The cell.</param>
    /// <returns>The options.</returns>
    internal OnlineExecutionOptions EvaluationOf(SweepKey key) => TrainingOf(key).Deployment with { Agents = EvaluationAgents };

    /// <summary>All cells, by variant, by k and then by seed.</summary>
    /// <returns>One key per cell.</returns>
    internal IEnumerable<SweepKey> Grid() =>
        from variant in Variants is null ? [0] : Enumerable.Range(1, Variants.Count)
        from k in Subsamples
        from index in Enumerable.Range(0, TrainingSeeds)
        select new SweepKey(k, Training.Seed + (ulong)index, variant);

    /// <summary>Whether a cell is part of the grid.</summary>
    /// <param name="key">The cell.</param>
    internal bool Has(SweepKey key) =>
        (Variants is null ? key.Variant == 0 : key.Variant >= 1 && key.Variant <= Variants.Count)
        && Subsamples.Contains(key.Subsample)
        && key.Seed >= Training.Seed
        && key.Seed - Training.Seed < (ulong)TrainingSeeds;

    /// <summary>Whether it has cells, and so few that they can be listed.</summary>
    internal bool CanBeListed => TrainingSeeds >= 1 && Count <= MostCells;

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
            (Over is null) == (Variants is null)
                && Variants?.All(variant => variant.Values.Count == Over!.Count) != false
                && Variants is null or { Count: >= 1 },
            "the variants of the sweep do not fit the options that vary; expected one value of each option for every variant"
        );
        Require(
            CanBeListed,
            $"{(Variants is null ? "" : $"{Variants.Count:N0} variants of ")}{Subsamples.Count:N0} k with {TrainingSeeds:N0} seeds each; "
                + $"expected at most {MostCells:N0} cells; use larger steps or fewer seeds"
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
