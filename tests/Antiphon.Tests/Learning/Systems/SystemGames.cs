using Antiphon.Games;

namespace Antiphon.Tests.Learning.Systems;

/// <summary>A small game whose global state and reward depend on an aggregate, as a fit may find it.</summary>
internal static class SystemGames
{
    internal static CooperativeGame Coupled() =>
        CooperativeGame.Create(
            GameDefinition.From(
                new GameFunctions
                {
                    Name = "works",
                    Discount = 0.9,
                    Agents = 40,
                    GlobalStateNames = ["slow", "fast"],
                    LocalStateNames = ["rest", "work"],
                    GlobalActionNames = ["wait", "push"],
                    LocalActionNames = ["stay", "switch"],
                    GlobalTransition = (_, _) => [],
                    CoupledGlobalTransition = (state, action) =>
                        new("working", share => Law(Math.Clamp(0.1 + (0.2 * action) + (0.3 * state) + (0.3 * Bend(share)), 0, 1))),
                    LocalTransition = (state, globalState, action) =>
                        action == 0
                            ? [(state, 0.9), (1 - state, 0.1)]
                            : [(1 - state, 0.6 + (0.2 * globalState)), (state, 0.4 - (0.2 * globalState))],
                    GlobalReward = (_, _) => 0,
                    CoupledGlobalReward = (state, action) => new("working", share => (2 * state) - action + (4 * Bend(share))),
                    LocalReward = (state, _, action) => -state - (0.5 * action),
                    Aggregates = [new Aggregate("working", [0, 1], [0, 0.3, 1])],
                    Initial = new InitialLaw([0.5, 0.5], new IndependentLocalLaw([0.7, 0.3])),
                }
            )
        );

    // 0, 0.8, 1 at the breakpoints.
    private static double Bend(double share) => share < 0.3 ? share / 0.3 * 0.8 : 0.8 + ((share - 0.3) / 0.7 * 0.2);

    private static IEnumerable<(int Target, double Probability)> Law(double fast) => [(0, 1 - fast), (1, fast)];
}
