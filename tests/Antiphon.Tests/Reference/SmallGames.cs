using Antiphon.Games;

namespace Antiphon.Tests.Reference;

/// <summary>Games small enough to be solved with pencil and paper.</summary>
internal static class SmallGames
{
    /// <summary>
    /// Two local states, s_g' = a_g. In global state 0 every agent jumps to a fair coin; in 1 and 2 they are frozen and the reward is the
    /// fraction in local state 0 (in 1) or 1 (in 2). A dispatcher of few agents gambles on its own sampling noise.
    /// </summary>
    public static CooperativeGame Gamble(long agents) =>
        Create(
            new Sizes(3, 2, 3, 1, agents),
            globalRow: (_, action) => action,
            localRow: (state, global, _) => global == 0 ? [0.5, 0.5] : Unit(2, state),
            globalReward: (_, _) => 0,
            localReward: (state, global, _) => global == state + 1 ? 1 : 0,
            start: [0.5, 0.5]
        );

    /// <summary>The value of shuffling in <see cref="Gamble"/>: W = 4.5 / (1 - 0.81 Pr(exactly half of k fair coins)).</summary>
    /// <remarks>
    /// Let b = max(f, 1-f) after a shuffle. Going to global state 1 earns f once and then the better of "shuffle again", W, and "stay on
    /// the larger side", b/(1-gamma): W = gamma E[f + gamma max(W, 10 b)] with gamma = 0.9. For every k here 5 &lt; W &lt; 10 * (first b
    /// above 1/2), so only b = 1/2 shuffles again: W = 0.45 + 0.81 (E[10 b; b &gt; 1/2] + W Pr(b = 1/2)), and E[10 b; b &gt; 1/2] = 5 for
    /// k = 2, 4, 8: k = 2: 10/2. k = 4: (10 + 4 * 7.5) 2/16. k = 8: (10 + 8 * 8.75 + 28 * 7.5 + 56 * 6.25) 2/256. Then Q(0, F, 1) = W and
    /// Q(0, F, 0) = gamma W.
    /// </remarks>
    public static double GambleValue(int observations) =>
        4.5
        / (
            1
            - 0.81
                * observations switch
                {
                    2 => 2.0 / 4,
                    4 => 6.0 / 16,
                    8 => 70.0 / 256,
                    _ => throw new ArgumentOutOfRangeException(nameof(observations)),
                }
        );

    /// <summary>
    /// s_l' = a_l, reward a_g, start in state 0. With <see cref="RewardDifference"/> the agents should differ but cannot see each other.
    /// </summary>
    public static CooperativeGame Differ(long agents) =>
        Create(
            new Sizes(1, 2, 2, 2, agents),
            globalRow: (_, _) => 0,
            localRow: (_, _, action) => Unit(2, action),
            globalReward: (_, action) => action,
            localReward: (_, _, _) => 0,
            start: [1, 0]
        );

    /// <summary>a_g = 1 exactly when the agents that are observed are not all alike.</summary>
    public static double[] RewardDifference(int globalState, int[] observation) =>
        observation.Count(count => count > 0) > 1 ? [0, 1] : [1, 0];

    /// <summary>One agent, s_l' = a_l, reward a_g + 0.1 in state 0. A local agent that counts only its own 0.1 stays in 0.</summary>
    public static CooperativeGame Selfless() =>
        Create(
            new Sizes(1, 2, 2, 2, 1),
            globalRow: (_, _) => 0,
            localRow: (_, _, action) => Unit(2, action),
            globalReward: (_, action) => action,
            localReward: (state, _, _) => state == 0 ? 0.1 : 0,
            start: [1, 0]
        );

    /// <summary>Frozen agents, s_g' = a_g, reward 1 when a_g = s_g; start: fair coins.</summary>
    public static CooperativeGame Frozen(long agents) =>
        Create(
            new Sizes(2, 2, 2, 1, agents),
            globalRow: (_, action) => action,
            localRow: (state, _, _) => Unit(2, state),
            globalReward: (state, action) => state == action ? 1 : 0,
            localReward: (_, _, _) => 0,
            start: [0.5, 0.5]
        );

    /// <summary>a_g = the state of most agents in the observation, the lower one on ties.</summary>
    public static double[] Majority(int globalState, int[] observation) => observation[1] > observation[0] ? [0, 1] : [1, 0];

    /// <summary>
    /// Two strict equilibria: s_l' = a_l, s_g' = a_g; both sides in 0 earn 1 in all, both in 1 earn 10, a mismatch 0. Start: all in 0.
    /// </summary>
    public static CooperativeGame Coordinate(long agents) =>
        Create(
            new Sizes(2, 2, 2, 2, agents),
            globalRow: (_, action) => action,
            localRow: (_, _, action) => Unit(2, action),
            globalReward: (_, _) => 0,
            localReward: (state, global, _) =>
                state != global ? 0
                : state == 0 ? 1
                : 10,
            start: [1, 0]
        );

    /// <summary>Three global actions that do and earn the same in every state.</summary>
    public static CooperativeGame Indifferent(long agents) =>
        Create(
            new Sizes(2, 2, 3, 2, agents),
            globalRow: (state, _) => 1 - state,
            localRow: (_, _, action) => Unit(2, action),
            globalReward: (state, _) => state,
            localReward: (state, global, _) => state == global ? 1 : 0,
            start: [0.5, 0.5]
        );

    /// <summary>
    /// A game from functions of (s_g, a_g) and (s_l, s_g, a_l); global moves are deterministic, and it starts in s_g = 0.
    /// </summary>
    public static CooperativeGame Create(
        Sizes sizes,
        Func<int, int, int> globalRow,
        Func<int, int, int, double[]> localRow,
        Func<int, int, double> globalReward,
        Func<int, int, int, double> localReward,
        double[] start
    ) =>
        CooperativeGame.Create(
            new GameDefinition
            {
                Name = "small",
                Discount = sizes.Discount,
                Agents = sizes.Agents,
                GlobalStateNames = Names("g", sizes.GlobalStates),
                LocalStateNames = Names("l", sizes.LocalStates),
                GlobalActionNames = Names("u", sizes.GlobalActions),
                LocalActionNames = Names("a", sizes.LocalActions),
                GlobalTransition = Table(sizes.GlobalStates, s =>
                    Table(sizes.GlobalActions, a => Unit(sizes.GlobalStates, globalRow(s, a)))
                ),
                LocalTransition = Table(sizes.LocalStates, x =>
                    Table(sizes.GlobalStates, s => Table(sizes.LocalActions, a => localRow(x, s, a)))
                ),
                GlobalReward = Table(sizes.GlobalStates, s => Table(sizes.GlobalActions, a => globalReward(s, a))),
                LocalReward = Table(sizes.LocalStates, x =>
                    Table(sizes.GlobalStates, s => Table(sizes.LocalActions, a => localReward(x, s, a)))
                ),
                Initial = new InitialLaw([.. Unit(sizes.GlobalStates, 0)], new IndependentLocalLaw([.. start])),
            }
        );

    public static double[] Unit(int size, int index) => Table(size, i => i == index ? 1.0 : 0.0);

    private static T[] Table<T>(int size, Func<int, T> entry) => [.. Enumerable.Range(0, size).Select(entry)];

    private static string[] Names(string letter, int size) => Table(size, i => letter + i);

    public sealed record Sizes(int GlobalStates, int LocalStates, int GlobalActions, int LocalActions, long Agents, double Discount = 0.9);
}
