using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// Why a pair acts as it does: what each action of the global agent is worth at each observation, and where the pair spends its time. All
/// shares are discounted: step t counts gamma^t, and shares sum to 1. What <see cref="PolicyEvaluator.Explain"/> computed.
/// </summary>
public sealed class PairInsight
{
    private readonly CountLattice observations;
    private readonly int actions;

    // By s_g and rank(F): how often it is met; by s_g and rank(F) * actions + a_g: the values.
    private readonly double[][] shares;
    private readonly double[][] values;

    private PairInsight(PolicyValue value, CountLattice observations, int actions, double[][] shares, double[][] values)
    {
        Value = value;
        this.observations = observations;
        this.actions = actions;
        this.shares = shares;
        this.values = values;
    }

    /// <summary>The value of the pair, with its error and its model.</summary>
    public PolicyValue Value { get; }

    /// <summary>The share of the steps that are spent in each global state; length G, sum 1.</summary>
    public required IReadOnlyList<double> GlobalShares { get; init; }

    /// <summary>The mean fraction of the agents in each local state, by global state: [s_g][s_l]; zeros where s_g is never met.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Populations { get; init; }

    /// <summary>How many agents are observed, k.</summary>
    public int Subsample => observations.Agents;

    /// <summary>The share of the steps at which the global agent meets this observation in this global state.</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="observation">F, how many of the k agents are in each local state.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such global state.</exception>
    public double Share(int globalState, ReadOnlySpan<int> observation) => shares[Checked(globalState)][observations.Rank(observation)];

    /// <summary>
    /// Q(s_g, F, a_g): the expected discounted team return of taking an action once at an observation, and following the pair from the
    /// next step on. The expectation is over the populations at which the observation is met. Their error is that of the value, divided by
    /// how often the observation is met: for an observation that is hardly ever met they are of little use.
    /// </summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="observation">F, how many of the k agents are in each local state.</param>
    /// <returns>One value for each global action, allowed or not; empty where the observation is never met.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such global state.</exception>
    public IReadOnlyList<double> ActionValues(int globalState, ReadOnlySpan<int> observation)
    {
        int rank = observations.Rank(observation);
        return shares[Checked(globalState)][rank] > 0 ? values[globalState][(rank * actions)..((rank + 1) * actions)] : [];
    }

    /// <summary>Takes what an evaluated pair tells.</summary>
    internal static PairInsight Of(PolicyValue value, PairEvaluation evaluation, double accuracy, CancellationToken cancellation)
    {
        PopulationModel model = evaluation.Model;
        CooperativeGame game = model.Game;
        evaluation.Occupy(evaluation.OccupancyTolerance(accuracy), cancellation);
        double[] function = evaluation.Values.ToArray();
        double[][] met = new double[game.GlobalStates][];
        double[][] worth = new double[game.GlobalStates][];
        double[][] populations = new double[game.GlobalStates][];
        for (int state = 0; state < game.GlobalStates; state++)
        {
            cancellation.ThrowIfCancellationRequested();
            (met[state], worth[state]) = AtObservations(evaluation, function, state);
            populations[state] = Population(evaluation, state);
        }

        double[] global = [.. met.Select(state => state.Sum())];
        return new PairInsight(value, evaluation.Observations, game.GlobalActions, met, worth)
        {
            GlobalShares = global,
            Populations = populations,
        };
    }

    // The gradient is sum_h occ P(F | h) (Q - V); its expectation given F is what an action adds to the value there.
    private static (double[] Shares, double[] Values) AtObservations(PairEvaluation evaluation, double[] function, int globalState)
    {
        (CooperativeGame game, int stride) = (evaluation.Model.Game, evaluation.Model.Stride);
        double[] weights = evaluation.OverObservations(globalState, _ => 1);
        double[] worth = evaluation.OverObservations(globalState, node => function[(node * stride) + globalState]);
        ReadOnlySpan<double> advantages = evaluation.GlobalGradient(globalState);
        double[] qualities = new double[weights.Length * game.GlobalActions];
        for (int rank = 0; rank < weights.Length; rank++)
        {
            for (int action = 0; action < game.GlobalActions; action++)
            {
                double advantage = advantages[(rank * evaluation.ActionStride) + action];
                qualities[(rank * game.GlobalActions) + action] = weights[rank] > 0 ? (worth[rank] + advantage) / weights[rank] : 0;
            }

            weights[rank] *= 1 - game.Discount;
        }

        return (weights, qualities);
    }

    private static double[] Population(PairEvaluation evaluation, int globalState)
    {
        PopulationModel model = evaluation.Model;
        double[] mean = new double[model.Game.LocalStates];
        double total = 0;
        for (int node = 0; node < model.Nodes; node++)
        {
            double weight = evaluation.OccupancyAt(node, globalState);
            total += weight;
            for (int state = 0; state < mean.Length; state++)
            {
                mean[state] += weight * evaluation.Pair.Fractions[(node * mean.Length) + state];
            }
        }

        return total > 0 ? [.. mean.Select(sum => sum / total)] : mean;
    }

    private int Checked(int globalState)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(globalState);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(globalState, shares.Length);
        return globalState;
    }
}
