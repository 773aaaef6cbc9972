using Antiphon.Benchmarks.Measuring;
using Antiphon.Equilibrium;
using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Benchmarks.Certifying;

/// <summary>Exact certificates, all gaps, of the pair that training finds on warehouse-flat at k = 10.</summary>
internal static class CertifyBenchmark
{
    private const string GameName = "warehouse-flat";
    private const int Subsample = 10;
    private static readonly long[] Sizes = [10, 20, 30, 50];

    public static int Run()
    {
        Machine.Print("certify");
        Console.WriteLine(
            $"Exact certificates of the pair that training finds on {GameName} at k = {Subsample}, seed 1: value, all gaps, witness kept; "
                + "accuracy 1e-6, all cores. Each row is a"
        );
        Console.WriteLine("process of its own, compilation included, training not counted; peak memory of the whole process.");
        Console.WriteLine();
        Console.WriteLine(
            "| N | count vectors | wall, s | processor, s | return | epsilon, expected | epsilon, worst | welfare gap | peak memory, MB |"
        );
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|---|---:|");
        foreach (long agents in Sizes)
        {
            Console.WriteLine($"| {string.Join(" | ", OwnProcess.Row("certify", $"{agents}").Fields)} |");
        }

        Console.WriteLine();
        return 0;
    }

    /// <summary>Trains and certifies once; prints the fields of a row, a line each.</summary>
    public static int RunRow(long agents)
    {
        CooperativeGame game = BuiltInGames.Get(GameName);
        JointPolicy pair = new Alternation(new AlternationOptions { Subsample = Subsample }).Run(game).Policy;
        NashCertificate? certificate = null;
        var timing = Timing.Of(() => certificate = new Certifier(new CertificateOptions()).Run(game, pair, agents).Certificate);
        Console.WriteLine($"{agents:N0}");
        Console.WriteLine($"{LatticeSize.CountVectors(game.LocalStates, agents):N0}");
        Console.WriteLine($"{timing.Wall:F1}");
        Console.WriteLine($"{timing.Processor:F1}");
        Console.WriteLine($"{certificate!.Value:F3}");
        Console.WriteLine($"{certificate.EpsilonInitial:F3}");
        Console.WriteLine($"{certificate.EpsilonWorst:F3}");
        Console.WriteLine($"[{certificate.WelfareGap.Initial.Lower:F2}, {certificate.WelfareGap.Initial.Upper:F2}]");
        Console.WriteLine($"{Machine.PeakMegabytes():F0}");
        return 0;
    }
}
