using System.Collections.Immutable;
using Antiphon.Games;

namespace Antiphon.Tests.Equilibrium;

/// <summary>
/// A game of three local states and two of everything else, in which an agent climbs from place to place and may stay for ever: at
/// discounts near 1 many modes are slow. With penalties, three actions are forbidden in effect: the global action v in state a, and q in
/// (x, b) and (z, a).
/// </summary>
internal static class ThreePlaces
{
    /// <summary>
    /// The value of the best pair that an alternation with a threshold of 1e-9 finds from 40 starts, at every k, n and penalty; see the
    /// test that recomputes it.
    /// </summary>
    public const double BestWithPenalties = 17.174;

    public static CooperativeGame Create(double discount = 0.9, long agents = 10, double units = 1, double? penalty = null)
    {
        double Entry(double plain, bool forbidden) => units * (forbidden && penalty is { } paid ? -paid : plain);
        return CooperativeGame.Create(
            new GameDefinition
            {
                Name = "three places",
                Discount = discount,
                Agents = agents,
                GlobalStateNames = ["a", "b"],
                LocalStateNames = ["x", "y", "z"],
                GlobalActionNames = ["u", "v"],
                LocalActionNames = ["p", "q"],
                GlobalTransition =
                [
                    [
                        [0.9, 0.1],
                        [0.4, 0.6],
                    ],
                    [
                        [0.6, 0.4],
                        [0.1, 0.9],
                    ],
                ],
                LocalTransition =
                [
                    [
                        [
                            [1, 0, 0],
                            [0.2, 0.8, 0],
                        ],
                        [
                            [1, 0, 0],
                            [0.5, 0.5, 0],
                        ],
                    ],
                    [
                        [
                            [0, 1, 0],
                            [0, 0.2, 0.8],
                        ],
                        [
                            [0, 1, 0],
                            [0.3, 0.3, 0.4],
                        ],
                    ],
                    [
                        [
                            [0, 0, 1],
                            [0.5, 0, 0.5],
                        ],
                        [
                            [0, 0, 1],
                            [0, 0, 1],
                        ],
                    ],
                ],
                GlobalReward =
                [
                    [Entry(1, false), Entry(0, true)],
                    [Entry(0, false), Entry(1, false)],
                ],
                LocalReward =
                [
                    [
                        [Entry(1, false), Entry(0.5, false)],
                        [Entry(0, false), Entry(-0.5, true)],
                    ],
                    [
                        [Entry(0, false), Entry(0, false)],
                        [Entry(0.3, false), Entry(0, false)],
                    ],
                    [
                        [Entry(0, false), Entry(-0.5, true)],
                        [Entry(2, false), Entry(1.5, false)],
                    ],
                ],
                Initial = new InitialLaw([0.5, 0.5], new IndependentLocalLaw([0.2, 0.6, 0.2])),
            }
        );
    }
}
