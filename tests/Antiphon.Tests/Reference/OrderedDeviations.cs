using Antiphon.Games;

namespace Antiphon.Tests.Reference;

/// <summary>
/// What others than the dispatcher can gain, written out over ordered states: one agent alone with full information, or a controller of
/// everybody. Dense value iteration.
/// </summary>
/// <param name="ordered">The game.</param>
/// <param name="who">The number of the agent; any, where all are alike.</param>
internal sealed class OrderedDeviations(OrderedGame ordered, int who = 0)
{
    private const double Accuracy = 1e-12;

    private CooperativeGame Game => ordered.Game;

    /// <summary>The agent knows the whole state and chooses its action; all others play the pair. Team reward, or its own r_l.</summary>
    public double[] OneAgent(GlobalRule rule, double[] local, bool own) =>
        Iterate(
            (state, globalState, tuple, values) =>
                Enumerable.Range(0, Game.LocalActions).Max(action => AgentAction(rule, local, own, globalState, tuple, action, values))
        );

    /// <summary>The agent plays another reactive policy than all others.</summary>
    public double[] OneAgentPlays(GlobalRule rule, double[] local, double[] deviation, bool own) =>
        Iterate(
            (state, globalState, tuple, values) =>
                Enumerable
                    .Range(0, Game.LocalActions)
                    .Sum(action =>
                        deviation[ordered.Cell(ordered.Tuples[tuple][who], globalState, action)]
                        * AgentAction(rule, local, own, globalState, tuple, action, values)
                    )
        );

    /// <summary>A controller chooses a_g and every agent's action.</summary>
    public double[] Centralized()
    {
        int agents = ordered.Tuples[0].Length;
        int[][] choices = Counting.Tuples(Game.LocalActions, agents);
        return Iterate(
            (state, globalState, tuple, values) =>
                choices.Max(actions =>
                {
                    double[] mu = ordered.Fractions(tuple);
                    double[][] next = Enumerable
                        .Range(0, agents)
                        .Select(i => Local(ordered.Tuples[tuple][i], globalState, actions[i], mu))
                        .ToArray();
                    double[] expected = Expected(next, values);
                    double local =
                        Enumerable.Range(0, agents).Sum(i => Game.LocalReward(ordered.Tuples[tuple][i], globalState, actions[i], mu))
                        / agents;
                    return Enumerable
                        .Range(0, Game.GlobalActions)
                        .Max(action =>
                            local
                            + Game.GlobalReward(globalState, action, mu)
                            + Game.Discount * Dot(Global(globalState, action, mu), expected)
                        );
                })
        );
    }

    private double AgentAction(GlobalRule rule, double[] local, bool own, int globalState, int tuple, int action, double[] values)
    {
        int[] agents = ordered.Tuples[tuple];
        double[] mu = ordered.Fractions(tuple);
        double[,] kernel = ordered.LocalKernel(local, globalState, mu);
        double[][] next = agents
            .Select(
                (x, i) =>
                    i == who ? Local(x, globalState, action, mu) : [.. Enumerable.Range(0, Game.LocalStates).Select(y => kernel[x, y])]
            )
            .ToArray();
        double mine = Game.LocalReward(agents[who], globalState, action, mu);
        double[] law = ordered.ActionLaw(rule, globalState, tuple);
        double others = agents
            .Where((_, i) => i != who)
            .Sum(x =>
                Enumerable
                    .Range(0, Game.LocalActions)
                    .Sum(a => local[ordered.Cell(x, globalState, a)] * Game.LocalReward(x, globalState, a, mu))
            );
        double[] expected = Expected(next, values);
        double total = own ? mine : (mine + others) / agents.Length;
        for (int a = 0; a < law.Length; a++)
        {
            total +=
                law[a] * ((own ? 0 : Game.GlobalReward(globalState, a, mu)) + Game.Discount * Dot(Global(globalState, a, mu), expected));
        }
        return total;
    }

    /// <summary>E[V(s_g', s')] for each s_g', the agents moving by their own laws.</summary>
    private double[] Expected(double[][] next, double[] values)
    {
        double[] expected = new double[Game.GlobalStates];
        for (int t = 0; t < ordered.Tuples.Length; t++)
        {
            double probability = 1.0;
            for (int i = 0; i < next.Length; i++)
            {
                probability *= next[i][ordered.Tuples[t][i]];
            }
            for (int g = 0; g < expected.Length && probability > 0; g++)
            {
                expected[g] += probability * values[ordered.StateOf(g, t)];
            }
        }
        return expected;
    }

    private double[] Iterate(Func<int, int, int, double[], double> backup)
    {
        double[] values = new double[ordered.States];
        double change;
        do
        {
            double[] next = new double[values.Length];
            for (int state = 0; state < next.Length; state++)
            {
                next[state] = backup(state, state / ordered.Tuples.Length, state % ordered.Tuples.Length, values);
            }
            change = next.Zip(values, (after, before) => Math.Abs(after - before)).Max();
            values = next;
        } while (change > Accuracy);
        return values;
    }

    private double[] Local(int x, int globalState, int action, double[] mu) =>
        Game.LocalRow(x, globalState, action, mu).ToArray(Game.LocalStates);

    private double[] Global(int globalState, int action, double[] mu) =>
        Game.GlobalRow(globalState, action, mu).ToArray(Game.GlobalStates);

    private static double Dot(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();
}
