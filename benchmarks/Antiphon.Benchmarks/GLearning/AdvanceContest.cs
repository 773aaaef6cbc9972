using Antiphon.Benchmarks.Measuring;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Benchmarks.GLearning;

/// <summary>
/// The expectations E[V(s_g', F') | s_g, F] of one sweep, for all s_g, s_g' and F: the library's operator against a plain way to do the
/// same, on the same random V.
/// </summary>
internal static class AdvanceContest
{
    private const int Repetitions = 9;
    private const int ScalarSubsample = 20;
    private const int DenseSubsample = 5;
    private const double LargestDifferenceAllowed = 1e-12;

    public static int Run()
    {
        Console.WriteLine(
            $"The expectations of one sweep of G-LEARN, without the maximum. Median (smallest to largest) of {Repetitions} repetitions, "
                + "taken in turn; \"times as fast\" is the ratio within a repetition."
        );
        Console.WriteLine(
            "*Plain moves*: the same elementary moves, one after the other and pass by pass in one array, one number at a time. *Dense "
                + "matrix*: the matrix of all transition"
        );
        Console.WriteLine("probabilities between count vectors, multiplied. Both on one core.");
        Console.WriteLine();
        Console.WriteLine(
            "| k | baseline | baseline, ms | one core, ms | times as fast | all cores, ms | times as fast | largest difference |"
        );
        Console.WriteLine("|---:|---|---:|---:|---:|---:|---:|---:|");
        CooperativeGame game = BuiltInGames.Get("warehouse-flat");
        var kernels = new LocalKernels(game, LocalPolicy.Uniform(game).Probabilities);
        var scalar = new PlainMoves(kernels, ScalarSubsample);
        var dense = new DenseMatrix(kernels, DenseSubsample);
        double difference = Math.Max(
            Row(game, kernels, ScalarSubsample, "plain moves", scalar.Advance),
            Row(game, kernels, DenseSubsample, "dense matrix", dense.Advance)
        );
        Console.WriteLine();
        if (difference <= LargestDifferenceAllowed)
        {
            return 0;
        }

        Console.Error.WriteLine($"the results differ by {difference:0.0e-0}; expected at most {LargestDifferenceAllowed:0.0e-0}");
        return 1;
    }

    private static double Row(
        CooperativeGame game,
        LocalKernels kernels,
        int subsample,
        string name,
        Action<int, double[], double[]> baseline
    )
    {
        var population = new ExactPopulation(game, subsample);
        (FunctionBuffer function, FunctionBuffer[] results, double[] plain, double[][] plainResults) = Functions(population);
        using var one = new Workers(1);
        using var all = new Workers(Environment.ProcessorCount);
        (PopulationOperator single, PopulationOperator shared) = (population.Bind(kernels, one), population.Bind(kernels, all));
        double[][] seconds = Timing.Compare(
            Repetitions,
            () => ForEachState(state => baseline(state, plain, plainResults[state])),
            () => ForEachState(state => single.Advance(state, function, results[state])),
            () => ForEachState(state => shared.Advance(state, function, results[state]))
        );
        double difference = LargestDifference(population, results, plainResults);
        string[] fields =
        [
            $"{subsample}",
            name,
            Spread.Of(seconds[0]).Show("F3", 1000),
            Spread.Of(seconds[1]).Show("F3", 1000),
            Timing.Ratio(seconds[1], seconds[0]).Show("F1"),
            Spread.Of(seconds[2]).Show("F3", 1000),
            Timing.Ratio(seconds[2], seconds[0]).Show("F1"),
            $"{difference:0.0e-0}",
        ];
        Console.WriteLine($"| {string.Join(" | ", fields)} |");
        return difference;

        void ForEachState(Action<int> advance)
        {
            for (int state = 0; state < game.GlobalStates; state++)
            {
                advance(state);
            }
        }
    }

    // The library pads channels for its registers; the baselines hold [rank * G + s_g'].
    private static (FunctionBuffer Function, FunctionBuffer[] Results, double[] Plain, double[][] PlainResults) Functions(
        ExactPopulation population
    )
    {
        (int channels, int length) = (population.Game.GlobalStates, population.Nodes * population.Stride);
        var function = new FunctionBuffer(length);
        double[] plain = new double[population.Nodes * channels];
        var stream = new RandomStream(1);
        for (int place = 0; place < plain.Length; place++)
        {
            plain[place] = stream.NextDouble();
            function.Span[(place / channels * population.Stride) + (place % channels)] = plain[place];
        }

        int[] states = Enumerable.Range(0, channels).ToArray();
        return (function, [.. states.Select(_ => new FunctionBuffer(length))], plain, [.. states.Select(_ => new double[plain.Length])]);
    }

    private static double LargestDifference(ExactPopulation population, FunctionBuffer[] results, double[][] plainResults)
    {
        int channels = population.Game.GlobalStates;
        double largest = 0.0;
        for (int state = 0; state < channels; state++)
        {
            for (int place = 0; place < plainResults[state].Length; place++)
            {
                double mine = results[state].Span[(place / channels * population.Stride) + (place % channels)];
                largest = Math.Max(largest, Math.Abs(mine - plainResults[state][place]));
            }
        }

        return largest;
    }
}
