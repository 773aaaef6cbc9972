using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Evaluation;

/// <summary>Certifies what can be said of a pair without a table over count vectors.</summary>
/// <param name="options">Episodes, horizon, seed, threads; the accuracy is that of the planner.</param>
internal sealed class BoundsCertifier(CertificateOptions options)
{
    // Of the game's scale of returns.
    private const double AccuracyShare = 1e-4;
    private const int Episodes = 256;

    /// <summary>Bounds and simulates.</summary>
    /// <param name="game">The game; one type of agent.</param>
    /// <param name="pair">The pair.</param>
    /// <param name="agents">n, at least k.</param>
    /// <param name="progress">Receives how far it is.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="InvalidInputException">n is below k, or agents are of several types.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal BoundsCertificate Run(
        CooperativeGame game,
        JointPolicy pair,
        long agents,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        options.Require();
        pair.RequireFit(game);
        Certifier.RequireSeen(pair, agents);
        game.RequireOneType("bounds by alpha vectors", "certify at a number of agents whose lattice fits");
        game.RequireUncoupled("bounds by alpha vectors", "compare pairs by simulation");
        CooperativeGame populated = game.WithAgents(agents);
        progress?.Report(new Progress(0, "bounds of full information"));
        AlphaVectorResult plan = new AlphaVectorPlanner(
            new AlphaVectorOptions
            {
                Accuracy = options.Accuracy ?? (AccuracyShare * ReturnScale.Of(game, cancellation)),
                MaximumBackups = AlphaVectorOptions.BackupsForBounds,
                Seed = options.Seed,
                WarmStart = pair.Global.Gamma,
                MostAgents = (int)Math.Min(agents, AlphaVectorOptions.MostAgentsOnLattice),
                Threads = options.Threads,
            }
        ).Solve(populated, pair.Local, cancellation);
        var bounds = FullInformationBounds.Of(populated, pair, plan, options.Seed);
        progress?.Report(new Progress(0.5, $"simulation at n = {agents:N0}"));
        SimulationResult simulated = SimulatedValue.Measure(populated, pair, options, cancellation);
        progress?.Report(new Progress(0.7, "one agent along simulated episodes"));
        (ConfidenceInterval found, ConfidenceInterval foreseeing) = new TaggedPaths(populated, pair, options.Horizon).Measure(
            Episodes,
            options.Seed,
            cancellation
        );
        double tail = AfterHorizon(populated);
        double lower = Math.Max(0, found.Low - tail);
        return new BoundsCertificate
        {
            Game = game.Name,
            GameHash = game.Hash,
            PolicyHash = PolicyHash.Compute(pair, game),
            Agents = agents,
            Subsample = pair.Global.Subsample,
            Sampling = game.Sampling.Text,
            Horizon = options.Horizon,
            Value = simulated.Reward,
            TruncationBound = simulated.TruncationBound,
            FullInformation = bounds,
            Subpopulation = plan.UpperBound.Subpopulation,
            Dispatcher = new GapInterval(
                Math.Max(0, bounds.Lower.Low - simulated.Reward.High - simulated.TruncationBound),
                bounds.Upper.High - simulated.Reward.Low + simulated.TruncationBound
            ),
            Agent = new GapInterval(lower, Math.Max(lower, foreseeing.High + tail)),
            IsClosed = plan.StopReason == StopReason.AccuracyReached,
        };
    }

    // No two policies of one agent differ by more after the horizon.
    private double AfterHorizon(CooperativeGame game)
    {
        (double least, double most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double reward in game.LocalRewards)
        {
            (least, most) = (Math.Min(least, reward), Math.Max(most, reward));
        }

        return Math.Pow(game.Discount, options.Horizon) * (most - least) / (1 - game.Discount);
    }
}
