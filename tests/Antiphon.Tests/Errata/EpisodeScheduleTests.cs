namespace Antiphon.Tests.Errata;

/// <summary>
/// E24, the UCFH box (Algorithm 5): its number of samples holds (log2 log2 H)^2, which is 0 at H = 2 and infinite at H = 1.
/// </summary>
public class EpisodeScheduleTests
{
    [Fact]
    public void Short_horizons_need_no_sample_at_all_or_infinitely_many()
    {
        Assert.Equal(double.PositiveInfinity, Samples(1, LogLog(1)));
        Assert.Equal(0, Samples(2, LogLog(2)));
        Assert.True(Samples(2, Guarded(2)) > 0);
        Assert.True(double.IsFinite(Samples(1, Guarded(1))));
        Assert.InRange(LogLog(3), 0.4, 0.5);
        Assert.Equal(1, Guarded(3));
    }

    /// <summary>S = A = C = 2, H = 4, epsilon = 1/2, delta = 0.1: from H = 4 on the guard changes nothing.</summary>
    [Fact]
    public void From_four_steps_on_the_constant_is_the_printed_one()
    {
        Assert.Equal(LogLog(4), Guarded(4));
        Assert.Equal(33_276_169.30, Samples(4, Guarded(4)), 5e-3);
        double smallest = 0.5 / (4 * 4 * 2); // w_min = epsilon/(4 H S)
        Assert.Equal(0.015625, smallest);
        Assert.Equal(519_940.15, Samples(4, Guarded(4)) * smallest, 5e-3);
        double updates = 4 * Math.Log2(2 * 4 / smallest); // U_max = |S x A| log2(S H/w_min)
        Assert.Equal(36, updates);
        Assert.Equal(6.944444e-4, 0.1 / (2 * updates * 2), 1e-9);
    }

    private static double LogLog(double horizon) => Math.Pow(Math.Log2(Math.Log2(horizon)), 2);

    // The logarithm is raised to 1, not its square: log2 log2 1 is minus infinity.
    private static double Guarded(double horizon) => Math.Pow(Math.Max(1, Math.Log2(Math.Log2(horizon))), 2);

    private static double Samples(double horizon, double logLog)
    {
        const double States = 2,
            Pairs = 4,
            Successors = 2,
            Accuracy = 0.5,
            Delta = 0.1;
        double square = 4 * States * States * horizon * horizon / Accuracy;
        return 512
            * logLog
            * (Successors * horizon * horizon / (Accuracy * Accuracy))
            * Math.Pow(Math.Log(2 * square), 2)
            * Math.Log(6 * Pairs * Successors * Math.Pow(Math.Log2(square), 2) / Delta);
    }
}
