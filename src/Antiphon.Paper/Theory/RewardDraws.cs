namespace Antiphon.Paper;

/// <summary>Xi: how many draws of random rewards to average, so that their mean is near the expected reward (paper, appendix F).</summary>
internal static class RewardDraws
{
    /// <summary>Xi = 10 B k^(1/4) sqrt(ln(200 sqrt(k))) (paper, Lemma F.4; recovered).</summary>
    /// <remarks>
    /// Too few: it comes from a deviation of B sqrt(ln(2/delta)/2)/Xi, but a mean of Xi draws deviates by B sqrt(ln(2/delta)/(2 Xi)).
    /// </remarks>
    /// <param name="range">B, the largest minus the smallest reward R_g + (1/k) sum R_l; not negative.</param>
    /// <param name="subsample">k, at least 1.</param>
    public static double AsPrinted(double range, long subsample)
    {
        Require(range, subsample);
        return 10 * range * Math.Pow(subsample, 0.25) * Math.Sqrt(Math.Log(200 * Math.Sqrt(subsample)));
    }

    /// <summary>
    /// B sqrt(ln(2/delta)/2)/Xi, the deviation that the paper claims with probability 1-delta. Wrong by a factor sqrt(Xi).
    /// </summary>
    /// <param name="range">B, not negative.</param>
    /// <param name="draws">Xi, positive.</param>
    /// <param name="delta">The probability of failure, in (0, 1].</param>
    public static double DeviationAsPrinted(double range, double draws, double delta) => Deviation(range, draws, delta) / Math.Sqrt(draws);

    /// <summary>Corrected: B sqrt(ln(2/delta)/(2 Xi)), by Hoeffding's inequality.</summary>
    /// <param name="range">B, not negative.</param>
    /// <param name="draws">Xi, positive.</param>
    /// <param name="delta">The probability of failure, in (0, 1].</param>
    public static double Deviation(double range, double draws, double delta)
    {
        Require(range, 1);
        Hypotheses.RequirePositive(draws, nameof(draws));
        Hypotheses.RequireShare(delta, nameof(delta));
        return range * Math.Sqrt(Math.Log(2 / delta) / (2 * draws));
    }

    /// <summary>
    /// Corrected: B^2 k ln(2N/delta)/2, rounded up: all of N mean rewards are within 1/sqrt(k) with probability 1-delta.
    /// </summary>
    /// <param name="range">B, not negative.</param>
    /// <param name="subsample">k, at least 1.</param>
    /// <param name="entries">N, how many rewards are estimated; at least 1.</param>
    /// <param name="delta">The probability of failure, in (0, 1].</param>
    public static Magnitude ForRewards(double range, long subsample, Magnitude entries, double delta) =>
        Exact(range, subsample, entries, delta).Ceiling();

    /// <summary>
    /// Corrected: B^2 k ln(2N/delta)/(2(1-gamma)^2), rounded up: the action values are within 1/sqrt(k) with probability 1-delta, when the
    /// draws are kept over all iterations; if they are drawn anew, N T in place of N.
    /// </summary>
    /// <param name="range">B, not negative.</param>
    /// <param name="subsample">k, at least 1.</param>
    /// <param name="entries">N, the entries of the table; at least 1.</param>
    /// <param name="delta">The probability of failure, in (0, 1].</param>
    /// <param name="discount">gamma, in [0, 1).</param>
    public static Magnitude ForActionValues(double range, long subsample, Magnitude entries, double delta, double discount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(discount);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(discount, 1);
        return (Exact(range, subsample, entries, delta) / (1 - discount) / (1 - discount)).Ceiling();
    }

    /// <summary>
    /// Corrected: the effective range of R_g + (1/k) sum R_l, whose k + 1 parts are independent: B^2 = range_g^2 + range_l^2/k, not
    /// (range_g + range_l)^2.
    /// </summary>
    /// <param name="globalRange">Largest minus smallest global reward; not negative.</param>
    /// <param name="localRange">Largest minus smallest local reward; not negative.</param>
    /// <param name="subsample">k, at least 1.</param>
    public static double IndependentRange(double globalRange, double localRange, long subsample)
    {
        Require(globalRange, subsample);
        Require(localRange, subsample);
        return Math.Sqrt((globalRange * globalRange) + (localRange * localRange / subsample));
    }

    private static Magnitude Exact(double range, long subsample, Magnitude entries, double delta)
    {
        Require(range, subsample);
        Hypotheses.RequireShare(delta, nameof(delta));
        return (Magnitude)range * range * subsample * ((Math.Log(2) + Math.Max(0, entries.Ln) - Math.Log(delta)) / 2);
    }

    private static void Require(double range, long subsample)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(range);
        ArgumentOutOfRangeException.ThrowIfLessThan(subsample, 1);
    }
}
