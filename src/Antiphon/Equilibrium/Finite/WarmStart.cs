using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Equilibrium;

/// <summary>A given pair as a start of a training.</summary>
internal static class WarmStart
{
    /// <summary>The state before its first turn, which is the global agent's.</summary>
    internal static RestartState<JointPolicy> Begin(string name, JointPolicy pair) => RestartState.Begin(0, name, pair, Player.Global);

    /// <summary>The pair as the oracles of a training improve it.</summary>
    /// <param name="pair">The pair, as it is deployed.</param>
    /// <param name="game">The game under the sampling rule of the training.</param>
    /// <param name="options">The options, resolved for the game.</param>
    /// <exception cref="InvalidInputException">Its dispatcher is of a kind, or of a k, that they cannot go on from.</exception>
    internal static JointPolicy Fit(JointPolicy pair, CooperativeGame game, AlternationOptions options)
    {
        JointPolicy fitted = pair with
        {
            Global =
                options.Population == PopulationChoice.Alpha ? WithVectors(pair.Global, game, options)
                : options.Memory is null ? Table(pair.Global, game, options.Subsample)
                : Plan(pair.Global, game, options),
        };
        options.Deployed(fitted).RequireFit(game);
        return fitted;
    }

    private static TabularGlobalPolicy Table(GlobalPolicy global, CooperativeGame game, int subsample)
    {
        if (global.Table is { } table && table.Subsample == subsample)
        {
            return table;
        }

        int[]? blind =
            global is BlindPolicy constant ? [.. constant.Actions]
            : global.Table is { IsBlind: true } same
                ? [.. Enumerable.Range(0, game.GlobalStates).Select(state => (int)same.Action(state, 0))]
            : null;
        if (blind is null)
        {
            throw global.Table is null
                ? Refusal(global, "a table of actions", "start from a pair that was trained without memory and without alpha vectors")
                : new InvalidInputException(
                    $"the pair to start from observes {global.Subsample:N0} agents; expected {subsample:N0}: a table of actions holds for "
                        + $"one k; train with k = {global.Subsample:N0}, or start from a pair that observes {subsample:N0}"
                );
        }

        CountLattice observations = ObservationLattice.Of(game, subsample);
        int[] actions = [.. blind.SelectMany(action => Enumerable.Repeat(action, observations.Size))];
        return new TabularGlobalPolicy(game.GlobalStates, game.GlobalActions, observations, actions);
    }

    // The plan of a dispatcher that remembers is read at an estimate: it holds for every k.
    private static TabularGlobalPolicy Plan(GlobalPolicy global, CooperativeGame game, AlternationOptions options)
    {
        CountLattice populations = PopulationChooser.Choose(game, options).Lattice;
        TabularGlobalPolicy table = global.Plan?.Table
            ?? throw Refusal(global, "a plan of actions by population", "start from a pair that was trained with memory");
        return table.Lattice.Agents == populations.Agents && table.Lattice.Size == populations.Size
            ? table
            : throw new InvalidInputException(
                $"the pair to start from plans for populations of {table.Lattice.Agents:N0} agents; expected {populations.Agents:N0}, as "
                    + "the population model has; start from a pair that was trained with memory in the same model"
            );
    }

    // Vectors hold for every k.
    private static GlobalPolicy WithVectors(GlobalPolicy global, CooperativeGame game, AlternationOptions options) =>
        global switch
        {
            AlphaVectorPolicy greedy => new AlphaVectorPolicy(options.Subsample, greedy.Vectors, game, greedy.Prior),
            PosteriorPolicy posterior => new PosteriorPolicy(
                options.Subsample,
                posterior.Gamma,
                [.. posterior.Particles],
                posterior.Tempering
            ),
            BlindPolicy blind => new BlindPolicy(options.Subsample, game.GlobalActions, blind.Actions),
            { Remembers: true, Gamma: { } vectors } when options.Memory is { } memory => new RememberingPolicy(
                options.Subsample,
                vectors,
                memory
            ),
            { Remembers: true, Gamma: { } vectors } => new AlphaVectorPolicy(options.Subsample, vectors, game),
            _ => throw Refusal(global, "alpha vectors", "start from a pair that was trained with alpha vectors"),
        };

    private static InvalidInputException Refusal(GlobalPolicy global, string expected, string remedy) =>
        new($"the pair to start from has a global policy of type {global.GetType().Name}; expected {expected}; {remedy}");
}
