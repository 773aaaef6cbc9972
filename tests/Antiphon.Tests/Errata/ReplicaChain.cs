using Antiphon.Games;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Errata;

/// <summary>
/// The paper's k-chained MDP with the team's reward, written out as recursion over the replicas: in a macro step the next global state u ~
/// P_g is drawn from the observation of all replicas and kept back, the replicas move one after the other, and then u becomes s_g. The
/// first replica decides before u is drawn; the others know u and all moves already made.
/// </summary>
/// <param name="game">The game, with n = k.</param>
/// <param name="rule">The global policy.</param>
internal sealed class ReplicaChain(CooperativeGame game, GlobalRule rule)
{
    private const double Accuracy = 1e-12;
    private readonly int _replicas = checked((int)game.Agents);

    public int[][] Tuples { get; } = Counting.Tuples(game.LocalStates, checked((int)game.Agents));

    /// <summary>Chooses a_l for a replica: gives the value of each action, returns that of the decision.</summary>
    private delegate double Decision(int localState, int globalState, double[] actionValues);

    /// <summary>V[s_g][tuple] of the best policy of the chain, which may use all that the chain's state holds.</summary>
    public double[][] BestValues() => Iterate((_, _, values) => values.Max());

    /// <summary>V[s_g][tuple] of a reactive policy [s_l][s_g][a_l].</summary>
    public double[][] Values(double[] local) =>
        Iterate(
            (localState, globalState, values) =>
                values
                    .Select((value, action) => local[(localState * game.GlobalStates + globalState) * game.LocalActions + action] * value)
                    .Sum()
        );

    public double At(double[][] values, int globalState, params int[] tuple) =>
        values[globalState][Array.FindIndex(Tuples, t => t.SequenceEqual(tuple))];

    private double[][] Iterate(Decision decide)
    {
        double[][] values = [.. Enumerable.Range(0, game.GlobalStates).Select(_ => new double[Tuples.Length])];
        double change;
        do
        {
            double[][] next =
            [
                .. Enumerable
                    .Range(0, game.GlobalStates)
                    .Select(state => Tuples.Select(tuple => MacroStep(state, tuple, values, decide)).ToArray()),
            ];
            change = next.Zip(values, (a, b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max()).Max();
            values = next;
        } while (change > Accuracy);
        return values;
    }

    private double MacroStep(int globalState, int[] tuple, double[][] values, Decision decide)
    {
        double[] law = rule(globalState, Counting.CountsOf(game.LocalStates, tuple));
        double[] pending =
        [
            .. Enumerable
                .Range(0, game.GlobalStates)
                .Select(next => law.Select((p, action) => p * game.GlobalTransition(globalState, action)[next]).Sum()),
        ];
        return law.Select((p, action) => p * game.GlobalReward(globalState, action)).Sum()
            + MicroStep(0, globalState, pending, tuple, values, decide);
    }

    // Replica j is to move; those before it have moved already. The first one decides before u is drawn, the others know it.
    private double MicroStep(int j, int globalState, double[] pending, int[] tuple, double[][] values, Decision decide)
    {
        if (j == _replicas)
        {
            return game.Discount * pending.Select((p, next) => p * values[next][Place(tuple)]).Sum();
        }
        double[] actionValues = new double[game.LocalActions];
        for (int action = 0; action < game.LocalActions; action++)
        {
            double[] row = game.LocalTransition(tuple[j], globalState, action).ToArray();
            actionValues[action] = game.LocalReward(tuple[j], globalState, action) / _replicas;
            for (int y = 0; y < row.Length; y++)
            {
                if (row[y] > 0)
                {
                    int[] moved = [.. tuple];
                    moved[j] = y;
                    actionValues[action] +=
                        row[y]
                        * (
                            j == 0
                                ? Drawn(globalState, pending, moved, values, decide)
                                : MicroStep(j + 1, globalState, pending, moved, values, decide)
                        );
                }
            }
        }
        return decide(tuple[j], globalState, actionValues);
    }

    private double Drawn(int globalState, double[] pending, int[] tuple, double[][] values, Decision decide) =>
        pending
            .Select((p, next) => p == 0 ? 0 : p * MicroStep(1, globalState, SmallGames.Unit(pending.Length, next), tuple, values, decide))
            .Sum();

    // Tuple number t has agent i in state floor(t / S^i) mod S.
    private int Place(int[] tuple) => tuple.Reverse().Aggregate(0, (place, state) => place * game.LocalStates + state);
}
