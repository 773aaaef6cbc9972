using Antiphon.Games;
using Antiphon.Learning;

namespace Antiphon.Cli.Output;

/// <summary>What both sides of a continuous game do, as far as some deployed episodes tell.</summary>
/// <param name="Dispatcher">The global agent's network.</param>
/// <param name="LocalAgents">The network that all local agents share.</param>
/// <param name="Episodes">How many episodes were simulated.</param>
/// <param name="Steps">Steps of an episode.</param>
/// <param name="SimulatedAgents">Number of local agents in them.</param>
/// <param name="Seed">Root of their randomness.</param>
/// <param name="DependsOnObservation">Share of the steps in which another of the observations met would change the global action.</param>
internal sealed record NetworksDocument(
    ShownNetwork Dispatcher,
    ShownNetwork LocalAgents,
    int Episodes,
    int Steps,
    int SimulatedAgents,
    ulong Seed,
    double DependsOnObservation
);

/// <summary>A network, and the actions that its agents took.</summary>
/// <param name="Shape">Units per layer.</param>
/// <param name="ObservedFeatures">Inputs that are mean features of the observed agents.</param>
/// <param name="GlobalCoordinates">Inputs that are coordinates of the global state.</param>
/// <param name="LocalCoordinates">Inputs that are coordinates of an agent's own state.</param>
/// <param name="AllActions">Names of the actions that it chooses among.</param>
/// <param name="Actions">Share of each action that was taken, the most frequent first.</param>
internal sealed record ShownNetwork(
    string Shape,
    int ObservedFeatures,
    int GlobalCoordinates,
    int LocalCoordinates,
    IReadOnlyList<string> AllActions,
    IReadOnlyList<ActionShare> Actions
)
{
    public static ShownNetwork OfDispatcher(ContinuousGame game, PerceptronShape shape, ActionFrequencies frequencies) =>
        new(
            shape.ToString(),
            game.Features.Size,
            shape.Inputs - game.Features.Size,
            0,
            game.GlobalActions,
            ActionShare.Of(frequencies.Global.AsSpan(), game.GlobalActions)
        );

    public static ShownNetwork OfLocalAgents(ContinuousGame game, PerceptronShape shape, ActionFrequencies frequencies) =>
        new(
            shape.ToString(),
            0,
            game.GlobalStates.Dimension,
            game.LocalStates.Dimension,
            game.LocalActions,
            ActionShare.Of(frequencies.Local.AsSpan(), game.LocalActions)
        );
}
