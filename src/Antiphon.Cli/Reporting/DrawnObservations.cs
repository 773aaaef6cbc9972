using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Cli.Reporting;

/// <summary>Observations at the steps of deployed episodes, several drawn anew at each step.</summary>
/// <param name="game">The game.</param>
/// <param name="policy">The pair that is deployed.</param>
/// <param name="options">Population size, horizon and seed.</param>
internal sealed class DrawnObservations(CooperativeGame game, JointPolicy policy, OnlineExecutionOptions options)
{
    private const int MostEpisodes = 30;
    private const int PerStep = 10;
    private const int MostSteps = 6_000;

    // Of its stream; observations were called looks when the string was chosen.
    private const string Purpose = "report looks";

    private int Horizon => Math.Min(options.Horizon, MostSteps);

    private int Episodes => Math.Clamp(MostSteps / Horizon, 1, MostEpisodes);

    /// <summary>Where they come from, in words.</summary>
    public string Source =>
        $"{Figures.Count(Episodes, "episode")} of {Figures.Count(Horizon, "step")} with "
            + $"{Figures.Count(options.Agents ?? game.Agents, "agent")}, {PerStep} observations drawn at each step with equal weight "
            + $"(seed {options.Seed})";

    /// <summary>Plays the episodes; the array of what was seen is used again.</summary>
    /// <param name="cancellation">Cancels between steps.</param>
    public IEnumerable<(int GlobalState, int[] Seen)> Each(CancellationToken cancellation)
    {
        var sampler = ObservationSampler.Of(game, policy.Global.Subsample);
        RandomStream stream = new RandomStream(options.Seed).Split(Purpose, 0);
        int[] seen = new int[game.Sampling.Places(game.LocalStates)];
        OnlineExecutionOptions played = options with { Horizon = Horizon };
        for (int episode = 0; episode < Episodes; episode++)
        {
            var trace = EpisodeTrace.Record(game, policy, played, rollout: episode, cancellation: cancellation);
            foreach (EpisodeStep step in trace.Steps)
            {
                long[] population = [.. step.Fractions.Select(share => (long)Math.Round(share * trace.Agents))];
                for (int observation = 0; observation < PerStep; observation++)
                {
                    sampler.Draw(stream, step.GlobalState, population, seen);
                    yield return (step.GlobalState, seen);
                }
            }
        }
    }
}
