using System.Text.Json.Serialization;
using Antiphon.Cli.Reporting;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Cli.Output;

/// <summary>What the dispatcher of a finite game does: its own policy, or the plan that it reads at its estimate.</summary>
/// <param name="Memory">How it estimates the population; null without memory.</param>
/// <param name="DependsOnObservation">Whether its action depends on what it observes; with memory, on its estimate.</param>
/// <param name="DependsOnGlobalState">Whether what it does depends on the global state.</param>
/// <param name="CountedAgents">How many agents the count vectors sum to: k, or the resolution of a plan.</param>
/// <param name="CountVectors">How many count vectors the shares are taken over, each counted once; null where nothing had to be
/// enumerated, or where there are too many.</param>
/// <param name="States">By global state.</param>
/// <param name="Met">Where the observations come from that were met in deployment; absent where none were.</param>
internal sealed record DispatcherDocument(
    ShownMemory? Memory,
    bool DependsOnObservation,
    bool DependsOnGlobalState,
    int CountedAgents,
    int? CountVectors,
    IReadOnlyList<DispatcherState> States,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Met = null
)
{
    // A plan of alpha vectors is shown as if it read fractions of so many agents.
    private const int PlanAgents = 10;

    /// <summary>Tabulates a policy: over all observations, or, where these are too many, over those that it meets in episodes.</summary>
    /// <param name="game">A game that it fits.</param>
    /// <param name="pair">The pair: with memory, the dispatcher's plan is tabulated.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="InvalidInputException">It offers neither a table nor the probabilities of its actions.</exception>
    public static DispatcherDocument From(CooperativeGame game, JointPolicy pair, CancellationToken cancellation)
    {
        GlobalPolicy policy = pair.Global;
        TabularGlobalPolicy? table = policy.Plan?.Table;
        ShownMemory? memory = policy is { Remembers: true, Memory: { } options } ? ShownMemory.From(options) : null;
        GlobalPolicy shown = table ?? (policy.Remembers && policy.Gamma is { } plan ? AtKnownPopulations(plan, game) : policy);
        if (table is null && !shown.IsBlind && ObservationLattice.IsTooLarge(game, shown.Subsample))
        {
            return OfMet(game, pair with { Global = shown }, memory, cancellation);
        }

        var laws = new DispatcherLaws(game, shown, cancellation);
        CountLattice? lattice = table?.Lattice ?? (shown.IsBlind ? null : ObservationLattice.Of(game, shown.Subsample));
        IReadOnlyList<DispatcherState> states =
        [
            .. DistinctNames
                .Of(game.GlobalStateNames)
                .Select((name, state) => lattice is null ? laws.Blind(state, name) : laws.Over(DispatcherLaws.All(lattice), state, name)),
        ];
        bool depends = states.Any(state => state.DependsOnObservation);
        var all = new DispatcherDocument(memory, depends, laws.DependsOnGlobalState, shown.Subsample, lattice?.Size, states);
        return memory is null && depends ? all.WithMet(OfMet(game, pair, memory, cancellation)) : all;
    }

    private DispatcherDocument WithMet(DispatcherDocument met) =>
        this with
        {
            Met = met.Met,
            States = [.. States.Zip(met.States, (state, seen) => state with { MetActions = seen.Actions })],
        };

    // A plan of alpha vectors has no count vectors of its own.
    private static AlphaVectorPolicy AtKnownPopulations(AlphaVectors plan, CooperativeGame game) =>
        new((int)Math.Min(PlanAgents, game.Agents), plan, game.WithSampling(SamplingRule.Uniform));

    private static DispatcherDocument OfMet(CooperativeGame game, JointPolicy pair, ShownMemory? memory, CancellationToken cancellation)
    {
        var laws = new DispatcherLaws(game, pair.Global, cancellation);
        var options = new OnlineExecutionOptions();
        var drawn = new DrawnObservations(game, pair, options);
        ILookup<int, int[]> met = drawn
            .Each(cancellation)
            .Select(each => (each.GlobalState, Seen: each.Seen.ToArray()))
            .ToLookup(each => each.GlobalState, each => each.Seen);
        IReadOnlyList<DispatcherState> states =
        [
            .. DistinctNames.Of(game.GlobalStateNames).Select((name, state) => laws.Over(met[state], state, name)),
        ];
        return new DispatcherDocument(
            memory,
            states.Any(state => state.DependsOnObservation),
            laws.DependsOnGlobalState,
            pair.Global.Subsample,
            null,
            states,
            drawn.Source
        );
    }
}

/// <summary>What the dispatcher does in one global state.</summary>
/// <param name="GlobalState">The global state.</param>
/// <param name="DependsOnObservation">Whether its action depends on the count vector here.</param>
/// <param name="Actions">The share of count vectors that lead to each action, each vector counted once; the probabilities where they do
/// not depend on it.</param>
/// <param name="Modes">By the local state with most of the counted agents, the first of equals; null where nothing had to be
/// enumerated.</param>
internal sealed record DispatcherState(
    string GlobalState,
    bool DependsOnObservation,
    IReadOnlyList<ActionShare> Actions,
    IReadOnlyList<ShownMode>? Modes
)
{
    /// <summary>
    /// The share of the observations met in deployment that lead to each action, where <see cref="Actions"/> counts every vector once;
    /// empty where the global state was not met, absent where nothing was played.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ActionShare>? MetActions { get; init; }
}

/// <summary>The most frequent action where most of the counted agents are in one local state.</summary>
/// <param name="Mode">The local state; null where no observation arrived.</param>
/// <param name="CountVectors">How many count vectors have that mode.</param>
/// <param name="Action">The action that most of these lead to.</param>
/// <param name="Share">The share of them that do.</param>
internal sealed record ShownMode(string? Mode, int CountVectors, string Action, double Share);

/// <summary>How a dispatcher remembers.</summary>
/// <param name="Filter">The filter, as on the command line.</param>
/// <param name="Read">How the plan is read at the estimate.</param>
/// <param name="Watch">Whether observations are tested against the model.</param>
internal sealed record ShownMemory(string Filter, string Read, bool Watch)
{
    public static ShownMemory From(MemoryOptions memory) =>
        new(MemoryWords.Of(memory), memory.Reading.ToString().ToLowerInvariant(), memory.Watch);
}
