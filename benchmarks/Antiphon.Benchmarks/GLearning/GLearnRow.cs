using Antiphon.Benchmarks.Measuring;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Benchmarks.GLearning;

/// <summary>The fields of one row about exact G-LEARN, measured in a process of its own.</summary>
internal static class GLearnRow
{
    /// <summary>What is proved of every value.</summary>
    public const double Accuracy = 1e-6;

    private const int Repetitions = 5;

    // Solves that take longer are repeated less often, but never less than this.
    private const double MostSeconds = 30;
    private const int FewestRepetitions = 3;

    /// <summary>The columns of <see cref="Print"/>.</summary>
    public const string Columns = "k | count vectors | first solve, s | wall, s | processor, s | sweeps | proved error | peak memory, MB";

    /// <summary>How solves are repeated, for the text above a table.</summary>
    public static string Procedure =>
        "Each row is a process of its own: first its first solve, compilation included, and the peak memory of the whole process after "
        + $"it;\nthen {Repetitions} more solves ({FewestRepetitions} where they take long), median (smallest to largest).";

    /// <summary>Solves a game against the uniform local policy and prints the fields, one per line.</summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k.</param>
    /// <param name="threads">Threads.</param>
    /// <returns>The exit code.</returns>
    public static int Print(CooperativeGame game, int subsample, int threads)
    {
        var uniform = LocalPolicy.Uniform(game);
        GLearnResult? result = null;
        void Solve() => result = new GLearn(new GLearnOptions { Accuracy = Accuracy, Threads = threads }).Solve(game, uniform, subsample);

        var first = Timing.Of(Solve);
        double peak = Machine.PeakMegabytes();
        int repetitions = (int)Math.Clamp(MostSeconds / first.Wall, FewestRepetitions, Repetitions);
        Timing[] again = [.. Enumerable.Range(0, repetitions).Select(_ => Timing.Of(Solve))];
        Console.WriteLine($"{subsample}");
        Console.WriteLine($"{LatticeSize.CountVectors(game, subsample):N0}");
        Console.WriteLine($"{first.Wall:F3}");
        Console.WriteLine(Spread.Of(again.Select(timing => timing.Wall)).Show("F3"));
        Console.WriteLine(Spread.Of(again.Select(timing => timing.Processor)).Show("F3"));
        Console.WriteLine($"{result!.Sweeps}");
        Console.WriteLine($"{result.ErrorBound:0.0e-0}");
        Console.WriteLine($"{peak:F0}");
        return result.StopReason == StopReason.AccuracyReached ? 0 : 1;
    }
}
