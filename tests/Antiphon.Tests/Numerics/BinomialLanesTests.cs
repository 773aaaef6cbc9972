using System.Numerics;
using System.Runtime.Intrinsics;
using Antiphon.Numerics;

namespace Antiphon.Tests.Numerics;

/// <summary>
/// Eight laws side by side give, number by number, what each gives by itself, and leave its generator where it leaves it: results do not
/// depend on the processor's instructions.
/// </summary>
public class BinomialLanesTests
{
    private const double Unit = 1UL << 53;
    private static readonly long[] Sizes = [0, 1, 2, 7, 19, 20, 21, 64, 1000, LogFactorial.Largest, LogFactorial.Largest + 1, 1L << 50];

    [Fact]
    public void Lanes_draw_what_their_laws_draw()
    {
        var choice = new RandomStream(1);
        for (int round = 0; round < 3000; round++)
        {
            var laws = new BinomialLaw[Xoshiro256Lanes.Width];
            double[] trials = new double[laws.Length];
            var generators = new Xoshiro256[laws.Length];
            for (int lane = 0; lane < laws.Length; lane++)
            {
                laws[lane] = new BinomialLaw(Probability(choice));
                trials[lane] = Sizes[choice.NextBelow(Sizes.Length)];
                generators[lane] = choice.Split("lane", (round * 8L) + lane).Generator;
            }

            AssertSame(laws, trials, generators);
        }
    }

    // The first number of the generator is put next to the border of two numbers, where the last bits of an exponential decide.
    [Theory]
    [InlineData(1, 0.3)]
    [InlineData(7, 0.5)]
    [InlineData(19, 0.5)]
    [InlineData(1000, 0.0095)]
    [InlineData(1000, 0.993)]
    [InlineData(1L << 50, 4e-15)]
    public void Borders_of_inversion_decide_as_in_the_law(long trials, double p)
    {
        var law = new BinomialLaw(p);
        double mass = Math.Exp(trials * law.LogLarger);
        double border = mass;
        for (int x = 1; x <= Math.Min(trials, 25); x++)
        {
            foreach (long steps in new[] { -1_000_000, -90_000, -1000, -3, -2, -1, 0, 1, 2, 3, 1000, 90_000, 1_000_000 })
            {
                long uniform = Math.Clamp((long)(border * Unit) + steps, 0, (1L << 53) - 1);
                AssertSame(law, trials, Generator((ulong)uniform << 11, 0));
            }

            mass *= (((trials + 1.0) / x) - 1) * law.Odds;
            border += mass;
        }
    }

    // The same for the second number and the height under which a proposal is accepted, where the last bits of a logarithm decide.
    [Theory]
    [InlineData(30, 0.4)]
    [InlineData(1000, 0.02)]
    [InlineData(1000, 0.7)]
    [InlineData(LogFactorial.Largest, 0.5)]
    [InlineData(1_000_000_000, 0.3)]
    public void Borders_of_rejection_decide_as_in_the_law(long trials, double p)
    {
        var law = new BinomialLaw(p);
        var hat = new TransformedRejection(trials * law.Smaller, law.Smaller, law.Larger);
        for (int part = 1; part < 100; part++)
        {
            ulong first = (ulong)(part * 0.01 * Unit) << 11;
            double u = ((first >> 11) / Unit) - 0.5;
            double edge = 0.5 - Math.Abs(u);
            double x = hat.Origin + Math.Floor((((2 * hat.A / edge) + hat.B) * u) + hat.Shift);
            double border = x >= 0 && x <= trials ? Math.Exp(law.RoughLogRatio((long)x, trials)) / hat.Height(edge) : 0;
            foreach (long steps in new[] { -100_000_000, -1_000_000, -5000, -4, -2, 0, 2, 4, 5000, 1_000_000, 100_000_000 })
            {
                long second = Math.Clamp((long)(border * Unit) + steps, 0, (1L << 53) - 1);
                AssertSame(law, trials, Generator(first, (ulong)second << 11));
            }
        }
    }

    // Proposals at the ends of the unit interval: outside the range, or at no finite place at all.
    [Fact]
    public void Ends_of_the_uniform_numbers_decide_as_in_the_law()
    {
        foreach (ulong first in new[] { 0UL, 1UL << 11, 1UL << 63, ulong.MaxValue })
        {
            AssertSame(new BinomialLaw(0.4), 50, Generator(first, 1UL << 62));
            AssertSame(new BinomialLaw(0.001), 50, Generator(first, 0));
            AssertSame(new BinomialLaw(0.3), 1_000_000_000_000, Generator(first, ulong.MaxValue));
        }
    }

    private static double Probability(RandomStream choice) =>
        choice.NextBelow(8) switch
        {
            0 => 0,
            1 => 1,
            2 => 0.5,
            3 => choice.NextDouble() * 1e-3,
            4 => 1 - (choice.NextDouble() * 1e-3),
            _ => choice.NextDouble(),
        };

    // The law beside others, in a lane that is not the first.
    private static void AssertSame(BinomialLaw law, long trials, Xoshiro256 generator)
    {
        var laws = new BinomialLaw[Xoshiro256Lanes.Width];
        double[] counts = new double[laws.Length];
        var generators = new Xoshiro256[laws.Length];
        for (int lane = 0; lane < laws.Length; lane++)
        {
            laws[lane] = lane == 5 ? law : new BinomialLaw(0.1 * lane);
            counts[lane] = lane == 5 ? trials : 30 * lane;
            generators[lane] = lane == 5 ? generator : new RandomStream((ulong)lane).Generator;
        }

        AssertSame(laws, counts, generators);
    }

    private static void AssertSame(BinomialLaw[] laws, double[] trials, Xoshiro256[] generators)
    {
        var lanes = new Xoshiro256Lanes(Vector512<ulong>.Zero);
        for (int lane = 0; lane < laws.Length; lane++)
        {
            lanes.Set(lane, generators[lane]);
        }

        var stream = new RandomStream(0);
        Vector512<double> drawn = new BinomialLanes(laws).Draw(Vector512.Create<double>(trials), ref lanes, stream);
        for (int lane = 0; lane < laws.Length; lane++)
        {
            stream.Generator = generators[lane];
            Assert.Equal(laws[lane].Sample(stream, (long)trials[lane]), drawn.GetElement(lane));
            Assert.Equal(stream.Generator.Words, lanes[lane].Words);
        }
    }

    // A state whose first two numbers are these.
    private static Xoshiro256 Generator(ulong first, ulong second)
    {
        ulong word0 = BitOperations.RotateRight(second, 4);
        ulong word3 = BitOperations.RotateRight(first - word0, 23) - word0;
        var generator = new Xoshiro256(word0, word3 ^ word0, 1, word3);
        Xoshiro256 copy = generator;
        Assert.Equal((first, second), (copy.Next(), copy.Next()));
        return generator;
    }
}
