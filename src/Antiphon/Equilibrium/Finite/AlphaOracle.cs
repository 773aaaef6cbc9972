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
    private const int RankingEpisodes = 512;
    private const long MostBackups = 4_000;

    // Beyond so many states a few hundred particles are too far apart to tell populations from each other.
    private const int MostStatesOfParticles = 30;

    private readonly CooperativeGame game = setting.Game;

    /// <inheritdoc/>
    public Player Side => Player.Global;

    /// <inheritdoc/>
    public Answer<JointPolicy> Propose(Turn<JointPolicy> turn, CancellationToken cancellation)
    {
        JointPolicy pair = turn.Incumbent;
        AlphaVectors vectors = Plan(setting, pair.Local, pair.Global.Gamma, threads, cancellation).Vectors;
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

    /// <summary>Plans beside a local policy, for a dispatcher that observes everybody.</summary>
    /// <param name="setting">Options and tolerances.</param>
    /// <param name="local">pi_l.</param>
    /// <param name="earlier">Vectors whose plans are valued anew; or null.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="cancellation">Cancels the search.</param>
    internal static AlphaVectorResult Plan(
        AlphaSetting setting,
        LocalPolicy local,
        AlphaVectors? earlier,
        int threads,
        CancellationToken cancellation
    )
    {
        var options = new AlphaVectorOptions
        {
            Accuracy = setting.Tolerances.Threshold,
            MaximumBackups = MostBackups,
            Seed = setting.Options.Seed,
            WarmStart = earlier,
            Threads = threads,
        };
        return new AlphaVectorPlanner(options).Solve(setting.Game, local, cancellation);
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

    // The first of the highest mean, on common random numbers.
    private JointPolicy Best(JointPolicy pair, IEnumerable<GlobalPolicy> policies, long turn, CancellationToken cancellation)
    {
        ulong seed = new RandomStream(setting.Options.Seed).Split(Purposes.Particles, turn).NextUInt64();
        var comparison = new PairedComparison(setting.Options.Comparison(game, threads) with { Seed = seed });
        return policies
            .Select(policy => pair with { Global = policy })
            .MaxBy(candidate => comparison.Evaluate(game, candidate, RankingEpisodes, 0, cancellation).Mean)!;
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
