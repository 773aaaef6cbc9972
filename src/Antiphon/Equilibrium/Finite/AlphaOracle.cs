using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Equilibrium;

/// <summary>
/// Proposes dispatchers that read alpha vectors at an estimate of the population: the observed fractions damped by a prior of several
/// weights, and the posterior over populations that such a dispatcher meets; of each kind the one that earns most in simulated episodes.
/// </summary>
/// <param name="setting">What all starts share.</param>
/// <param name="threads">Threads.</param>
internal sealed class AlphaOracle(AlphaSetting setting, int threads) : IOracle<JointPolicy>
{
    // 0 is no prior.
    private static readonly double[] Weights = [0, 0.5, 1, 2, 4, 8];

    // Likelihoods as they are, and flatter ones, for the particles are few beside the populations that there are.
    private static readonly double[] Temperings = [1.0, 0.4];
    private static readonly double[] Smoothings = [0.1, 1.0];

    private const int Episodes = 256;
    private const int PerEpisode = 8;
    private const int Particles = 512;

    // Candidates are ranked on so many episodes first, and the better half of them on four times as many, until one is left or the
    // episodes are as many as they may be.
    private const int FirstEpisodes = 64;
    private const int LastEpisodes = 1_024;
    private const int MoreEpisodes = 4;

    // Beyond so many states a few hundred particles are too far apart to tell populations from each other.
    private const int MostStatesOfParticles = 30;

    private readonly CooperativeGame game = setting.Game;

    /// <inheritdoc/>
    public Player Side => Player.Global;

    /// <inheritdoc/>
    public Answer<JointPolicy> Propose(Turn<JointPolicy> turn, CancellationToken cancellation)
    {
        JointPolicy pair = turn.Incumbent;
        AlphaVectors vectors = AlphaPlan.Quick(setting, pair.Local, pair.Global.Gamma, threads, cancellation).Vectors;
        RandomStream root = new RandomStream(setting.Options.Seed).Split(Purposes.Particles, turn.Number);
        double[][][] met = Occupancy(pair with { Global = Greedy(vectors, null) }, root.Split(Purposes.Particles, 0), cancellation);
        JointPolicy greedy = Best(pair, Priors(met).Select(prior => Greedy(vectors, prior)), turn.Number, cancellation);
        var candidates = new List<Candidate<JointPolicy>> { new("greedy", greedy, double.NaN) };
        if (game.LocalStates <= MostStatesOfParticles && game.Sampling is not WeightedSampling)
        {
            met = Occupancy(greedy, root.Split(Purposes.Particles, 1), cancellation);
            JointPolicy posterior = Best(pair, Posteriors(vectors, met), turn.Number, cancellation);
            candidates.Add(new Candidate<JointPolicy>("posterior", posterior, double.NaN));
        }

        return new Answer<JointPolicy>(candidates, []);
    }

    private AlphaVectorPolicy Greedy(AlphaVectors vectors, PopulationPrior? prior) => new(setting.Options.Subsample, vectors, game, prior);

    private double[][][] Occupancy(JointPolicy pair, RandomStream root, CancellationToken cancellation)
    {
        var episodes = new OnlineExecutionOptions
        {
            Horizon = setting.Options.DeployedHorizon,
            Rollouts = Episodes,
            Threads = threads,
        };
        return OccupancySample.Draw(game, pair, episodes, PerEpisode, Particles, root, cancellation);
    }

    // The one of the highest mean on common random numbers; the first of equals.
    private JointPolicy Best(JointPolicy pair, IEnumerable<GlobalPolicy> policies, long turn, CancellationToken cancellation)
    {
        ulong seed = new RandomStream(setting.Options.Seed).Split(Purposes.Particles, turn).NextUInt64();
        var comparison = new PairedComparison(setting.Options.Comparison(game, threads) with { Seed = seed });
        JointPolicy[] left = [.. policies.Select(policy => pair with { Global = policy })];
        for (int episodes = FirstEpisodes; left.Length > 1 && episodes <= LastEpisodes; episodes *= MoreEpisodes)
        {
            int kept = episodes == LastEpisodes ? 1 : (left.Length + 1) / 2;
            left =
            [
                .. left.OrderByDescending(candidate => comparison.Evaluate(game, candidate, episodes, 0, cancellation).Mean).Take(kept),
            ];
        }

        return left[0];
    }

    private static IEnumerable<PopulationPrior?> Priors(double[][][] met)
    {
        ImmutableArray<ImmutableArray<double>> means =
        [
            .. met.Select(own => Enumerable.Range(0, own[0].Length).Select(state => own.Average(row => row[state])).ToImmutableArray()),
        ];
        return Weights.Select(weight => weight == 0 ? null : new PopulationPrior(weight, means));
    }

    private IEnumerable<PosteriorPolicy> Posteriors(AlphaVectors vectors, double[][][] met)
    {
        double[][][] values = [.. met.Select((own, globalState) => Values(vectors, globalState, own))];
        foreach (double smoothing in Smoothings)
        {
            PopulationParticles[] particles = [.. met.Zip(values, (own, worth) => new PopulationParticles(own, worth, smoothing))];
            foreach (double tempering in Temperings)
            {
                yield return new PosteriorPolicy(setting.Options.Subsample, vectors, particles, tempering);
            }
        }
    }

    private static double[][] Values(AlphaVectors vectors, int globalState, double[][] fractions)
    {
        double[][] values = new double[fractions.Length][];
        for (int particle = 0; particle < values.Length; particle++)
        {
            values[particle] = new double[vectors.GlobalActions];
            vectors.ActionValues(globalState, fractions[particle], values[particle]);
        }

        return values;
    }
}
