using System.Numerics;
using System.Runtime.Intrinsics;

namespace Antiphon.Numerics;

/// <summary>
/// Draws from eight binomial laws at once, each with a generator of its own, and gives the numbers that <see cref="BinomialLaw"/> gives.
/// Drawn one after the other, every number ends in a branch that no processor can guess; here most need none.
/// </summary>
/// <remarks>
/// Proposals of the rejection are computed by the same operations in the same order, so with the same rounding. Where a logarithm or an
/// exponential decides, it is a different one than the platform's; a lane that is closer to a decision than their errors is left to
/// <see cref="BinomialLaw"/>. Immutable; may be shared by threads.
/// </remarks>
internal sealed class BinomialLanes
{
    // A walk of inversion that passes this close to the border of two numbers is repeated with the platform's exponential. Errors of both
    // walks are below 1e-13.
    private const double WalkMargin = 1e-11;

    // Masses of a mean below 10 are below 1e-100 there.
    private const int WalkEnd = 155;

    private static readonly double[] Inverses = [.. Enumerable.Range(0, WalkEnd + 1).Select(number => 1.0 / number)];

    private readonly BinomialLaw[] laws;
    private readonly Vector512<double> smaller;
    private readonly Vector512<double> larger;
    private readonly Vector512<double> odds;
    private readonly Vector512<double> logLarger;
    private readonly Vector512<double> reflected;

    /// <summary>Prepares laws.</summary>
    /// <param name="laws">Eight laws; the default value draws 0.</param>
    public BinomialLanes(BinomialLaw[] laws)
    {
        this.laws = laws;
        smaller = Gather(law => law.Smaller);
        larger = Gather(law => law.Larger);
        odds = Gather(law => law.Odds);
        logLarger = Gather(law => law.LogLarger);
        reflected = Vector512.GreaterThan(Gather(law => law.IsReflected ? 1 : 0), Vector512<double>.Zero);
    }

    /// <summary>Whether this processor has the instructions; elsewhere lanes would be slower than one draw after the other.</summary>
    public static bool AreFast => Vector512.IsHardwareAccelerated && System.Runtime.Intrinsics.X86.Avx512DQ.IsSupported;

    /// <summary>Draws the number of successes in every lane.</summary>
    /// <param name="trials">n by lane, whole numbers up to <see cref="BinomialSampler.MaximumTrials"/>.</param>
    /// <param name="generators">Randomness by lane; a lane takes as many numbers as <see cref="BinomialLaw.Sample"/>.</param>
    /// <param name="spare">A stream whose generator is used for lanes that are left to <see cref="BinomialLaw"/>.</param>
    public Vector512<double> Draw(Vector512<double> trials, ref Xoshiro256Lanes generators, RandomStream spare)
    {
        Vector512<double> mean = trials * smaller;
        var rejected = Vector512.GreaterThanOrEqual(mean, Vector512.Create(BinomialLaw.RejectionMean));
        var inverted = Vector512.AndNot(Vector512.GreaterThan(mean, Vector512<double>.Zero), rejected);
        Xoshiro256Lanes before = generators;
        Vector512<ulong> bits = generators.Next((rejected | inverted).AsUInt64());
        Vector512<double> minority = Vector512<double>.Zero;
        if (inverted.AsUInt64() != Vector512<ulong>.Zero)
        {
            minority = Invert(Xoshiro256Lanes.Unit(bits), trials, inverted, out ulong close);
            minority = close == 0 ? minority : Repeat(close, minority, trials, ref generators, ref before, spare);
        }

        if (rejected.AsUInt64() != Vector512<ulong>.Zero)
        {
            minority |= Reject(Xoshiro256Lanes.Unit(bits), trials, mean, rejected, ref generators, ref before, spare);
        }

        return Vector512.ConditionalSelect(reflected, trials - minority, minority);
    }

    // All lanes walk to the end of the longest walk. Past the border of its number the rest of a lane is negative, and stays so.
    private Vector512<double> Invert(Vector512<double> uniform, Vector512<double> trials, Vector512<double> walking, out ulong close)
    {
        Vector512<double> mass = Vector512.Exp(trials * logLarger) & walking;
        Vector512<double> scaled = (trials + Vector512<double>.One) * odds;
        var rest = Vector512.ConditionalSelect(walking, uniform, -Vector512<double>.One);
        Vector512<double> number = Vector512<double>.Zero;
        Vector512<double> nearest = Vector512<double>.One;
        for (int next = 1; next <= WalkEnd; next++)
        {
            rest -= mass;
            nearest = Vector512.Min(nearest, Vector512.Abs(rest));
            var passed = Vector512.GreaterThanOrEqual(rest, Vector512<double>.Zero);
            if (passed.AsUInt64() == Vector512<ulong>.Zero)
            {
                break;
            }

            number += passed & Vector512<double>.One;
            mass *= (scaled * Inverses[next]) - odds;
        }

        close = (Vector512.LessThan(nearest, Vector512.Create(WalkMargin)) & walking).ExtractMostSignificantBits();
        return number;
    }

    private Vector512<double> Reject(
        Vector512<double> uniform,
        Vector512<double> trials,
        Vector512<double> mean,
        Vector512<double> rejected,
        ref Xoshiro256Lanes generators,
        ref Xoshiro256Lanes before,
        RandomStream spare
    )
    {
        var hat = new RejectionLanes(mean, smaller, larger);
        Vector512<double> v = Xoshiro256Lanes.OpenUnit(generators.Next(rejected.AsUInt64()));
        Vector512<double> u = uniform - Vector512.Create(0.5);
        Vector512<double> edge = Vector512.Create(0.5) - Vector512.Abs(u);
        Vector512<double> number = hat.Propose(u, edge);
        ulong open = Vector512.AndNot(rejected, hat.Squeezes(edge, v)).ExtractMostSignificantBits();
        if (open == 0)
        {
            return number & rejected;
        }

        var height = Vector512.Log(v * hat.Height(edge));
        for (; open != 0; open &= open - 1)
        {
            int lane = BitOperations.TrailingZeroCount(open);
            number = number.WithElement(
                lane,
                Decide(
                    lane,
                    number.GetElement(lane),
                    height.GetElement(lane),
                    (long)trials.GetElement(lane),
                    ref generators,
                    ref before,
                    spare
                )
            );
        }

        return number & rejected;
    }

    // The proposal where it is accepted; else the number that the law draws next, or from the beginning where that is too close to tell.
    private double Decide(
        int lane,
        double number,
        double height,
        long trials,
        ref Xoshiro256Lanes generators,
        ref Xoshiro256Lanes before,
        RandomStream spare
    )
    {
        bool possible = number >= 0 && number <= trials;
        double excess = possible ? height - laws[lane].RoughLogRatio((long)number, trials) : double.PositiveInfinity;
        if (excess < -BinomialLaw.RoughMargin)
        {
            return number;
        }

        spare.Generator = excess > BinomialLaw.RoughMargin ? generators[lane] : before[lane];
        number = laws[lane].Minority(spare, trials);
        generators.Set(lane, spare.Generator);
        return number;
    }

    private Vector512<double> Repeat(
        ulong lanes,
        Vector512<double> numbers,
        Vector512<double> trials,
        ref Xoshiro256Lanes generators,
        ref Xoshiro256Lanes before,
        RandomStream spare
    )
    {
        for (; lanes != 0; lanes &= lanes - 1)
        {
            int lane = BitOperations.TrailingZeroCount(lanes);
            spare.Generator = before[lane];
            numbers = numbers.WithElement(lane, laws[lane].Minority(spare, (long)trials.GetElement(lane)));
            generators.Set(lane, spare.Generator);
        }

        return numbers;
    }

    private Vector512<double> Gather(Func<BinomialLaw, double> member)
    {
        Vector512<double> gathered = Vector512<double>.Zero;
        for (int lane = 0; lane < laws.Length; lane++)
        {
            gathered = gathered.WithElement(lane, member(laws[lane]));
        }

        return gathered;
    }
}
