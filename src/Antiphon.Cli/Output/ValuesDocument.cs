using System.Text.Json.Serialization;
using Antiphon.Cli.Reporting;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Cli.Output;

/// <summary>What the dispatcher's actions are worth, and where the pair spends its time. Shares are of discounted steps.</summary>
/// <param name="Model">The population model.</param>
/// <param name="Value">The expected discounted return from the initial law.</param>
/// <param name="ErrorBound">Bound on its error within the model.</param>
/// <param name="States">By global state.</param>
internal sealed record ValuesDocument(string Model, double Value, double ErrorBound, IReadOnlyList<ValuedState> States)
{
    private const int MostObservations = 1000;

    /// <summary>What they are values of, where that is not the pair as it is deployed; absent where it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Note { get; init; }

    /// <summary>Tabulates what was computed.</summary>
    public static ValuesDocument From(CooperativeGame game, JointPolicy pair, PairInsight insight)
    {
        CountLattice observations = ObservationLattice.Of(game, pair.Global.Subsample);
        IReadOnlyList<string> names = DistinctNames.Of(game.GlobalStateNames);
        return new ValuesDocument(
            insight.Value.Model,
            insight.Value.Value,
            insight.Value.ErrorBound,
            [
                .. names.Select(
                    (name, state) =>
                        new ValuedState(
                            name,
                            insight.GlobalShares[state],
                            Fractions(game, insight.Populations[state]),
                            Met(game, pair.Global, insight, observations, state)
                        )
                ),
            ]
        );
    }

    private static IReadOnlyList<LocalFraction> Fractions(CooperativeGame game, IReadOnlyList<double> fractions) =>
        [.. DistinctNames.Of(game.LocalStateNames).Zip(fractions, (name, fraction) => new LocalFraction(name, fraction))];

    private static IReadOnlyList<ValuedObservation> Met(
        CooperativeGame game,
        GlobalPolicy policy,
        PairInsight insight,
        CountLattice observations,
        int globalState
    )
    {
        var met = new List<(int[] Observation, double Share)>();
        int[] observation = new int[observations.States];
        observations.WriteFirst(observation);
        for (int rank = 0; rank < observations.Size; rank++)
        {
            if (insight.Share(globalState, observation) is > 0 and var share)
            {
                met.Add(([.. observation], share));
            }

            observations.MoveNext(observation);
        }

        return
        [
            .. met.OrderByDescending(each => each.Share)
                .Take(MostObservations)
                .Select(each => ValuedObservation.Of(game, policy, insight, globalState, each.Observation)),
        ];
    }
}

/// <summary>A global state.</summary>
/// <param name="GlobalState">Its name.</param>
/// <param name="Share">The share of the steps that are spent in it.</param>
/// <param name="Population">The mean population meanwhile.</param>
/// <param name="Observations">The observations that are met most, at most 1,000.</param>
internal sealed record ValuedState(
    string GlobalState,
    double Share,
    IReadOnlyList<LocalFraction> Population,
    IReadOnlyList<ValuedObservation> Observations
);

/// <summary>The fraction of the agents in a local state.</summary>
internal sealed record LocalFraction(string LocalState, double Fraction);

/// <summary>What the actions are worth at an observation.</summary>
/// <param name="Observation">The counts, in the order of the game.</param>
/// <param name="Share">The share of all steps at which it is met, in this global state.</param>
/// <param name="Actions">What the dispatcher does.</param>
/// <param name="Values">What each allowed action is worth, the best first.</param>
/// <param name="Margin">By how much the best action leads the second; absent where only one is allowed.</param>
internal sealed record ValuedObservation(
    IReadOnlyList<int> Observation,
    double Share,
    IReadOnlyList<ActionShare> Actions,
    IReadOnlyList<ActionWorth> Values,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Margin
)
{
    public static ValuedObservation Of(CooperativeGame game, GlobalPolicy policy, PairInsight insight, int globalState, int[] observation)
    {
        double[] law = new double[game.GlobalActions];
        policy.RequireActionLaw().Write(globalState, observation, law);
        IReadOnlyList<ActionWorth> values = ActionWorth.Of(game, globalState, insight.ActionValues(globalState, observation));
        return new ValuedObservation(
            observation,
            insight.Share(globalState, observation),
            ActionShare.Of(law, DistinctNames.Of(game.GlobalActionNames)),
            values,
            ActionWorth.Margin(values)
        );
    }
}

/// <summary>An action and the expected discounted return of taking it once.</summary>
internal sealed record ActionWorth(string Action, double Value)
{
    /// <summary>The allowed actions, the best first; equal ones in the game's order.</summary>
    public static IReadOnlyList<ActionWorth> Of(CooperativeGame game, int globalState, IReadOnlyList<double> values)
    {
        IReadOnlyList<string> names = DistinctNames.Of(game.GlobalActionNames);
        return
        [
            .. values
                .Select((value, action) => (Worth: new ActionWorth(names[action], value), Action: action))
                .Where(each => game.Allowed.GlobalSets is null || game.Allowed.Global(globalState).Contains(each.Action))
                .Select(each => each.Worth)
                .OrderByDescending(worth => worth.Value),
        ];
    }

    /// <summary>By how much the best leads the second; null where there is no second.</summary>
    public static double? Margin(IReadOnlyList<ActionWorth> values) => values.Count < 2 ? null : values[0].Value - values[1].Value;
}
