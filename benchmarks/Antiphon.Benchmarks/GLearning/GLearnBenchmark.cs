using Antiphon.Benchmarks.Measuring;
using Antiphon.Games;

namespace Antiphon.Benchmarks.GLearning;

/// <summary>Exact G-LEARN on warehouse-flat against the uniform local policy, and its inner operation against two baselines.</summary>
internal static class GLearnBenchmark
{
    private static readonly int[] Subsamples = [10, 20, 50, 80];

    public static int Run()
    {
        Machine.Print("glearn");
        Console.WriteLine(
            $"Exact G-LEARN, warehouse-flat, uniform local policy, value error at most {GLearnRow.Accuracy:0.#e-0}, all cores."
        );
        Console.WriteLine(GLearnRow.Procedure);
        Console.WriteLine();
        Console.WriteLine($"| {GLearnRow.Columns} |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (int k in Subsamples)
        {
            Console.WriteLine($"| {string.Join(" | ", OwnProcess.Row("glearn", $"{k}").Fields)} |");
        }

        Console.WriteLine();
        return AdvanceContest.Run();
    }

    /// <summary>Prints the fields of one row.</summary>
    public static int RunRow(int subsample) => GLearnRow.Print(BuiltInGames.Get("warehouse-flat"), subsample, Environment.ProcessorCount);
}
