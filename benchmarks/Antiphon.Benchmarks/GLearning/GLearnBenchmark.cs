using Antiphon.Benchmarks.Measuring;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Benchmarks.GLearning;

/// <summary>Exact G-LEARN on warehouse-flat against the uniform local policy, and its inner operation against two baselines.</summary>
internal static class GLearnBenchmark
{
    private const int Repetitions = 5;
    private const double Accuracy = 1e-6;
    private static readonly int[] Subsamples = [10, 20, 50, 80];

    public static int Run()
    {
        Machine.Print("glearn");
        Console.WriteLine($"Exact G-LEARN, warehouse-flat, uniform local policy, value error at most {Accuracy:0.#e-0}, all cores. Each row is a process of its own: first its first solve,");
        Console.WriteLine($"compilation included, and the peak memory of the whole process after it; then {Repetitions} more solves, median (smallest to largest).");
        Console.WriteLine();
        Console.WriteLine("| k | count vectors | first solve, s | wall, s | processor, s | sweeps | proved error | peak memory, MB |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var k in Subsamples)
        {
            Console.WriteLine($"| {string.Join(" | ", OwnProcess.Row("glearn", $"{k}").Fields)} |");
        }

        Console.WriteLine();
        return AdvanceContest.Run();
    }

    /// <summary>Prints the fields of one row.</summary>
    public static int RunRow(int subsample)
    {
        var game = BuiltInGames.Get("warehouse-flat");
        var uniform = LocalPolicy.Uniform(game);
        GLearnResult? result = null;
        void Solve() => result = new GLearn(new GLearnOptions { Accuracy = Accuracy }).Solve(game, uniform, subsample);

        var first = Timing.Of(Solve);
        var peak = Machine.PeakMegabytes();
        Timing[] again = [.. Enumerable.Range(0, Repetitions).Select(_ => Timing.Of(Solve))];
        Console.WriteLine($"{subsample}");
        Console.WriteLine($"{CountLattice.CountVectors(game.LocalStates, subsample):N0}");
        Console.WriteLine($"{first.Wall:F3}");
        Console.WriteLine(Spread.Of(again.Select(timing => timing.Wall)).Show("F3"));
        Console.WriteLine(Spread.Of(again.Select(timing => timing.Processor)).Show("F3"));
        Console.WriteLine($"{result!.Sweeps}");
        Console.WriteLine($"{result.ErrorBound:0.0e-0}");
        Console.WriteLine($"{peak:F0}");
        return result.StopReason == StopReason.AccuracyReached ? 0 : 1;
    }
}
