using Antiphon.Benchmarks.GLearning;
using Antiphon.Benchmarks.Measuring;
using Antiphon.Benchmarks.Simulating;
using Antiphon.Benchmarks.Solving;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Benchmarks.Scaling;

/// <summary>How exact G-LEARN grows with k, with the number of local states and with threads, and a step of simulation with n.</summary>
internal static class ScaleBenchmark
{
    private const string AgainstK = "k";
    private const string AgainstStates = "states";
    private const string AgainstThreads = "threads";
    private const int ThreadsSubsample = 50;
    private const int SimulationSubsample = 10;

    // The games against S.
    private const ulong Seed = 6;
    private const int MostTries = 1000;
    private const int GlobalStates = 5;
    private const int GlobalActions = 5;
    private const double Discount = 0.9;
    private const double Laziness = 0.7;
    private const long Vectors = 10_000;

    // The weights of a move take 8 k^2 bytes, whatever S is.
    private const int LargestSubsample = 1000;

    private static readonly int[] Subsamples = [1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80];
    private static readonly int[] States = [2, 3, 4, 5, 6, 7, 8];
    private static readonly int[] Threads = [1, 2];
    private static readonly long[] Populations =
    [
        100,
        1_000,
        10_000,
        100_000,
        1_000_000,
        10_000_000,
        100_000_000,
        1_000_000_000,
        10_000_000_000,
        100_000_000_000,
        1_000_000_000_000,
    ];

    public static int Run()
    {
        Machine.Print("scale");
        Console.WriteLine(
            $"Exact G-LEARN to a proved error of {GLearnRow.Accuracy:0.#e-0} against the uniform local policy. {GLearnRow.Procedure}"
        );
        Console.WriteLine();
        Console.WriteLine("Against k: warehouse-flat, S = 5, all cores.");
        Table("", AgainstK, Subsamples, shown: false);
        Console.WriteLine(
            $"Against S: random games of {GlobalStates} global states and actions whose local states are kept with probability at least "
                + $"{Laziness}, gamma = {Discount}; k such that there are about {Vectors:N0} count vectors, at most {LargestSubsample:N0} "
                + "(the weights of a move take 8 k^2 bytes); all cores."
        );
        Table("S | ", AgainstStates, States, shown: true);
        Console.WriteLine($"Against threads: warehouse-flat, k = {ThreadsSubsample}.");
        Table("threads | ", AgainstThreads, Threads, shown: true);
        SimulationBenchmark.ShowAgainstAgents(SimulationSubsample, Populations);
        return 0;
    }

    /// <summary>Prints the fields of one row.</summary>
    /// <param name="size">Which table.</param>
    /// <param name="value">Which row.</param>
    public static int RunRow(string size, int value)
    {
        switch (size)
        {
            case AgainstK:
                return GLearnRow.Print(BuiltInGames.Get("warehouse-flat"), value, Environment.ProcessorCount);
            case AgainstStates:
                int subsample = SubsampleFor(value);
                return GLearnRow.Print(LazyGame(value, subsample), subsample, Environment.ProcessorCount);
            case AgainstThreads:
                return GLearnRow.Print(BuiltInGames.Get("warehouse-flat"), ThreadsSubsample, value);
            default:
                Console.Error.WriteLine($"found '{size}'; expected {AgainstK}, {AgainstStates} or {AgainstThreads}");
                return 2;
        }
    }

    private static void Table(string firstColumn, string size, int[] values, bool shown)
    {
        string columns = $"{firstColumn}{GLearnRow.Columns}";
        Console.WriteLine();
        Console.WriteLine($"| {columns} |");
        Console.WriteLine($"|{string.Concat(Enumerable.Repeat("---:|", columns.Split('|').Length))}");
        foreach (int value in values)
        {
            string[] fields = OwnProcess.Row("scale", size, $"{value}").Fields;
            Console.WriteLine($"| {(shown ? $"{value} | " : "")}{string.Join(" | ", fields)} |");
        }

        Console.WriteLine();
    }

    private static int SubsampleFor(int states)
    {
        int below = (int)Math.Min(LatticeSize.LargestAgents(states, Vectors), LargestSubsample);
        (long few, long many) = (LatticeSize.CountVectors(states, below), LatticeSize.CountVectors(states, below + 1));
        return below < LargestSubsample && many - Vectors < Vectors - few ? below + 1 : below;
    }

    private static CooperativeGame LazyGame(int states, int subsample)
    {
        for (int attempt = 0; attempt < MostTries; attempt++)
        {
            RandomStream stream = new RandomStream(Seed).Split("lazy", (states * MostTries) + attempt);
            CooperativeGame game = RandomSurrogates.Draw(stream, (GlobalStates, states, GlobalActions), Discount, Laziness);
            if (RandomSurrogates.Factors(game, subsample))
            {
                return game;
            }
        }

        throw new InvalidOperationException($"no random game of {states} local states could be factored for k = {subsample}");
    }
}
