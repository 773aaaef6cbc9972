using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Policies;

/// <summary>
/// What a dispatcher that observes the whole population faces beside a fixed local policy: M_s, rho_s, P_g and r_g. Vectors over local
/// states are padded (<see cref="VectorRows"/>). Immutable.
/// </summary>
internal sealed class DispatcherProblem
{
    private readonly SparseKernel[] kernels;
    private readonly double[][] localRewards;
    private readonly double[] globalRewards;
    private readonly int[][] successors;
    private readonly double[][] probabilities;
    private readonly int[][] reachable;

    /// <summary>Collects the tables.</summary>
    /// <param name="game">The game.</param>
    /// <param name="local">What one local agent does.</param>
    internal DispatcherProblem(CooperativeGame game, LocalKernels local)
    {
        (GlobalStates, LocalStates, GlobalActions) = (game.GlobalStates, game.LocalStates, game.GlobalActions);
        (Discount, Allowed) = (game.Discount, game.Allowed);
        kernels = new SparseKernel[GlobalStates];
        localRewards = new double[GlobalStates][];
        reachable = new int[GlobalStates][];
        globalRewards = game.GlobalRewards.ToArray();
        successors = new int[GlobalStates * GlobalActions][];
        probabilities = new double[GlobalStates * GlobalActions][];
        for (int state = 0; state < GlobalStates; state++)
        {
            kernels[state] = new SparseKernel(local.Transition(state), LocalStates);
            localRewards[state] = VectorRows.Copy(local.Reward(state));
            for (int action = 0; action < GlobalActions; action++)
            {
                double[] row = game.GlobalTransition(state, action).ToArray();
                successors[Row(state, action)] = [.. Enumerable.Range(0, GlobalStates).Where(next => row[next] > 0)];
                probabilities[Row(state, action)] = [.. row.Where(mass => mass > 0)];
            }

            int first = Row(state, 0);
            reachable[state] = [.. Enumerable.Range(first, GlobalActions).SelectMany(place => successors[place]).Distinct().Order()];
        }
    }

    /// <summary>G.</summary>
    internal int GlobalStates { get; }

    /// <summary>S.</summary>
    internal int LocalStates { get; }

    /// <summary>S with padding.</summary>
    internal int Width => VectorRows.Padded(LocalStates);

    /// <summary>A.</summary>
    internal int GlobalActions { get; }

    /// <summary>gamma.</summary>
    internal double Discount { get; }

    /// <summary>Which actions are allowed where.</summary>
    internal AllowedActions Allowed { get; }

    /// <summary>M_s.</summary>
    internal SparseKernel Kernel(int state) => kernels[state];

    /// <summary>rho_s.</summary>
    internal ReadOnlySpan<double> LocalReward(int state) => localRewards[state];

    /// <summary>r_g(s, a).</summary>
    internal double GlobalReward(int state, int action) => globalRewards[Row(state, action)];

    /// <summary>The global states that may follow (s, a), ascending.</summary>
    internal ReadOnlySpan<int> Successors(int state, int action) => successors[Row(state, action)];

    /// <summary>Their probabilities.</summary>
    internal ReadOnlySpan<double> Probabilities(int state, int action) => probabilities[Row(state, action)];

    /// <summary>The global states that may follow s under some action, ascending.</summary>
    internal ReadOnlySpan<int> Reachable(int state) => reachable[state];

    /// <summary>r_g(s, a) + gamma sum_s' P_g(s' | s, a) values[s'], without the local agents' reward.</summary>
    internal double ActionValue(int state, int action, ReadOnlySpan<double> values)
    {
        int row = Row(state, action);
        double sum = 0.0;
        for (int place = 0; place < successors[row].Length; place++)
        {
            sum += probabilities[row][place] * values[successors[row][place]];
        }

        return globalRewards[row] + (Discount * sum);
    }

    private int Row(int state, int action) => (state * GlobalActions) + action;
}
