using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Cli.Reporting;

/// <summary>
/// The observations that a deployed dispatcher meets, and what it does: an estimate of the law of (s_g, mode of the sample, a_g), every
/// step of every episode alike. The episodes are those of <see cref="OnlineExecution"/>; at each of their steps several observations are
/// drawn anew, for the observation law depends on the population alone.
/// </summary>
internal sealed class MetObservations
{
    private readonly int modes;
    private readonly int actions;
    private readonly double[] weights;

    private MetObservations(CooperativeGame game, string source) =>
        (modes, actions, weights, Source) = (
            game.LocalStates,
            game.GlobalActions,
            new double[game.GlobalStates * game.LocalStates * game.GlobalActions],
            source
        );

    /// <summary>Where the observations come from, in words.</summary>
    public string Source { get; }

    /// <summary>Plays episodes and observes.</summary>
    /// <param name="game">The game.</param>
    /// <param name="policy">The pair that is deployed.</param>
    /// <param name="options">Population size, horizon and seed.</param>
    /// <param name="cancellation">Cancels between steps.</param>
    public static MetObservations Record(
        CooperativeGame game,
        JointPolicy policy,
        OnlineExecutionOptions options,
        CancellationToken cancellation
    )
    {
        var drawn = new DrawnObservations(game, policy, options);
        var observations = new MetObservations(game, drawn.Source);
        IActionLaw actionLaw = policy.Global.RequireActionLaw();
        double[] law = new double[game.GlobalActions];
        foreach ((int globalState, int[] seen) in drawn.Each(cancellation))
        {
            actionLaw.Write(globalState, seen, law);
            observations.Add(globalState, seen.AsSpan(seen.Length - game.LocalStates), law);
        }

        double total = observations.weights.Sum();
        for (int index = 0; index < observations.weights.Length; index++)
        {
            observations.weights[index] /= total;
        }

        return observations;
    }

    /// <summary>The law of the action given global state and mode; null when they were not met together.</summary>
    public IReadOnlyList<double>? Law(int globalState, int mode)
    {
        double[] met = weights[((((globalState * modes) + mode) * actions))..][..actions];
        double sum = met.Sum();
        return sum > 0 ? [.. met.Select(weight => weight / sum)] : null;
    }

    /// <summary>Share of looks for which something holds of (s_g, mode, a_g).</summary>
    public double Share(Func<int, int, int, bool> holds) =>
        weights
            .Index()
            .Where(met => holds(met.Index / actions / modes, met.Index / actions % modes, met.Index % actions))
            .Sum(met => met.Item);

    private void Add(int globalState, ReadOnlySpan<int> counts, double[] law)
    {
        int mode = 0;
        for (int state = 0; state < counts.Length; state++)
        {
            mode = counts[state] > counts[mode] ? state : mode;
        }

        Span<double> cell = weights.AsSpan(((globalState * modes) + mode) * actions, actions);
        for (int action = 0; action < law.Length; action++)
        {
            cell[action] += law[action];
        }
    }
}
