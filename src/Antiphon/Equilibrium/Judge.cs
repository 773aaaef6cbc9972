using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Equilibrium;

/// <summary>The one who decides, at the true n, whether a pair is better than the incumbent. The same for both players.</summary>
internal abstract class Judge
{
    /// <summary>How it judges, in words.</summary>
    internal abstract string Description { get; }

    /// <summary>Compares a candidate with the incumbent.</summary>
    /// <param name="incumbent">The pair to beat.</param>
    /// <param name="candidate">The challenger.</param>
    /// <param name="number">A number of its own for every comparison of a run.</param>
    /// <param name="cancellation">Cancels.</param>
    internal Ruling Compare(JointPolicy incumbent, JointPolicy candidate, long number, CancellationToken cancellation) =>
        candidate.SameAs(incumbent) ? Repeated : Rule(incumbent, candidate, number, cancellation);

    /// <summary>The ruling on a candidate that equals the incumbent.</summary>
    private protected virtual Ruling Repeated => new(false, 0, 0, 0, 0, "the same as the incumbent");

    /// <summary>The ruling on a candidate that differs from the incumbent.</summary>
    private protected abstract Ruling Rule(JointPolicy incumbent, JointPolicy candidate, long number, CancellationToken cancellation);

    /// <summary>The exact judge where the lattice of n agents is small, else paired simulation.</summary>
    internal static Judge Create(CooperativeGame game, CountLattice looks, AlternationOptions options, double threshold, int threads, bool exactFits,
        CancellationToken cancellation) =>
        exactFits
            ? new ExactJudge(new ExactPopulation(game, game.Agents), looks, options.Accuracy, threshold, cancellation)
            : new SimulationJudge(game, options, threshold, threads);
}

/// <summary>A judge's decision.</summary>
/// <param name="Better">Whether the candidate is a real improvement.</param>
/// <param name="Gain">Estimated gain.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Rollouts">Pairs of episodes simulated.</param>
/// <param name="Words">Why, in words.</param>
/// <param name="Final">Whether the alternation ends with this ruling (the paper's rule only).</param>
internal readonly record struct Ruling(bool Better, double Gain, double Low, double High, long Rollouts, string Words, bool Final = false);

/// <summary>Judges by exact values on the lattice of n agents.</summary>
internal sealed class ExactJudge : Judge
{
    private readonly PolicyEvaluator evaluator;
    private readonly double accuracy;
    private readonly double threshold;

    internal ExactJudge(ExactPopulation population, CountLattice looks, double accuracy, double threshold, CancellationToken cancellation)
    {
        evaluator = new PolicyEvaluator(population, looks, new Workers(1, cancellation));
        this.accuracy = Math.Min(accuracy, threshold / 100);
        this.threshold = threshold;
    }

    internal override string Description => $"exact values at n = {evaluator.Model.Lattice.Agents:N0}, within {accuracy:G2} or what double precision can prove";

    private protected override Ruling Rule(JointPolicy incumbent, JointPolicy candidate, long number, CancellationToken cancellation)
    {
        var (after, afterError) = Value(candidate, cancellation);
        var (before, beforeError) = Value(incumbent, cancellation);
        var (gain, error) = (after - before, afterError + beforeError);
        var better = gain - error > 0 && gain >= threshold;
        return new Ruling(better, gain, gain - error, gain + error, 0, better ? "better, exactly" : "no gain above the threshold, exactly");
    }

    private (double Value, double Error) Value(JointPolicy pair, CancellationToken cancellation)
    {
        evaluator.Restart();
        evaluator.SetLocal(pair.Local);
        evaluator.SetGlobal(pair.Global);
        var value = evaluator.Evaluate(accuracy, cancellation);
        return (value, evaluator.ErrorBound);
    }
}

/// <summary>Judges by simulating both pairs with common random numbers.</summary>
internal sealed class SimulationJudge : Judge
{
    private const int LongestHorizon = 2000;
    private const double NegligibleShare = 0.01;

    private readonly CooperativeGame game;
    private readonly double threshold;
    private readonly PairedComparisonOptions comparison;
    private readonly AlternationOptions options;

    internal SimulationJudge(CooperativeGame game, AlternationOptions options, double threshold, int threads)
    {
        this.game = game;
        this.options = options;
        this.threshold = threshold;
        comparison = new PairedComparisonOptions
        {
            Horizon = Math.Max(options.Horizon, FadingHorizon(game.Discount)),
            MaximumRollouts = options.JudgeRollouts,
            Confidence = options.Confidence,
            Seed = options.Seed,
            Threads = threads,
        };
    }

    internal override string Description =>
        $"paired simulation at n = {game.Agents:N0}, horizon {comparison.Horizon}, up to {comparison.MaximumRollouts:N0} pairs of episodes, {comparison.Confidence:P0} confidence each{(options.Memory is null ? "" : ", of a global agent that remembers")}";

    private protected override Ruling Rule(JointPolicy incumbent, JointPolicy candidate, long number, CancellationToken cancellation)
    {
        var result = new PairedComparison(comparison).Compare(game, options.Deployed(incumbent), options.Deployed(candidate), threshold, number, cancellation);
        var words = result.Decision switch
        {
            PairedDecision.Better => "better",
            PairedDecision.NotBetter => "no gain above the threshold",
            _ => "not told apart within the episodes allowed",
        };
        return new Ruling(
            result.Decision == PairedDecision.Better, result.Difference.Mean, result.Difference.Low, result.Difference.High, result.Rollouts, words);
    }

    // The smallest H with gamma^H at most this share: what comes later is left out of verdicts.
    private static int FadingHorizon(double discount) =>
        discount == 0 ? 1 : (int)Math.Clamp(Math.Ceiling(Math.Log(NegligibleShare) / Math.Log(discount)), 1, LongestHorizon);
}
