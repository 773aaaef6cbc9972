using Antiphon.Benchmarks.Measuring;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Benchmarks.Training;

/// <summary>The main job: train with the defaults of `antiphon train`, then deploy.</summary>
internal static class TrainBenchmark
{
    private const int Repetitions = 3;
    private const ulong FreshSeed = 2;
    private static readonly (string Game, int Subsample)[] Jobs =
    [
        ("warehouse-flat", 1),
        ("warehouse-flat", 10),
        ("warehouse-flat", 50),
        ("warehouse", 10),
    ];

    public static int Run()
    {
        Machine.Print("train");
        Console.WriteLine(
            $"Training with the defaults of `antiphon train`, seed 1, all cores; then the pair deployed with episodes that training has "
                + $"not seen (seed {FreshSeed}), n = 1,000, H = 100, 50 rollouts x 15 seeds,"
        );
        Console.WriteLine(
            $"mean with 95 % interval. Each repetition is a process of its own, compilation included: median (smallest to largest) of "
                + $"{Repetitions}; peak memory of the whole process: the largest."
        );
        Console.WriteLine();
        Console.WriteLine("| game | k | training, s | whole process, s | deployed return | best baseline of its k | peak memory, MB |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        foreach ((string game, int subsample) in Jobs)
        {
            (string[] Fields, double Seconds)[] runs = Enumerable
                .Range(0, Repetitions)
                .Select(_ => OwnProcess.Row("train", game, $"{subsample}"))
                .ToArray();
            if (runs.Any(run => run.Fields[0] != runs[0].Fields[0]))
            {
                throw new InvalidOperationException("equal options gave different results");
            }

            string[] fields =
            [
                game,
                $"{subsample}",
                Spread.Of(runs.Select(run => double.Parse(run.Fields[2]))).Show("F1"),
                Spread.Of(runs.Select(run => run.Seconds)).Show("F1"),
                runs[0].Fields[0],
                runs[0].Fields[1],
                $"{runs.Max(run => double.Parse(run.Fields[3])):F0}",
            ];
            Console.WriteLine($"| {string.Join(" | ", fields)} |");
        }

        Console.WriteLine();
        return 0;
    }

    /// <summary>Trains once; prints the deployed return, the best baseline, the seconds of training and the peak memory in MB.</summary>
    public static int RunRow(string name, int subsample)
    {
        CooperativeGame game = BuiltInGames.Get(name);
        AlternationResult<JointPolicy>? trained = null;
        var timing = Timing.Of(() => trained = new Alternation(new AlternationOptions { Subsample = subsample }).Run(game));
        ConfidenceInterval deployed = new OnlineExecution(new OnlineExecutionOptions { Seed = FreshSeed })
            .Run(game, trained!.Policy)
            .Reward;
        BaselineResult baseline = trained.Baselines[0];
        Console.WriteLine($"{deployed.Mean:F2} [{deployed.Low:F2}, {deployed.High:F2}]");
        Console.WriteLine($"{baseline.Deployed.Mean:F2} ({baseline.Global} + {baseline.Local})");
        Console.WriteLine($"{timing.Wall:R}");
        Console.WriteLine($"{Machine.PeakMegabytes():R}");
        return 0;
    }
}
