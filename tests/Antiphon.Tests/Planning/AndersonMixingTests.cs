using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Populations;
using Antiphon.Tests.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

public class AndersonMixingTests
{
    private const double Discount = 0.95;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_history_solves_a_linear_map_with_as_many_rates_of_contraction_as_it_has_points(int depth)
    {
        // Anderson's mixing of depth m is a Krylov method: on an affine map whose error has m components it ends after m + 1 sweeps, but
        // for the rounding of its normal equations; plain sweeps would have gained a factor of 0.6 to 0.7.
        double[] rates = [0.9, -0.5, 0.2];
        using Workers workers = new(1);
        var mixing = new AndersonMixing(8, 1, 1, discount: 0.9, workers, depth);
        (FunctionBuffer point, FunctionBuffer image) = (new FunctionBuffer(8), new FunctionBuffer(8));
        double error = double.PositiveInfinity;
        for (int sweep = 0; sweep < depth + 2; sweep++)
        {
            for (int place = 0; place < 8; place++)
            {
                image.Span[place] = place + (rates[place % depth] * (point.Span[place] - place));
            }

            error = Enumerable.Range(0, 8).Max(place => Math.Abs(image.Span[place] - point.Span[place]));
            mixing.Next(point, image, error);
            (point, image) = (image, point);
        }

        Assert.True(error < 1e-10, $"{error}");
    }

    [Fact]
    public void A_correction_is_left_out_after_a_failure_and_for_good_after_four()
    {
        using Workers workers = new(1);
        var mixing = new AndersonMixing(8, 1, 1, Discount, workers);
        (FunctionBuffer point, FunctionBuffer image) = (new FunctionBuffer(8), new FunctionBuffer(8));
        int corrections = 0;
        List<int> counts = [];
        for (int sweep = 0; sweep < 12; sweep++)
        {
            // Every second bound is above the one before: a failure, after which comes a plain sweep.
            image.Span.Fill(1);
            mixing.Next(point, image, new SpanBound(0, sweep % 2 == 0 ? 2 : 1, Discount), () => corrections++);
            counts.Add(corrections);
        }

        Assert.Equal([1, 2, 2, 3, 3, 4, 4, 5, 5, 5, 5, 5], counts);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 5)]
    [InlineData(3, 4)]
    public void It_reaches_the_fixed_point_of_random_markov_chains_with_fewer_sweeps_than_without(int channels, int stride)
    {
        var random = new SmallRandom(90);
        for (int trial = 0; trial < 10; trial++)
        {
            (double[] Rewards, double[] Chain) problem = Problem(random, channels);
            (double[] plain, int plainSweeps) = Solve(problem, channels, stride, threads: 1, mixed: false);
            (double[] mixed, int mixedSweeps) = Solve(problem, channels, stride, threads: 1, mixed: true);
            Assert.True(mixedSweeps < plainSweeps, $"{mixedSweeps} sweeps with, {plainSweeps} without");
            for (int place = 0; place < plain.Length; place++)
            {
                Assert.Equal(plain[place], mixed[place], 2e-8);
            }
        }
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        // 5,000 nodes are three pieces.
        var random = new SmallRandom(91);
        using Workers one = new(1);
        using Workers two = new(2);
        double[] values = random.Values(5 * 5_000);
        double[][] images = Enumerable.Range(0, 3).Select(_ => random.Values(values.Length)).ToArray();
        double[]? expected = null;
        foreach (Workers workers in new[] { one, two })
        {
            var mixing = new AndersonMixing(5_000, 5, 5, discount: 0.9, workers);
            (FunctionBuffer point, FunctionBuffer image) = (BoundPopulation.Buffer(values), new FunctionBuffer(values.Length));
            for (int sweep = 0; sweep < images.Length; sweep++)
            {
                images[sweep].CopyTo(image.Span);
                mixing.Next(point, image, new SpanBound(-1.0 / (sweep + 1), 1.5 / (sweep + 1), Discount));
                (point, image) = (image, point);
            }

            expected ??= point.Span.ToArray();
            Assert.True(expected.AsSpan().SequenceEqual(point.Span));
        }
    }

    // Errors that rise end histories and lengthen pauses; after a restart nothing of that is left, to the bit.
    [Fact]
    public void A_restart_leaves_nothing_of_an_earlier_map()
    {
        using Workers workers = new(1);
        var used = new AndersonMixing(3, 1, 1, discount: 0.9, workers);
        (FunctionBuffer point, FunctionBuffer image) = (new FunctionBuffer(3), new FunctionBuffer(3));
        for (int sweep = 0; sweep < 60; sweep++)
        {
            new SmallRandom((ulong)sweep).Values(3).CopyTo(image.Span);
            used.Next(point, image, sweep);
        }

        used.Restart();
        Assert.Equal(Steps(new AndersonMixing(3, 1, 1, discount: 0.9, workers)), Steps(used));

        // The first points of an affine map's iteration, with errors that fall from above any seen before.
        static double[] Steps(AndersonMixing mixing)
        {
            (FunctionBuffer point, FunctionBuffer image, List<double> all) = (
                new FunctionBuffer(3),
                new FunctionBuffer(3),
                new List<double>()
            );
            for (int sweep = 0; sweep < 5; sweep++)
            {
                for (int place = 0; place < 3; place++)
                {
                    image.Span[place] = 1 + ((0.9 - (0.3 * place)) * point.Span[place]);
                }

                mixing.Next(point, image, 100 - sweep);
                (point, image) = (image, point);
                all.AddRange(point.Span);
            }

            return [.. all];
        }
    }

    [Fact]
    public void A_map_that_misleads_the_history_still_converges()
    {
        // A contraction with a kink at every step: x -> 0.9 |x - c|, whose slope changes sign as the point crosses c.
        using Workers workers = new(1);
        var mixing = new AndersonMixing(3, 1, 1, discount: 0.9, workers);
        (FunctionBuffer point, FunctionBuffer image) = (new FunctionBuffer(3), new FunctionBuffer(3));
        double[] kinks = [1, 2, 3];
        double error = double.PositiveInfinity;
        for (int sweep = 0; sweep < 2_000 && error > 1e-9; sweep++)
        {
            for (int place = 0; place < 3; place++)
            {
                image.Span[place] = 0.9 * Math.Abs(point.Span[place] - kinks[place]);
            }

            error = Enumerable.Range(0, 3).Max(place => Math.Abs(image.Span[place] - point.Span[place])) / 0.1;
            mixing.Next(point, image, error);
            (point, image) = (image, point);
        }

        Assert.True(error <= 1e-9);
        for (int place = 0; place < 3; place++)
        {
            // x = 0.9 (c - x).
            Assert.Equal(0.9 * kinks[place] / 1.9, point.Span[place], 1e-8);
        }
    }

    private static (double[] Rewards, double[] Chain) Problem(SmallRandom random, int channels)
    {
        const int Nodes = 12;
        double[] rewards = random.Values(Nodes * channels);
        IEnumerable<double> chain = Enumerable
            .Range(0, Nodes)
            .SelectMany(node =>
            {
                double[] law = random.Law(Nodes);
                return law.Select((probability, to) => (0.3 * probability) + (to == node ? 0.7 : 0));
            });
        return (rewards, [.. chain]);
    }

    private static (double[] Values, int Sweeps) Solve(
        (double[] Rewards, double[] Chain) problem,
        int channels,
        int stride,
        int threads,
        bool mixed
    )
    {
        const int Nodes = 12;
        using Workers workers = new(threads);
        var mixing = new AndersonMixing(Nodes, stride, channels, discount: 0.9, workers);
        (FunctionBuffer point, FunctionBuffer image) = (new FunctionBuffer(Nodes * stride), new FunctionBuffer(Nodes * stride));
        for (int sweep = 1; sweep <= 2_000; sweep++)
        {
            (double smallest, double largest) = (double.PositiveInfinity, double.NegativeInfinity);
            for (int place = 0; place < Nodes * channels; place++)
            {
                (int node, int channel) = (place / channels, place % channels);
                double ahead = Enumerable
                    .Range(0, Nodes)
                    .Sum(to => problem.Chain[(node * Nodes) + to] * point.Span[(to * stride) + channel]);
                double value = problem.Rewards[place] + (Discount * ahead);
                double change = value - point.Span[(node * stride) + channel];
                (smallest, largest) = (Math.Min(smallest, change), Math.Max(largest, change));
                image.Span[(node * stride) + channel] = value;
            }

            // The bounds of one channel hold for all of them only where they are the same chain: taken together they bound each.
            var bound = new SpanBound(smallest, largest, Discount);
            if (bound.Error <= 1e-8)
            {
                return (
                    [
                        .. Enumerable
                            .Range(0, Nodes * channels)
                            .Select(place => image.Span[(place / channels * stride) + (place % channels)] + bound.Correction),
                    ],
                    sweep
                );
            }

            if (mixed)
            {
                mixing.Next(point, image, bound);
            }

            (point, image) = (image, point);
        }

        throw new InvalidOperationException("no fixed point was reached");
    }
}
