using Antiphon.Benchmarks.Measuring;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Benchmarks.Roofline;

/// <summary>How near the machine's limits one sweep of advance comes.</summary>
internal static class RooflineBenchmark
{
    private const int Repetitions = 7;
    private const double LargestDifferenceAllowed = 1e-12;
    private static readonly int[] Subsamples = [20, 50, 80];
    private static readonly int[] Kilobytes = [32, 512, 4096, 12288, 40960];

    public static int Run()
    {
        Machine.Print("roofline");
        using var one = new Workers(1);
        using var all = new Workers(Environment.ProcessorCount);
        (double peakOne, double peakAll) = ShowPeaks(one, all);
        ShowBandwidth(one, all, peakOne);
        Console.WriteLine(
            $"One sweep of advance (all global states) on warehouse-flat against the uniform local policy. *Multiply-adds*: channels x "
                + "moves x C(k+S, S), what the row kernels cannot do without;"
        );
        Console.WriteLine(
            $"*at peak*: the time in which the largest rates above would do them; *copies*: the renaming copies alone, whose time is part "
                + $"of the sweep's. Median (smallest to largest) of {Repetitions} repetitions, taken in turn."
        );
        Console.WriteLine();
        Console.WriteLine(
            "| k | cores | multiply-adds, million | at peak, ms | taken, ms | times peak | copies, ms | share of copies | times peak "
                + "without copies |"
        );
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        double difference = Subsamples.Max(subsample => Rows(subsample, (one, peakOne), (all, peakAll)));
        Console.WriteLine();
        if (difference <= LargestDifferenceAllowed)
        {
            return 0;
        }

        Console.Error.WriteLine($"the results differ by {difference:0.0e-0}; expected at most {LargestDifferenceAllowed:0.0e-0}");
        return 1;
    }

    private static (double One, double All) ShowPeaks(Workers one, Workers all)
    {
        var peak = new PeakRate();
        (Spread single, Spread shared) = Alternate(() => peak.Measure(one), () => peak.Measure(all));
        Console.WriteLine(
            $"Fused multiply-adds of doubles, 10^9 per second, in {64 * Lanes.Widest}-bit registers without memory; median (smallest to "
                + $"largest) of {Repetitions}:"
        );
        Console.WriteLine($"one core {single.Show("F1", 1e-9)}, {all.Count} cores {shared.Show("F1", 1e-9)}.");
        Console.WriteLine();
        return (single.Largest, shared.Largest);
    }

    private static void ShowBandwidth(Workers one, Workers all, double peak)
    {
        Console.WriteLine(
            "Bandwidth in place, 10^9 bytes read and written per second, one multiply-add for each double. Cores share the array, so that "
                + "each has its part in its own caches."
        );
        Console.WriteLine();
        Console.WriteLine(
            $"| array | one core | {all.Count} cores | multiply-adds per double at which one core's arithmetic takes as long |"
        );
        Console.WriteLine("|---:|---:|---:|---:|");
        foreach (int kilobytes in Kilobytes)
        {
            (Bandwidth alone, Bandwidth shared) = (new Bandwidth(kilobytes * 1024, 1), new Bandwidth(kilobytes * 1024, all.Count));
            (Spread single, Spread several) = Alternate(() => alone.Measure(one), () => shared.Measure(all));
            double balance = peak / (single.Median / (2 * sizeof(double)));
            string size = kilobytes < 1024 ? $"{kilobytes} KB" : $"{kilobytes / 1024} MB";
            Console.WriteLine($"| {size} | {single.Show("F1", 1e-9)} | {several.Show("F1", 1e-9)} | {balance:F1} |");
        }

        Console.WriteLine();
    }

    private static (Spread First, Spread Second) Alternate(Func<double> first, Func<double> second)
    {
        first();
        second();
        (double First, double Second)[] rates = [.. Enumerable.Range(0, Repetitions).Select(_ => (first(), second()))];
        return (Spread.Of(rates.Select(pair => pair.First)), Spread.Of(rates.Select(pair => pair.Second)));
    }

    // Returns the largest difference of results that should agree: one core and all, and copies there and back.
    private static double Rows(int subsample, (Workers Workers, double Peak) one, (Workers Workers, double Peak) all)
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat");
        var kernels = new LocalKernels(game, LocalPolicy.Uniform(game).Probabilities);
        var model = new ExactPopulation(game, subsample);
        var function = new FunctionBuffer(model.Nodes * model.Stride);
        FillRandom(function.Span);
        MoveFactorization[] factorizations =
        [
            .. Enumerable
                .Range(0, game.GlobalStates)
                .Select(state =>
                    MoveFactorization.TryFactor(kernels.Transition(state), game.LocalStates, subsample)
                    ?? throw new NotSupportedException("this table takes kernels that factor")
                ),
        ];
        int moves = factorizations.Sum(factorization => factorization.Moves.Length);
        double multiplyAdds = (double)model.Stride * moves * PerMove(game.LocalStates, subsample);
        (Workers Workers, double Peak)[] teams = [one, all];
        FunctionBuffer[] results = [new(function.Length), new(function.Length)];
        Sweep[] sweeps =
        [
            .. teams.Zip(results, (team, result) => new Sweep(model, kernels, factorizations, team.Workers, function, result)),
        ];
        double[][] seconds = Timing.Compare(Repetitions, [.. sweeps.SelectMany(sweep => new Action[] { sweep.Advance, sweep.Copy })]);
        for (int team = 0; team < teams.Length; team++)
        {
            double atPeak = multiplyAdds / teams[team].Peak;
            (double[] whole, double[] copies) = (seconds[2 * team], seconds[(2 * team) + 1]);
            string[] fields =
            [
                $"{subsample}",
                $"{teams[team].Workers.Count}",
                $"{multiplyAdds / 1e6:F1}",
                $"{atPeak * 1000:F3}",
                Spread.Of(whole).Show("F3", 1000),
                Spread.Of(whole).Show("F2", 1 / atPeak),
                Spread.Of(copies).Show("F3", 1000),
                Spread.Of(whole.Zip(copies, (all, part) => part / all)).Show("P0"),
                Spread.Of(whole.Zip(copies, (all, part) => all - part)).Show("F2", 1 / atPeak),
            ];
            Console.WriteLine($"| {string.Join(" | ", fields)} |");
        }

        return LargestDifference(sweeps, results, function);
    }

    private static double LargestDifference(Sweep[] sweeps, FunctionBuffer[] results, FunctionBuffer function)
    {
        foreach (Sweep sweep in sweeps)
        {
            sweep.Copy();
        }

        double largest = results.Max(copied => Largest(copied, function));
        foreach (Sweep sweep in sweeps)
        {
            sweep.Advance();
        }

        return Math.Max(largest, Largest(results[0], results[1]));
    }

    private static double Largest(FunctionBuffer one, FunctionBuffer other)
    {
        double largest = 0.0;
        for (int place = 0; place < one.Length; place++)
        {
            largest = Math.Max(largest, Math.Abs(one.Span[place] - other.Span[place]));
        }

        return largest;
    }

    private static void FillRandom(Span<double> values)
    {
        var stream = new RandomStream(1);
        foreach (ref double value in values)
        {
            value = stream.NextDouble();
        }
    }

    // A move averages along lines, on which L agents are in its two states: L + 1 vectors, where the one with a agents in the state that
    // is left takes a + 1 values,
    // (L+1)(L+2)/2 = C(L+2, 2) in all. The other k - L agents are anywhere in S - 2 states: C(k-L+S-3, S-3) lines. In powers of x the
    // first are 1/(1-x)^3 and the second
    // 1/(1-x)^(S-2), so that the sum over L is the coefficient of x^k in 1/(1-x)^(S+1): C(k+S, S), the count vectors of one state more.
    private static long PerMove(int states, int subsample) => LatticeSize.CountVectors(states + 1, subsample);

    /// <summary>All advances of one sweep, and their copies.</summary>
    private sealed class Sweep
    {
        private readonly PopulationOperator population;
        private readonly CopiesAlone[] copies;
        private readonly FunctionBuffer function;
        private readonly FunctionBuffer result;

        public Sweep(
            ExactPopulation model,
            LocalKernels kernels,
            MoveFactorization[] factorizations,
            Workers workers,
            FunctionBuffer function,
            FunctionBuffer result
        )
        {
            (this.function, this.result) = (function, result);
            population = model.Bind(kernels, workers);
            (LatticeRows rows, PackedScratch scratch) = (new LatticeRows(model.Lattice), new PackedScratch(model.Nodes, model.Stride));
            copies =
            [
                .. factorizations.Select(factorization => new CopiesAlone(
                    model.Lattice,
                    rows,
                    factorization,
                    model.Stride,
                    workers,
                    scratch
                )),
            ];
        }

        public void Advance()
        {
            for (int state = 0; state < copies.Length; state++)
            {
                population.Advance(state, function, result);
            }
        }

        public void Copy()
        {
            foreach (CopiesAlone copy in copies)
            {
                copy.Run(function, result);
            }
        }
    }
}
