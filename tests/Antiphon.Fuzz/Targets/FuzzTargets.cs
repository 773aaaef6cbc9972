namespace Antiphon.Fuzz;

/// <summary>All readers of what people, other programs or a damaged disk may give.</summary>
internal static class FuzzTargets
{
    // An input goes to every reader of its target. Those that one command or one format has in common stand together, so that each gets
    // its share of the time.
    private static readonly Dictionary<string, Func<FuzzFolder, Scratch, FuzzTarget>[]> All = new(StringComparer.Ordinal)
    {
        ["game"] = [GameTargets.Game, GameTargets.Rescaled],
        ["import"] = [GameTargets.Import],
        ["sampling"] = [GameTargets.Sampling],
        ["policy"] = [PolicyTargets.Policy, PolicyTargets.Typed],
        ["policy-neural"] = [PolicyTargets.Neural],
        ["run"] = [RunTargets.Finite, RunTargets.Continuous],
        ["checkpoint"] = [RunTargets.FiniteCheckpoint, RunTargets.ContinuousCheckpoint],
        ["trace"] = [RunTargets.Trace],
        ["simulation"] = [RunTargets.Simulation],
        ["sweep"] = [SweepTargets.Finite, SweepTargets.Continuous],
        ["journal"] = [SweepTargets.Journal],
        ["journal-cells"] = [SweepTargets.Cells],
        ["certificate"] = [CertificateTargets.Certificate],
        ["witness"] = [CertificateTargets.Witness],
        ["witness-functions"] = [CertificateTargets.Functions],
        ["documents"] = [CommandTargets.Bounds, CommandTargets.GapEstimate],
        ["log"] = [LogTargets.Log],
        ["log-description"] = [LogTargets.Description],
        ["request"] = [ServiceTargets.Decision, ServiceTargets.LocalDecision, ServiceTargets.Session],
        ["keys"] = [ServiceTargets.Keys],
        ["snapshot"] = [SnapshotTargets.Filter, SnapshotTargets.Particles],
        ["reproduction"] = [ReproductionTargets.Warehouse, ReproductionTargets.Continuous, ReproductionTargets.Federated],
        ["learn"] = [CommandTargets.Learn],
        ["environment"] = [CommandTargets.Environment, CommandTargets.EnvironmentOfAgents],
    };

    /// <summary>Their names.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>Makes one ready.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="folder">What it needs beside its inputs.</param>
    /// <param name="scratch">Where it may write.</param>
    /// <exception cref="FormatException">There is no such target.</exception>
    public static FuzzTarget Create(string name, FuzzFolder folder, Scratch scratch) =>
        FuzzTarget.Of(name, Readers(name, folder, scratch));

    /// <summary>Makes the readers of a target ready.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="folder">What they need beside their inputs.</param>
    /// <param name="scratch">Where they may write.</param>
    /// <exception cref="FormatException">There is no such target.</exception>
    public static IReadOnlyList<FuzzTarget> Readers(string name, FuzzFolder folder, Scratch scratch) =>
        All.TryGetValue(name, out Func<FuzzFolder, Scratch, FuzzTarget>[]? readers)
            ? [.. readers.Select(create => create(folder, scratch))]
            : throw new FormatException($"there is no target {name}; expected one of {string.Join(", ", Names)}");
}
