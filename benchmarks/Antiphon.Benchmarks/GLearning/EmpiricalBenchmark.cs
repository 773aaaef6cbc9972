using Antiphon.Benchmarks.Measuring;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Benchmarks.GLearning;

/// <summary>What sampling with m = 30 and the authors' rounding cost against the exact operator: values, decisions, return.</summary>
internal static class EmpiricalBenchmark
{
    private const int Samples = 30;
    private const int Seeds = 5;
    private static readonly int[] Subsamples = [1, 5, 10, 20];

    public static int Run()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat");
        LocalPolicy local = BaselinePolicies.Local(game).Single(baseline => baseline.Name == "follow").Policy;
        Machine.Print("empirical");
        Console.WriteLine(
            $"G-LEARN in the surrogate of k agents on {game.Name}, local policy *follow*, histograms; the paper's T sweeps, m = {Samples} "
                + $"(frozen or fresh; {Seeds} seeds, means with 95 % Student intervals)."
        );
        Console.WriteLine(
            "*Error of V*: largest over all (s_g, F), against the exact operator. *Other actions*: cells whose greedy action differs. "
                + "*Lemma B.35*: its bound on the error at delta = 0.01."
        );
        Console.WriteLine(
            "*Deployed*: mean return at n = 1,000, H = 100, 15 seeds x 50 episodes of seed 2; the half width of each such interval is "
                + "about 0.7."
        );
        Console.WriteLine();
        Console.WriteLine("| k | T | operator | error of V | Lemma B.35 | other actions | deployed | seconds |");
        Console.WriteLine("|---:|---:|---|---:|---:|---:|---:|---:|");
        foreach (int subsample in Subsamples)
        {
            GLearnResult? exact = null;
            var timing = Timing.Of(() => exact = new GLearn(new GLearnOptions()).Solve(game, local, subsample));
            double sweeps = EmpiricalBounds.PaperSweeps(EmpiricalBounds.RewardBound(game), game.Discount, subsample);
            Console.WriteLine(
                $"| {subsample} | {exact!.Sweeps} | exact | {exact.ErrorBound:0.0e-0} (proved) |  |  | {Deployed(game, local, exact):F2} "
                    + $"| {timing.Wall:F2} |"
            );
            foreach (
                (string name, BellmanOperator how, int count) in new[]
                {
                    ("m = 30, frozen", BellmanOperator.Frozen, Seeds),
                    ("m = 30, fresh", BellmanOperator.Fresh, Seeds),
                    ("rounded", BellmanOperator.Rounded, 1),
                }
            )
            {
                Console.WriteLine($"| {subsample} | {sweeps} | {name} | {Row(game, local, subsample, how, count, exact)} |");
            }
        }

        Console.WriteLine();
        return 0;
    }

    private static string Row(CooperativeGame game, LocalPolicy local, int subsample, BellmanOperator how, int seeds, GLearnResult exact)
    {
        (List<double> errors, List<double> others, List<double> returns, List<double> seconds, double? noise) = (
            new List<double>(),
            new List<double>(),
            new List<double>(),
            new List<double>(),
            (double?)null
        );
        for (ulong seed = 1UL; seed <= (ulong)seeds; seed++)
        {
            EmpiricalGLearnResult? result = null;
            var options = new EmpiricalGLearnOptions
            {
                Operator = how,
                Samples = Samples,
                Parameterization = Parameterization.Histograms,
                Seed = seed,
            };
            seconds.Add(Timing.Of(() => result = new EmpiricalGLearn(options).Solve(game, local, subsample)).Wall);
            errors.Add(
                exact.Values.Zip(result!.Values).Max(rows => rows.First.Zip(rows.Second).Max(pair => Math.Abs(pair.First - pair.Second)))
            );
            others.Add(OtherActions(game, exact.Policy, result.Policy));
            returns.Add(Deployed(game, local, result));
            noise = result.Empirical.NoiseBound;
        }

        return $"{Show(errors, "F2")} | {noise:N0} | {Show([.. others.Select(share => 100 * share)], "F1")} % | {Show(returns, "F2")} | "
            + $"{Spread.Of(seconds).Median:F2}";
    }

    private static double OtherActions(CooperativeGame game, TabularGlobalPolicy one, TabularGlobalPolicy other) =>
        Enumerable
            .Range(0, game.GlobalStates)
            .Average(state =>
                Enumerable.Range(0, one.Lattice.Size).Average(rank => one.Action(state, rank) == other.Action(state, rank) ? 0.0 : 1.0)
            );

    private static double Deployed(CooperativeGame game, LocalPolicy local, GLearnResult result) =>
        new OnlineExecution(new OnlineExecutionOptions { Seed = 2 }).Run(game, new JointPolicy(result.Policy, local)).Reward.Mean;

    private static string Show(List<double> values, string format)
    {
        if (values.Count == 1)
        {
            return values[0].ToString(format);
        }

        ConfidenceInterval interval = StudentInterval.FromSamples([.. values], 0.95);
        return $"{interval.Mean.ToString(format)} [{interval.Low.ToString(format)}, {interval.High.ToString(format)}]";
    }
}
