using System.Text.Json.Serialization;

namespace Antiphon.Cli.Output;

/// <summary>One decision of a dispatcher, and why.</summary>
/// <param name="GlobalState">The global state.</param>
/// <param name="Observation">The counts that were observed, in the order of the game; the count of lost observations first where some get
/// lost.</param>
/// <param name="Observed">The local states that were observed, with their counts.</param>
/// <param name="Actions">What it does: actions with their probabilities.</param>
/// <param name="Values">What each allowed action is worth, the best first; empty where it is not known.</param>
/// <param name="Margin">By how much the best action leads the second.</param>
/// <param name="Share">The share of the steps at which this is met; absent where it was not computed.</param>
/// <param name="Source">What the values are values of, or why there are none.</param>
internal sealed record DecisionDocument(
    string GlobalState,
    IReadOnlyList<int> Observation,
    IReadOnlyList<ObservedState> Observed,
    IReadOnlyList<ActionShare> Actions,
    IReadOnlyList<ActionWorth> Values,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Margin,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Share,
    string Source
);

/// <summary>How many observed agents are in a local state.</summary>
internal sealed record ObservedState(string LocalState, int Count);
