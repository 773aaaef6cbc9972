using Antiphon.Games;

namespace Antiphon.Tests.Reference;

/// <summary>Local policies [s_l][s_g][a_l] and global rules as plain tables.</summary>
internal static class Tables
{
    public static double[] UniformLocal(CooperativeGame game) =>
        [.. Enumerable.Repeat(1.0 / game.LocalActions, game.LocalStates * game.GlobalStates * game.LocalActions)];

    public static double[] RandomLocal(CooperativeGame game, SmallRandom random) =>
        [.. Enumerable.Range(0, game.LocalStates * game.GlobalStates).SelectMany(_ => random.Law(game.LocalActions))];

    public static double[] RandomDeterministicLocal(CooperativeGame game, SmallRandom random) =>
        [
            .. Enumerable
                .Range(0, game.LocalStates * game.GlobalStates)
                .SelectMany(_ =>
                {
                    double[] row = new double[game.LocalActions];
                    row[random.Below(game.LocalActions)] = 1;
                    return row;
                }),
        ];

    /// <summary>A deterministic rule as actions [s_g][place of the observation in Counting.Vectors].</summary>
    public static int[][] RandomActions(CooperativeGame game, int observations, SmallRandom random) =>
        [
            .. Enumerable
                .Range(0, game.GlobalStates)
                .Select(_ => Counting.Vectors(game.LocalStates, observations).Select(_ => random.Below(game.GlobalActions)).ToArray()),
        ];
}
