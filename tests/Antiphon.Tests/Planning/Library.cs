using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

/// <summary>Carries the twins' plain tables into the library's types and back.</summary>
internal static class Library
{
    public static LocalPolicy Local(CooperativeGame game, double[] table) =>
        LocalPolicy.Create(game.LocalStates, game.GlobalStates, game.LocalActions, table);

    public static TabularGlobalPolicy Global(CooperativeGame game, int observations, int[][] actions) =>
        new(
            game.GlobalStates,
            game.GlobalActions,
            new CountLattice(game.LocalStates, observations),
            actions.SelectMany(row => row).ToArray()
        );

    /// <summary>A random table over the stratified observations of a game with types.</summary>
    public static TabularGlobalPolicy RandomTyped(CooperativeGame game, int observations, SmallRandom random) =>
        TabularGlobalPolicy.FromFunction(game.GlobalStates, game.GlobalActions, CountLattice.Of(game, observations), (_, _) =>
            random.Below(game.GlobalActions)
        );

    /// <summary>The twins' view of a table over stratified observations.</summary>
    public static GlobalRule TypedRule(CooperativeGame game, TabularGlobalPolicy policy) =>
        (globalState, observation) =>
        {
            double[] law = new double[game.GlobalActions];
            law[policy.Action(globalState, policy.Lattice.Rank(observation))] = 1;
            return law;
        };

    /// <summary>A table that does on every observation what a rule prefers.</summary>
    public static TabularGlobalPolicy Global(CooperativeGame game, int observations, GlobalRule rule) =>
        Global(
            game,
            observations,
            [
                .. Enumerable
                    .Range(0, game.GlobalStates)
                    .Select(state =>
                        Counting
                            .Vectors(game.LocalStates, observations)
                            .Select(observation => Array.IndexOf(rule(state, observation), 1.0))
                            .ToArray()
                    ),
            ]
        );

    /// <summary>The twins' view of a library policy: look up the counts in the twins' own list.</summary>
    public static GlobalRule Rule(CooperativeGame game, GlobalPolicy policy)
    {
        int[][] vectors = Counting.Vectors(game.LocalStates, policy.Subsample);
        return (globalState, observation) =>
        {
            double[] law = new double[game.GlobalActions];
            if (policy.Table is { } table)
            {
                law[table.Action(globalState, Counting.IndexOf(vectors, observation))] = 1;
            }
            else
            {
                policy.ActionLaw!.Write(globalState, observation, law);
            }

            return law;
        };
    }
}
