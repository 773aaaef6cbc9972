using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Antiphon.Numerics;

/// <summary>
/// A success probability prepared for exact binomial draws with any number of trials: what depends on the probability alone is computed
/// once. A draw takes constant time. With p' = min(p, 1 - p): inversion of the distribution function while n p' &lt; 10, else Hörmann's
/// transformed rejection with squeeze (BTRS, "The generation of binomial random variates", 1993), whose last test uses Loader's accurate
/// probabilities.
/// </summary>
/// <remarks>
/// The tests check over a grid of (n, p) that BTRS's hat and squeeze hold, and both samplers against enumerated laws. The default value
/// draws 0.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
internal readonly struct BinomialLaw
{
    /// <summary>From this value of n min(p, 1 - p) on, draws use rejection; below it, inversion.</summary>
    internal const double RejectionMean = 10;

    // A binomial of mean below 10 exceeds 150 with probability below 1e-100: only rounding at a uniform next to 1 leads there, and the
    // draw is repeated.
    private const double InversionEnd = 150;

    /// <summary>A proposal is decided by <see cref="RoughLogRatio"/> where its height differs by more than this.</summary>
    internal const double RoughMargin = 1e-9;

    private readonly double smaller;
    private readonly double larger;
    private readonly double odds;
    private readonly double logLarger;
    private readonly double logOdds;
    private readonly bool reflected;

    /// <summary>Prepares a probability.</summary>
    /// <param name="probability">p in [0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is NaN or outside [0, 1].</exception>
    public BinomialLaw(double probability)
    {
        if (!(probability >= 0 && probability <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A success probability must lie in [0, 1].");
        }

        reflected = probability > 0.5;
        smaller = reflected ? 1 - probability : probability;
        larger = reflected ? probability : 1 - probability;
        odds = smaller / larger;
        logLarger = StableMath.Log1p(-smaller);
        logOdds = Math.Log(odds);
    }

    /// <summary>p' = min(p, 1 - p).</summary>
    internal double Smaller => smaller;

    /// <summary>1 - p'.</summary>
    internal double Larger => larger;

    /// <summary>p' / (1 - p').</summary>
    internal double Odds => odds;

    /// <summary>ln(1 - p').</summary>
    internal double LogLarger => logLarger;

    /// <summary>Whether p' stands for failures.</summary>
    internal bool IsReflected => reflected;

    /// <summary>Draws the number of successes among <paramref name="trials"/> independent trials.</summary>
    /// <param name="stream">Source of randomness.</param>
    /// <param name="trials">n, from 0 to <see cref="BinomialSampler.MaximumTrials"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="trials"/> is out of range.</exception>
    public long Sample(RandomStream stream, long trials)
    {
        if ((ulong)trials > (ulong)BinomialSampler.MaximumTrials)
        {
            BinomialSampler.ThrowTrials(trials);
        }

        long minority = Minority(stream, trials);
        return reflected ? trials - minority : minority;
    }

    /// <summary>Draws the number of what happens with probability p' = min(p, 1 - p).</summary>
    /// <param name="stream">Source of randomness.</param>
    /// <param name="trials">n, not checked.</param>
    internal long Minority(RandomStream stream, long trials)
    {
        double mean = trials * smaller;
        return mean < RejectionMean ? Invert(stream, trials, mean) : Reject(stream, trials, mean);
    }

    /// <summary>
    /// ln [f(x) / f(mode)] of p', with an error far below <see cref="RoughMargin"/> wherever it can decide: by a table for few trials, by
    /// short series for many.
    /// </summary>
    /// <param name="x">From 0 to n.</param>
    /// <param name="trials">n.</param>
    internal double RoughLogRatio(long x, long trials)
    {
        long mode = Mode(trials);
        if (trials <= LogFactorial.Largest)
        {
            return LogFactorial.BinomialLogRatio(x, mode, trials, logOdds);
        }

        double ratio = SaddlePoint.RoughLogRatio(x, mode, trials, smaller, larger);
        return double.IsNaN(ratio) ? LogRatio(x, mode, trials) : ratio;
    }

    /// <summary>ln P(X = successes) for <paramref name="trials"/> trials; negative infinity where impossible.</summary>
    /// <param name="successes">x, any number.</param>
    /// <param name="trials">n &gt;= 0.</param>
    internal double LogProbability(long successes, long trials)
    {
        long minority = reflected ? trials - successes : successes;
        if (minority < 0 || minority > trials)
        {
            return double.NegativeInfinity;
        }

        if (smaller == 0)
        {
            return minority == 0 ? 0 : double.NegativeInfinity;
        }

        return SaddlePoint.LogBinomial(minority, trials, smaller, larger);
    }

    // Walks up the distribution function by f(x) = f(x-1) ((n+1)/x - 1) p/q.
    private long Invert(RandomStream stream, long trials, double mean)
    {
        if (mean == 0)
        {
            return 0;
        }

        double first = Math.Exp(trials * logLarger);
        double scaled = (trials + 1) * odds;
        double end = Math.Min(trials, InversionEnd);
        while (true)
        {
            double rest = stream.NextDouble();
            double mass = first;
            double x = 0.0;
            while (rest >= mass && x < end)
            {
                rest -= mass;
                x++;
                mass *= (scaled / x) - odds;
            }

            if (rest < mass)
            {
                return (long)x;
            }
        }
    }

    // BTRS: x = floor((2a/(1/2 - |u|) + b) u + c). The offset from the whole part of c is formed first, so that no bit of u is lost at n =
    // 10^12.
    private long Reject(RandomStream stream, long trials, double mean)
    {
        var hat = new TransformedRejection(mean, smaller, larger);
        while (true)
        {
            double u = stream.NextDouble() - 0.5;
            double v = stream.NextOpenDouble();
            double edge = 0.5 - Math.Abs(u);
            if (edge <= 0)
            {
                continue;
            }

            double offset = Math.Floor((((2 * hat.A / edge) + hat.B) * u) + hat.Shift);
            if (edge >= TransformedRejection.SqueezeEdge && v <= hat.SqueezeHeight)
            {
                return hat.Origin + (long)offset;
            }

            if (offset >= -hat.Origin && offset <= trials - hat.Origin && Accepts(in hat, trials, hat.Origin + (long)offset, edge, v))
            {
                return hat.Origin + (long)offset;
            }
        }
    }

    // Decides roughly where that is sure, with the same outcome as the accurate probabilities: the errors of both are far below
    // RoughMargin.
    private bool Accepts(in TransformedRejection hat, long trials, long x, double edge, double v)
    {
        double height = Math.Log(v * hat.Height(edge));
        double excess = height - RoughLogRatio(x, trials);
        return Math.Abs(excess) > RoughMargin ? excess < 0 : height <= LogRatio(x, Mode(trials), trials);
    }

    private long Mode(long trials) => (long)((trials + 1.0) * smaller);

    // ln [f(x) / f(mode)], accurate for every number of trials.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private double LogRatio(long x, long mode, long trials) =>
        SaddlePoint.LogBinomial(x, trials, smaller, larger) - SaddlePoint.InteriorLogBinomial(mode, trials, smaller, larger);
}
