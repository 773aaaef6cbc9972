using Antiphon.Games;

namespace Antiphon.Tests.Reference;

/// <summary>
/// The global agent's best answer to a fixed local policy when it sees every agent: value iteration on ordered states. With the game set
/// to k agents this is the k-agent surrogate in which G-LEARN plans.
/// </summary>
internal sealed class FullInformationControl
{
    private const double Accuracy = 1e-12;
    private readonly OrderedGame _ordered;
    private readonly double[] _local;
    private readonly double[][][] _next;

    public FullInformationControl(CooperativeGame game, double[] local, int? agents = null)
    {
        _ordered = new OrderedGame(game, observations: game.Types.Count, agents);
        _local = local;
        _next =
        [
            .. Enumerable
                .Range(0, game.GlobalStates)
                .Select(globalState =>
                    Enumerable
                        .Range(0, _ordered.Tuples.Length)
                        .Select(tuple => _ordered.NextTuples(_ordered.LocalKernel(local, globalState, _ordered.Fractions(tuple)), tuple))
                        .ToArray()
                ),
        ];
        Solve();
    }

    /// <summary>Q[s_g, tuple, a_g].</summary>
    public double[,,] ActionValues { get; private set; } = new double[0, 0, 0];

    /// <summary>V[s_g, tuple].</summary>
    public double[,] Values { get; private set; } = new double[0, 0];

    public int[][] Tuples => _ordered.Tuples;

    /// <summary>
    /// Q at the state with these counts; every ordering of the agents must agree to 1e-10, or the twin itself is broken.
    /// </summary>
    public double ActionValue(int globalState, int[] counts, int action)
    {
        double[] values = Enumerable
            .Range(0, Tuples.Length)
            .Where(t => Counting.CountsOf(_ordered.Game.LocalStates, Tuples[t]).SequenceEqual(counts))
            .Select(t => ActionValues[globalState, t, action])
            .ToArray();
        Assert.True(values.Max() - values.Min() < 1e-10);
        return values[0];
    }

    public double StartValue() =>
        _ordered.InitialLaw().Select((mass, state) => mass * Values[state / Tuples.Length, state % Tuples.Length]).Sum();

    private void Solve()
    {
        CooperativeGame game = _ordered.Game;
        Values = new double[game.GlobalStates, Tuples.Length];
        double change;
        do
        {
            ActionValues = Backup();
            change = 0;
            for (int globalState = 0; globalState < game.GlobalStates; globalState++)
            {
                for (int tuple = 0; tuple < Tuples.Length; tuple++)
                {
                    double best = Enumerable.Range(0, game.GlobalActions).Max(action => ActionValues[globalState, tuple, action]);
                    change = Math.Max(change, Math.Abs(best - Values[globalState, tuple]));
                    Values[globalState, tuple] = best;
                }
            }
        } while (change > Accuracy);
    }

    private double[,,] Backup()
    {
        CooperativeGame game = _ordered.Game;
        double[,,] q = new double[game.GlobalStates, Tuples.Length, game.GlobalActions];
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            for (int tuple = 0; tuple < Tuples.Length; tuple++)
            {
                double[] expected = new double[game.GlobalStates];
                for (int next = 0; next < game.GlobalStates; next++)
                {
                    for (int t = 0; t < Tuples.Length; t++)
                    {
                        expected[next] += _next[globalState][tuple][t] * Values[next, t];
                    }
                }
                for (int action = 0; action < game.GlobalActions; action++)
                {
                    double[] row = game.GlobalRow(globalState, action, _ordered.Fractions(tuple)).ToArray(game.GlobalStates);
                    q[globalState, tuple, action] =
                        game.GlobalReward(globalState, action, _ordered.Fractions(tuple))
                        + _ordered.LocalReward(_local, globalState, tuple);
                    for (int next = 0; next < game.GlobalStates; next++)
                    {
                        q[globalState, tuple, action] += game.Discount * row[next] * expected[next];
                    }
                }
            }
        }
        return q;
    }
}
