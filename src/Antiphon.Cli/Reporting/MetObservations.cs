using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Cli.Reporting;

/// <summary>
/// The observations that a deployed dispatcher meets, and what it does: an estimate of the law of (s_g, mode of the sample, a_g), every
/// step of every episode alike. The episodes are those of <see cref="OnlineExecution"/>; at each of their steps several observations are
/// drawn afresh, for the observation law depends on the population alone.
/// </summary>
internal sealed class MetObservations
{
    private const int Episodes = 30;
    private const int ObservationsPerStep = 10;
    private const int MostSteps = 6_000;

    // Of its stream; observations were called looks when the string was chosen.
    private const string Purpose = "report looks";

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
        int horizon = Math.Min(options.Horizon, MostSteps);
        int episodes = Math.Clamp(MostSteps / horizon, 1, Episodes);
        var observations = new MetObservations(
            game,
            $"{Figures.Count(episodes, "episode")} of {Figures.Count(horizon, "step")} with "
                + $"{Figures.Count(options.Agents ?? game.Agents, "agent")}, "
                + $"{ObservationsPerStep} observations a step, every step alike (seed {options.Seed})"
        );
        var table = new Observation(game, policy.Global, observations);
        RandomStream stream = new RandomStream(options.Seed).Split(Purpose, 0);
        for (int episode = 0; episode < episodes; episode++)
        {
            var trace = EpisodeTrace.Record(
                game,
                policy,
                options with
                {
                    Horizon = horizon,
                },
                rollout: episode,
                cancellation: cancellation
            );
            foreach (EpisodeStep step in trace.Steps)
            {
                table.Draw(step, trace.Agents, stream);
            }
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

    // Working space for one observation after another.
    private sealed class Observation(CooperativeGame game, GlobalPolicy policy, MetObservations observations)
    {
        private readonly IActionLaw actionLaw = policy.RequireActionLaw();
        private readonly int[] seen = new int[game.Sampling.Places(game.LocalStates)];
        private readonly ObservationSampler sampler = ObservationSampler.Of(game, policy.Subsample);
        private readonly long[] population = new long[game.LocalStates];
        private readonly double[] law = new double[game.GlobalActions];

        public void Draw(EpisodeStep step, long agents, RandomStream stream)
        {
            for (int state = 0; state < population.Length; state++)
            {
                population[state] = (long)Math.Round(step.Fractions[state] * agents);
            }

            for (int observation = 0; observation < ObservationsPerStep; observation++)
            {
                sampler.Draw(stream, step.GlobalState, population, seen);
                Span<int> counts = seen.AsSpan(seen.Length - population.Length);
                int mode = 0;
                for (int state = 0; state < counts.Length; state++)
                {
                    mode = counts[state] > counts[mode] ? state : mode;
                }

                actionLaw.Write(step.GlobalState, seen, law);
                Span<double> cell = observations.weights.AsSpan(
                    ((step.GlobalState * observations.modes) + mode) * observations.actions,
                    observations.actions
                );
                for (int action = 0; action < law.Length; action++)
                {
                    cell[action] += law[action];
                }
            }
        }
    }
}
