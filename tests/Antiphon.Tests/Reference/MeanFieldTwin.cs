using Antiphon.Games;

namespace Antiphon.Tests.Reference;

/// <summary>
/// The mean-field model as one dense Markov chain on (s_g, lattice node): the population moves deterministically to mu M and is
/// interpolated back onto the lattice, the observation is random. State number s_g * nodes + node.
/// </summary>
internal sealed class MeanFieldTwin(CooperativeGame game, int resolution, Func<double[], double[]> observationLaw, int observations)
{
    private readonly int[][] _nodes = Counting.Vectors(game.LocalStates, resolution);
    private readonly int[][] _observations = Counting.Vectors(game.LocalStates, observations);
    private readonly OrderedGame _one = new(game.WithAgents(1), 1);

    public int Nodes => _nodes.Length;

    public double[] Fractions(int node) => [.. _nodes[node].Select(count => (double)count / resolution)];

    public double[] ActionLaw(GlobalRule rule, int globalState, int node)
    {
        double[] law = new double[game.GlobalActions];
        double[] observationsHere = observationLaw(Fractions(node));
        for (int observation = 0; observation < _observations.Length; observation++)
        {
            double[] given = rule(globalState, _observations[observation]);
            for (int action = 0; action < law.Length; action++)
            {
                law[action] += observationsHere[observation] * given[action];
            }
        }
        return law;
    }

    /// <summary>V[s_g * nodes + node], by one dense linear solve.</summary>
    public double[] Value(GlobalRule rule, double[] local) => GaussianElimination.Solve(Resolvent(rule, local), Rewards(rule, local));

    public double[] Occupancy(GlobalRule rule, double[] local, double[] start) =>
        GaussianElimination.SolveTransposed(Resolvent(rule, local), start);

    public double StartValue(GlobalRule rule, double[] local, double[] start) =>
        Value(rule, local).Zip(start, (value, mass) => value * mass).Sum();

    private double[] Rewards(GlobalRule rule, double[] local)
    {
        double[] rewards = new double[game.GlobalStates * Nodes];
        for (int state = 0; state < rewards.Length; state++)
        {
            (int globalState, int node) = (state / Nodes, state % Nodes);
            double[] law = ActionLaw(rule, globalState, node);
            rewards[state] = law.Select((p, action) => p * game.GlobalReward(globalState, action, Fractions(node))).Sum();
            for (int x = 0; x < game.LocalStates; x++)
            {
                for (int action = 0; action < game.LocalActions; action++)
                {
                    rewards[state] +=
                        Fractions(node)[x]
                        * local[_one.Cell(x, globalState, action)]
                        * game.LocalReward(x, globalState, action, Fractions(node));
                }
            }
        }
        return rewards;
    }

    private double[,] Resolvent(GlobalRule rule, double[] local)
    {
        int size = game.GlobalStates * Nodes;
        double[,] matrix = new double[size, size];
        for (int state = 0; state < size; state++)
        {
            matrix[state, state] += 1;
            (int globalState, int node) = (state / Nodes, state % Nodes);
            double[] law = ActionLaw(rule, globalState, node);
            foreach ((int[] counts, double weight) in KuhnTwin.Weights(Moved(local, globalState, node), resolution))
            {
                int nextNode = Counting.IndexOf(_nodes, counts);
                for (int next = 0; next < game.GlobalStates; next++)
                {
                    for (int action = 0; action < law.Length; action++)
                    {
                        matrix[state, next * Nodes + nextNode] -=
                            game.Discount
                            * weight
                            * law[action]
                            * game.GlobalRow(globalState, action, Fractions(node)).ToArray(game.GlobalStates)[next];
                    }
                }
            }
        }
        return matrix;
    }

    /// <summary>mu M.</summary>
    private double[] Moved(double[] local, int globalState, int node)
    {
        double[,] kernel = _one.LocalKernel(local, globalState, Fractions(node));
        double[] mu = Fractions(node);
        return [.. Enumerable.Range(0, mu.Length).Select(y => Enumerable.Range(0, mu.Length).Sum(x => mu[x] * kernel[x, y]))];
    }
}
