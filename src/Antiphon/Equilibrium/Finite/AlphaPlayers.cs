using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Equilibrium;

/// <summary>The oracles and the judge of one start of an alternation with alpha vectors.</summary>
internal sealed class AlphaPlayers : IPlayers<JointPolicy>
{
    private readonly IReadOnlyList<IOracle<JointPolicy>> own;
    private readonly AlphaOracle dispatcher;
    private readonly PathOracle agents;

    internal AlphaPlayers(AlphaSetting setting, IReadOnlyList<IOracle<JointPolicy>> own, int threads)
    {
        this.own = own;
        dispatcher = new AlphaOracle(setting, threads);
        agents = new PathOracle(setting, threads);
        Judge = new SimulationJudge(setting.Game, setting.Options, setting.Tolerances.Threshold, threads);
    }

    /// <inheritdoc/>
    public IJudge<JointPolicy> Judge { get; }

    /// <inheritdoc/>
    public IReadOnlyList<IOracle<JointPolicy>> Oracles(Player side)
    {
        List<IOracle<JointPolicy>> brought = [.. own.Where(oracle => oracle.Side == side)];
        return brought.Count > 0 ? brought
            : side == Player.Global ? [dispatcher]
            : [agents];
    }

    /// <inheritdoc/>
    public double Value(JointPolicy pair, CancellationToken cancellation) => double.NaN;

    /// <inheritdoc/>
    public void Dispose() { }
}

/// <summary>
/// Proposes dispatchers that read alpha vectors: one at the observed fractions, and one at the posterior over populations that the first
/// one meets.
/// </summary>
/// <param name="setting">What all starts share.</param>
/// <param name="threads">Threads.</param>
internal sealed class AlphaOracle(AlphaSetting setting, int threads) : IOracle<JointPolicy>
{
    private const int Episodes = 256;
    private const int PerEpisode = 8;
    private const int Particles = 256;
    private const double Smoothing = 1;
    private const long MostBackups = 4_000;

    // Likelihoods as they are, and flatter ones, for the particles are few beside the populations that there are.
    private static readonly double[] Temperings = [1.0, 0.4];

    private readonly CooperativeGame game = setting.Game;

    /// <inheritdoc/>
    public Player Side => Player.Global;

    /// <inheritdoc/>
    public Answer<JointPolicy> Propose(Turn<JointPolicy> turn, CancellationToken cancellation)
    {
        JointPolicy pair = turn.Incumbent;
        AlphaVectors vectors = Plan(pair, cancellation);
        JointPolicy greedy = pair with { Global = new AlphaVectorPolicy(setting.Options.Subsample, vectors, game) };
        return new Answer<JointPolicy>(
            [
                new Candidate<JointPolicy>("greedy", greedy, double.NaN),
                .. Posteriors(vectors, greedy, turn.Number, cancellation)
                    .Select(policy => new Candidate<JointPolicy>("posterior", pair with { Global = policy }, double.NaN)),
            ],
            []
        );
    }

    private AlphaVectors Plan(JointPolicy pair, CancellationToken cancellation)
    {
        var options = new AlphaVectorOptions
        {
            Accuracy = setting.Tolerances.Threshold,
            MaximumBackups = MostBackups,
            Seed = setting.Options.Seed,
            WarmStart = pair.Global.Gamma,
            Threads = threads,
        };
        return new AlphaVectorPlanner(options).Solve(game, pair.Local, cancellation).Vectors;
    }

    private IEnumerable<PosteriorPolicy> Posteriors(AlphaVectors vectors, JointPolicy greedy, long turn, CancellationToken cancellation)
    {
        if (game.Sampling is WeightedSampling)
        {
            yield break;
        }

        var episodes = new OnlineExecutionOptions
        {
            Horizon = setting.Options.DeployedHorizon,
            Rollouts = Episodes,
            Threads = threads,
        };
        RandomStream root = new RandomStream(setting.Options.Seed).Split(Purposes.Particles, turn);
        double[][][] met = OccupancySample.Draw(game, greedy, episodes, PerEpisode, Particles, root, cancellation);
        foreach (double tempering in Temperings)
        {
            yield return new PosteriorPolicy(
                setting.Options.Subsample,
                vectors,
                [
                    .. met.Select(
                        (fractions, globalState) => new PopulationParticles(fractions, Values(vectors, globalState, fractions), Smoothing)
                    ),
                ],
                tempering
            );
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

/// <summary>Proposes agents that climb along simulated episodes.</summary>
/// <param name="setting">What all starts share.</param>
/// <param name="threads">Threads.</param>
internal sealed class PathOracle(AlphaSetting setting, int threads) : IOracle<JointPolicy>
{
    /// <inheritdoc/>
    public Player Side => Player.Local;

    /// <inheritdoc/>
    public Answer<JointPolicy> Propose(Turn<JointPolicy> turn, CancellationToken cancellation)
    {
        ulong seed = new RandomStream(setting.Options.Seed).Split(Purposes.PathGradient, turn.Number).NextUInt64();
        PathResult found = new PathLLearn(
            new PathOptions
            {
                Threshold = setting.Tolerances.Threshold,
                Comparison = setting.Comparison(threads) with { Seed = seed, MaximumRollouts = Math.Min(512, setting.Options.JudgeRollouts) },
            }
        ).Solve(setting.Game, turn.Incumbent, cancellation);
        return new Answer<JointPolicy>(
            new Candidate<JointPolicy>("along episodes", turn.Incumbent with { Local = found.Policy }, double.NaN)
        );
    }
}
