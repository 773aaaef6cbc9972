using Antiphon.Benchmarks.Measuring;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Benchmarks.Ucfh;

/// <summary>How close UCFH comes to a chain's optimum as episodes grow, and how large chains are.</summary>
internal static class UcfhBenchmark
{
    private const int Seeds = 5;
    private static readonly (int Subsample, Parameterization Kind)[] Chains =
    [
        (1, Parameterization.Tuples),
        (2, Parameterization.Tuples),
        (2, Parameterization.Histograms),
        (3, Parameterization.Tuples),
        (3, Parameterization.Histograms),
    ];

    public static int Run()
    {
        Machine.Print("ucfh");
        Console.WriteLine(
            $"Accuracy 1/sqrt(k), at which a run stops when it is proved; seeds 1 to {Seeds}, mean with 95 % interval over seeds."
        );
        foreach ((int subsample, Parameterization kind) in Chains)
        {
            CooperativeGame game = TwoDocks.Game(subsample);
            JointPolicy start = TwoDocks.Start(game, subsample);
            ChainUcfhResult best = Learn(game, start, kind, 0, 1);
            var chain = ChainedMdp.Create(game, start.Global, best.Horizon, kind);
            Title($"Two docks, k = {subsample}", best);
            Console.WriteLine(
                $"Best deterministic reactive policy {Reactive(game).Max(chain.Evaluate):F3}, uniform {chain.Evaluate(start.Local):F3}."
            );
            Curve(game, start, kind, [100, 1_000, 10_000, 100_000]);
        }

        Warehouse(1, [100, 1_000, 10_000]);
        Warehouse(2, [100]);
        Sizes();
        return 0;
    }

    private static void Warehouse(int subsample, long[] budgets)
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat");
        var start = new JointPolicy(
            BaselinePolicies.Global(game, subsample).Single(policy => policy.Name == "sample mode").Policy,
            LocalPolicy.Uniform(game)
        );
        Title($"warehouse-flat, sample mode, k = {subsample}", Learn(game, start, Parameterization.PaperRule, 0, 1));
        Curve(game, start, Parameterization.PaperRule, budgets);
    }

    private static ChainUcfhResult Learn(CooperativeGame game, JointPolicy start, Parameterization kind, long episodes, int seed) =>
        new ChainUcfhLLearn(
            new ChainUcfhOptions
            {
                Parameterization = kind,
                MaximumEpisodes = episodes,
                Seed = (ulong)seed,
            }
        ).Solve(game, start, start.Global.Subsample);

    private static void Title(string name, ChainUcfhResult chain)
    {
        Console.WriteLine();
        Console.WriteLine(
            $"{name}, {chain.Parameterization.ToString().ToLowerInvariant()}: {chain.States:N0} states, {chain.Steps:N0} micro-steps, "
                + $"optimum {chain.ChainOptimum:F3}; "
                + $"the paper's m = {chain.Constants.Observations:G2}, used: {chain.Scale:G2} of it."
        );
    }

    private static void Curve(CooperativeGame game, JointPolicy start, Parameterization kind, long[] budgets)
    {
        Console.WriteLine();
        Console.WriteLine(
            "| episodes allowed | used | optimum minus chain policy | bound minus optimum | optimum minus projected policy | updates | s "
                + "per run |"
        );
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|");
        foreach (long budget in budgets)
        {
            ChainUcfhResult[] runs = [];
            double seconds =
                Timing.Of(() => runs = [.. Enumerable.Range(1, Seeds).Select(seed => Learn(game, start, kind, budget, seed))]).Wall
                / Seeds;
            Console.WriteLine(
                $"| {budget:N0} | {runs.Average(run => run.Episodes):N0} | {Show(run => run.ChainOptimum - run.ChainValue)} | "
                    + $"{Show(run => run.OptimisticValue - run.ChainOptimum)} | {Show(run => run.ChainOptimum - run.ProjectedValue)} | "
                    + $"{runs.Average(run => run.Updates):N0} | {seconds:F2} |"
            );

            string Show(Func<ChainUcfhResult, double> field)
            {
                ConfidenceInterval interval = StudentInterval.FromSamples([.. runs.Select(field)]);
                return $"{interval.Mean:F3} [{interval.Low:F3}, {interval.High:F3}]";
            }
        }
    }

    private static IEnumerable<LocalPolicy> Reactive(CooperativeGame game) =>
        Enumerable
            .Range(0, 16)
            .Select(choice => LocalPolicy.Deterministic(game, (local, global) => (choice >> ((2 * local) + global)) & 1));

    private static void Sizes()
    {
        Console.WriteLine();
        Console.WriteLine(
            "Sizes at S = G = 5, B = 3 (the warehouse), with 169 steps of the game: states that can be met, the paper's formula, memory "
                + "to learn."
        );
        Console.WriteLine();
        Console.WriteLine("| k | tuples | formula | memory | histograms | formula | memory |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|");
        foreach (int subsample in new[] { 1, 2, 3, 4, 5, 10, 35 })
        {
            (ChainSize tuples, ChainSize histograms) = (ChainSize.Tuples(5, 5, 3, subsample), ChainSize.Histograms(5, 5, 3, subsample));
            Console.WriteLine($"| {subsample} | {Fields(tuples)} | {Fields(histograms)} |");
        }

        static string Fields(ChainSize size) => $"{Number(size.States)} | {Number(size.PrintedStates)} | {Memory(size.Bytes(169))}";

        static string Memory(double bytes) => bytes < 1e18 ? Populations.LatticeSize.Bytes(bytes) : "over 1 EB";

        static string Number(double count) => count < 1e9 ? count.ToString("N0") : count.ToString("0.0e+0");
    }
}
