using Antiphon.Benchmarks.Measuring;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Benchmarks.Oracles;

/// <summary>What each pairing of oracles earns when deployed, over several training seeds.</summary>
internal static class OraclesBenchmark
{
    private const string Game = "warehouse-flat";
    private const ulong FreshSeed = 2;

    // The literal pair of the paper needs the chained MDP: 750 states at k = 2, 468,750 at k = 5.
    private static readonly (string Name, int LargestSubsample, Func<int, ulong, AlternationOptions> Options)[] Pairings =
    [
        ("surrogate + reactive", int.MaxValue, (k, seed) => Ordinary(k, seed) with { GlobalOracle = GlobalOracle.Surrogate }),
        ("deployed + reactive", int.MaxValue, (k, seed) => Ordinary(k, seed) with { GlobalOracle = GlobalOracle.Deployed }),
        ("both + reactive", int.MaxValue, Ordinary),
        ("authors' surrogates", int.MaxValue, (k, seed) =>
            Ordinary(k, seed) with
            {
                GlobalOracle = GlobalOracle.Surrogate,
                Backup = BellmanOperator.Rounded,
                LocalOracle = LocalOracle.Representative,
            }
        ),
        ("paper, literally", 2, Literal),
    ];

    /// <summary>Measures all pairings, or those whose name contains a text.</summary>
    public static int Run(int seeds, IReadOnlyList<int> subsamples, string only = "")
    {
        Machine.Print("oracles");
        Console.WriteLine(
            $"{Game}, training seeds 1 to {seeds}, 4 starts each, n = 1,000; every pair deployed with episodes that no training has seen "
                + $"(seed {FreshSeed}): H = 100, 50 rollouts x 15 seeds."
        );
        Console.WriteLine(
            "*Best start*: the pair that training returns. *Random starts*: all starts from random pairs (2 per training seed). Means "
                + "over training seeds with 95 % Student intervals."
        );
        Console.WriteLine(
            "*Gain left*: what the strongest oracles still gain in the model at the returned pair, the larger of both sides, largest over "
                + "training seeds."
        );
        Console.WriteLine();
        Console.WriteLine("| k | pairing | best start | random starts | gain left | training, s |");
        Console.WriteLine("|---:|---|---:|---:|---:|---:|");
        foreach (int subsample in subsamples)
        {
            foreach (
                (string name, int largest, Func<int, ulong, AlternationOptions> options) in Pairings.Where(pairing =>
                    subsample <= pairing.LargestSubsample && pairing.Name.Contains(only, StringComparison.Ordinal)
                )
            )
            {
                Console.WriteLine($"| {subsample} | {name} | {Row(subsample, seeds, options)} |");
            }

            if ("best baseline".Contains(only, StringComparison.Ordinal))
            {
                Console.WriteLine($"| {subsample} | best baseline | {BestBaseline(subsample)} |  |  |  |");
            }
        }

        Console.WriteLine();
        return 0;
    }

    private static AlternationOptions Ordinary(int subsample, ulong seed) =>
        new()
        {
            Subsample = subsample,
            Seed = seed,
            Baselines = false,
        };

    private static AlternationOptions Literal(int subsample, ulong seed) =>
        Ordinary(subsample, seed) with
        {
            GlobalOracle = GlobalOracle.Surrogate,
            Backup = BellmanOperator.Frozen,
            Parameterization = Parameterization.PaperRule,
            LocalOracle = LocalOracle.ChainUcfh,
            UcfhEpisodes = subsample == 1 ? 200_000 : 1_000,
            UpdateRule = UpdateRule.PaperBox,
        };

    private static string Row(int subsample, int seeds, Func<int, ulong, AlternationOptions> options)
    {
        CooperativeGame game = BuiltInGames.Get(Game);
        (List<double> best, List<double> random, List<double> gains, List<double> seconds) = (
            new List<double>(),
            new List<double>(),
            new List<double>(),
            new List<double>()
        );
        for (ulong seed = 1UL; seed <= (ulong)seeds; seed++)
        {
            AlternationResult<JointPolicy>? result = null;
            seconds.Add(Timing.Of(() => result = new Alternation(options(subsample, seed)) { Parts = PaperParts.All }.Run(game)).Wall);
            best.Add(Deployed(game, result!.Policy));
            random.AddRange(
                result
                    .States.Where(state => state.Start.StartsWith("random", StringComparison.Ordinal))
                    .Select(state => Deployed(game, state.Incumbent))
            );
            gains.Add(Math.Max(result.GlobalGain, result.LocalGain));
        }

        return $"{Show(best)} | {Show(random)} | {gains.Max():F2} | {Spread.Of(seconds).Median:F1}";
    }

    private static double Deployed(CooperativeGame game, JointPolicy pair) =>
        new OnlineExecution(new OnlineExecutionOptions { Seed = FreshSeed }).Run(game, pair).Reward.Mean;

    private static string BestBaseline(int subsample)
    {
        CooperativeGame game = BuiltInGames.Get(Game);
        (NamedGlobalPolicy global, NamedLocalPolicy local, double Return) best = BaselinePolicies
            .Global(game, subsample)
            .SelectMany(global => BaselinePolicies.Local(game).Select(local => (global, local)))
            .Select(pair => (pair.global, pair.local, Return: Deployed(game, new JointPolicy(pair.global.Policy, pair.local.Policy))))
            .MaxBy(pair => pair.Return);
        return $"{best.Return:F2} ({best.global.Name} + {best.local.Name})";
    }

    private static string Show(List<double> values)
    {
        ConfidenceInterval interval = StudentInterval.FromSamples([.. values], 0.95);
        return $"{interval.Mean:F2} [{interval.Low:F2}, {interval.High:F2}]";
    }
}
