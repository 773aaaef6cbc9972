using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Benchmarks.Ucfh;

/// <summary>
/// The smallest game that is not trivial for the chains: two docks, one of them open (s_g); agents at the open dock earn, changing docks
/// costs and may fail, and the dispatcher opens the dock where most of its observation is.
/// </summary>
internal static class TwoDocks
{
    public static CooperativeGame Game(int agents) =>
        CooperativeGame.Create(
            new GameDefinition
            {
                Name = "two docks",
                Discount = 0.9,
                Agents = agents,
                GlobalStateNames = ["left open", "right open"],
                LocalStateNames = ["left", "right"],
                GlobalActionNames = ["open left", "open right"],
                LocalActionNames = ["stay", "change"],
                GlobalTransition =
                [
                    [
                        [0.9, 0.1],
                        [0.2, 0.8],
                    ],
                    [
                        [0.8, 0.2],
                        [0.1, 0.9],
                    ],
                ],
                LocalTransition = [Moves(0), Moves(1)],
                GlobalReward =
                [
                    [0.5, 0],
                    [0, 0.5],
                ],
                LocalReward = [Earned(0), Earned(1)],
                Initial = new InitialLaw([0.5, 0.5], new IndependentLocalLaw([0.5, 0.5])),
            }
        );

    public static JointPolicy Start(CooperativeGame game, int subsample)
    {
        var observations = new CountLattice(2, subsample);
        int[] counts = new int[2];
        var global = TabularGlobalPolicy.FromFunction(2, 2, observations, (_, rank) =>
        {
            observations.Unrank(rank, counts);
            return counts[1] > counts[0] ? 1 : 0;
        });
        return new JointPolicy(global, LocalPolicy.Uniform(game));
    }

    // The right dock pays twice as much; staying succeeds more often than changing. Index order [s_g][a_l].
    private static double[][] Earned(int local) =>
        local == 0
            ?
            [
                [1, 0.75],
                [0, -0.25],
            ]
            :
            [
                [0, -0.25],
                [2, 1.75],
            ];

    private static double[][][] Moves(int local)
    {
        double[][] row =
            local == 0
                ?
                [
                    [0.9, 0.1],
                    [0.2, 0.8],
                ]
                :
                [
                    [0.1, 0.9],
                    [0.8, 0.2],
                ];
        return [row, row];
    }
}
