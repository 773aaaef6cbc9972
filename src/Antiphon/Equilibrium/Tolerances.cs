using Antiphon.Games;
using Antiphon.Planning;

namespace Antiphon.Equilibrium;

/// <summary>
/// What counts as a gain and as accurate in one game: the options of a run, with defaults taken from the game's own scale.
/// </summary>
/// <param name="Threshold">The gain that counts as an improvement, in units of the return.</param>
/// <param name="Accuracy">Accuracy of exact values, in units of the return.</param>
/// <param name="Eta">The eta of the paper's UPDATE, in units of the return.</param>
/// <param name="Sweeps">The most sweeps of a start.</param>
internal sealed record Tolerances(double Threshold, double Accuracy, double Eta, int Sweeps)
{
    private const double ThresholdShare = 3e-4;
    private const double AccuracyShare = 1e-8;

    // What the judge cannot tell apart need not be solved for.
    private const double ProposalShare = 0.01;

    // The gains left are reported, so that they are known far better than the gain that counts.
    private const double GainShare = 1e-4;

    // Values of some states are larger than that of the initial law.
    private const double RoundingAllowance = 10;

    /// <summary>Accuracy of the values of proposals.</summary>
    internal double OfProposals => Math.Max(Accuracy, ProposalShare * Threshold);

    /// <summary>Accuracy of the gains that are left at the end.</summary>
    internal double OfGains => Math.Max(Accuracy, GainShare * Threshold);

    /// <summary>
    /// The error of a value that counts as met: the accuracy asked for, or, where none was, what double precision can prove.
    /// </summary>
    internal double Met(AlternationOptions options, double value, double discount) =>
        options.Accuracy is null ? Math.Max(OfGains, RoundingAllowance * SpanBound.RoundingFloor(Math.Abs(value), discount)) : Accuracy;

    /// <summary>Works the defaults out. Computes the game's scale only when some tolerance needs it.</summary>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal static Tolerances Of(AlternationOptions options, CooperativeGame game, CancellationToken cancellation)
    {
        double scale = options.Threshold is null || options.Accuracy is null ? ReturnScale.Of(game, cancellation) : 0;
        double threshold = options.Threshold ?? (ThresholdShare * scale);
        double eta = options.Eta ?? (threshold / 2);
        int sweeps =
            options.UpdateRule == UpdateRule.PaperBox
                ? LargestSweeps(game.RewardRange, game.Discount, eta)
                : AlternationOptions.DefaultSweeps;
        return new Tolerances(threshold, options.Accuracy ?? (AccuracyShare * scale), eta, options.MaximumSweeps ?? sweeps);
    }

    /// <summary>
    /// N_steps, the number of sweeps that Lemma D.15 allows: 1 + range/((1 - gamma) eta), when every accepted update raises the potential,
    /// which lies in an
    /// interval of length range/(1 - gamma), by eta at least. Rounded up; at most <see cref="int.MaxValue"/>.
    /// </summary>
    /// <param name="range">Largest minus smallest reward of a step (the paper's r, whose rewards start at 0); not negative.</param>
    /// <param name="discount">gamma in [0, 1).</param>
    /// <param name="eta">The gain that every accepted update brings; positive.</param>
    internal static int LargestSweeps(double range, double discount, double eta)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(range);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(eta);
        ArgumentOutOfRangeException.ThrowIfNegative(discount);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(discount, 1);
        return (int)Math.Min(int.MaxValue, 1 + Math.Ceiling(range / ((1 - discount) * eta)));
    }
}
