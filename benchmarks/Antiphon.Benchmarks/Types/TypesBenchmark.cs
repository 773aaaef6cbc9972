using Antiphon.Benchmarks.GLearning;
using Antiphon.Benchmarks.Measuring;
using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Benchmarks.Types;

/// <summary>Exact G-LEARN on mixed-fleet: two types of agents with five local states each, on the product of their lattices.</summary>
internal static class TypesBenchmark
{
    private static readonly int[] Subsamples = [4, 8, 12, 16, 20];

    public static int Run()
    {
        Machine.Print("types");
        Console.WriteLine(
            $"Exact G-LEARN, mixed-fleet (two types of five local states, half the agents each), n = k, uniform local policy, value error "
                + $"at most {GLearnRow.Accuracy:0.#e-0}, all cores."
        );
        Console.WriteLine("*Undivided*: the count vectors of one lattice of k agents over all ten local states.");
        Console.WriteLine(GLearnRow.Procedure);
        Console.WriteLine();
        Console.WriteLine($"| undivided | {GLearnRow.Columns} |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (int k in Subsamples)
        {
            Console.WriteLine($"| {CountLattice.CountVectors(10, k):N0} | {string.Join(" | ", OwnProcess.Row("types", $"{k}").Fields)} |");
        }

        return 0;
    }

    /// <summary>Prints the fields of one row.</summary>
    public static int RunRow(int subsample) =>
        GLearnRow.Print(BuiltInGames.Get("mixed-fleet").WithAgents(subsample), subsample, Environment.ProcessorCount);
}
