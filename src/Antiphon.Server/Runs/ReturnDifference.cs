using System.Text.Json;
using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Runs;

namespace Antiphon.Server;

/// <summary>What the files of two runs say of the difference of their returns, and no more.</summary>
/// <param name="a">A run.</param>
/// <param name="b">The other.</param>
internal sealed class ReturnDifference(RunDocument a, RunDocument b)
{
    private const string SameNumbers = "same-random-numbers";

    /// <summary>Whether both are of one game, as far as hashes tell; null where one has no hash.</summary>
    public bool? IsSameGame { get; } =
        a.View!.GameHash.Length == 0 || b.View!.GameHash.Length == 0 ? null : a.View.GameHash == b.View.GameHash;

    /// <summary>How the two returns relate, as a word that the contract explains.</summary>
    public string Relation =>
        IsSameGame != true ? "other-game"
        : a.View!.Options.Deployment.Horizon != b.View!.Options.Deployment.Horizon ? "other-horizon"
        : IsSameMeasurement(a.View.Options, b.View.Options) ? SameNumbers
        : "other-random-numbers";

    /// <summary>Writes it as fields of an object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        if (IsSameGame is bool same)
        {
            json.WriteBoolean("sameGame", same);
        }

        json.WriteString("relation", Relation);
        if (a.View!.Outcome?.Deployed is { } left && b.View!.Outcome?.Deployed is { } right)
        {
            RunText.WriteNumber(json, "difference", right.Mean - left.Mean);
            if (IsKnown(left) && IsKnown(right))
            {
                json.WriteBoolean("overlap", left.Low <= right.High && right.Low <= left.High);
            }
        }

        json.WriteStartArray("paired");
        foreach ((StoredSimulation first, StoredSimulation second) in Paired())
        {
            json.WriteStartObject();
            json.WriteNumber("agents", first.Agents);
            json.WriteNumber("horizon", first.Horizon);
            json.WriteNumber("rollouts", first.Rollouts);
            json.WriteNumber("seed", first.Seed);
            RunText.WriteInterval(
                json,
                "difference",
                StudentInterval.FromSamples([.. first.PerSeed.Zip(second.PerSeed, (before, after) => after - before)])
            );
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Tables of simulations hold the return of each seed; records of runs hold means alone.
    private IEnumerable<(StoredSimulation, StoredSimulation)> Paired() =>
        from first in a.Simulations
        from second in b.Simulations
        where IsSameGame == true && first.File == second.File
        select (first, second);

    private static bool IsSameMeasurement(TrainingOptions a, TrainingOptions b) =>
        (a.Seed, a.Seeds, a.Rollouts) == (b.Seed, b.Seeds, b.Rollouts);

    private static bool IsKnown(ConfidenceInterval interval) => double.IsFinite(interval.Low) && double.IsFinite(interval.High);
}
