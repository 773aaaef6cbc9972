using Antiphon.Cli.Reporting;
using Antiphon.Games;
using Antiphon.Planning;

namespace Antiphon.Cli.Output;

/// <summary>Where a pair spends its time.</summary>
/// <param name="Source">The population model, or the episodes that were simulated.</param>
/// <param name="GlobalStates">The share of the steps in each global state.</param>
/// <param name="LocalStates">The mean share of the agents in each local state.</param>
internal sealed record OccupancyDocument(string Source, IReadOnlyList<TimeShare> GlobalStates, IReadOnlyList<TimeShare> LocalStates)
{
    /// <summary>Names what was computed.</summary>
    public static OccupancyDocument From(CooperativeGame game, PairVisits visits) =>
        new(
            visits.Source,
            Shares(game.GlobalStateNames, visits.Discounted.Global, visits.LongRun?.Global),
            Shares(game.LocalStateNames, visits.Discounted.Local, visits.LongRun?.Local)
        );

    private static IReadOnlyList<TimeShare> Shares(
        IReadOnlyList<string> names,
        IReadOnlyList<double> discounted,
        IReadOnlyList<double>? longRun
    ) => [.. DistinctNames.Of(names).Select((name, state) => new TimeShare(name, discounted[state], longRun?[state]))];
}

/// <summary>The share of a state.</summary>
/// <param name="State">Its name.</param>
/// <param name="Discounted">Where a step at time t counts gamma^t.</param>
/// <param name="LongRun">Where all steps count alike, in the limit of many; null where this limit was not reached.</param>
internal sealed record TimeShare(string State, double Discounted, double? LongRun);
