using Antiphon.Benchmarks.Measuring;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Benchmarks.Ucfh;

/// <summary>How close UCFH comes to a chain's optimum as episodes grow, and how large chains are.</summary>
internal static class UcfhBenchmark
{
    private const int Seeds = 5;
    private static readonly (int Subsample, Parameterization Kind)[] Chains =
        [(1, Parameterization.Tuples), (2, Parameterization.Tuples), (2, Parameterization.Histograms), (3, Parameterization.Tuples), (3, Parameterization.Histograms)];

    private static readonly long[] Episodes = [100, 1_000, 10_000, 100_000, 1_000_000];

    public static int Run()
    {
        Machine.Print("ucfh");
        Console.WriteLine($"Game `two docks` (G = S = A = B = 2, discount 0.9), the dispatcher follows the majority of its look; accuracy 1/sqrt(k), seeds 1 to {Seeds}, mean with 95 % interval.");
        foreach (var (subsample, kind) in Chains)
        {
            Curve(subsample, kind);
        }

        Sizes();
        return 0;
    }

    private static void Curve(int subsample, Parameterization kind)
    {
        var game = TwoDocks.Game(subsample);
        var start = TwoDocks.Start(game, subsample);
        ChainUcfhResult Learn(long episodes, int seed) => new ChainUcfhLLearn(
            new ChainUcfhOptions { Parameterization = kind, MaximumEpisodes = episodes, Seed = (ulong)seed }).Solve(game, start, subsample);

        var first = Learn(0, 1);
        var chain = ChainedMdp.Create(game, start.Global, first.Horizon, kind);
        var reactive = Reactive(game).Max(chain.Evaluate);
        Console.WriteLine();
        Console.WriteLine(
            $"k = {subsample}, {kind.ToString().ToLowerInvariant()}: {first.States:N0} states, {first.Steps:N0} micro-steps; optimum {first.ChainOptimum:F3}, "
            + $"best deterministic reactive policy {reactive:F3}, uniform {chain.Evaluate(start.Local):F3}");
        Console.WriteLine();
        Console.WriteLine("| episodes | optimum minus chain policy | bound minus optimum | optimum minus projected policy | updates | s per run |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|");
        foreach (var episodes in Episodes)
        {
            ChainUcfhResult[] runs = [];
            var seconds = Timing.Of(() => runs = [.. Enumerable.Range(1, Seeds).Select(seed => Learn(episodes, seed))]).Wall / Seeds;
            Console.WriteLine(
                $"| {episodes:N0} | {Show(run => run.ChainOptimum - run.ChainValue)} | {Show(run => run.OptimisticValue - run.ChainOptimum)} | "
                + $"{Show(run => run.ChainOptimum - run.ProjectedValue)} | {runs.Average(run => run.Updates):N0} | {seconds:F2} |");

            string Show(Func<ChainUcfhResult, double> field)
            {
                var interval = StudentInterval.FromSamples([.. runs.Select(field)]);
                return $"{interval.Mean:F3} [{interval.Low:F3}, {interval.High:F3}]";
            }
        }
    }

    private static IEnumerable<LocalPolicy> Reactive(Games.CooperativeGame game) => Enumerable.Range(0, 16).Select(choice =>
        LocalPolicy.Deterministic(game, (local, global) => (choice >> ((2 * local) + global)) & 1));

    private static void Sizes()
    {
        Console.WriteLine();
        Console.WriteLine("Sizes at S = G = 5, B = 3 (the warehouse), with 169 steps of the game: states that can be met, the paper's formula, memory to learn.");
        Console.WriteLine();
        Console.WriteLine("| k | tuples | formula | memory | histograms | formula | memory |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var subsample in new[] { 1, 2, 3, 4, 5, 10, 35 })
        {
            var (tuples, histograms) = (ChainSize.Tuples(5, 5, 3, subsample), ChainSize.Histograms(5, 5, 3, subsample));
            Console.WriteLine($"| {subsample} | {Fields(tuples)} | {Fields(histograms)} |");
        }

        static string Fields(ChainSize size) =>
            $"{Number(size.States)} | {Number(size.PrintedStates)} | {Populations.LatticeSize.Bytes(size.Bytes(169))}";

        static string Number(double count) => count < 1e9 ? count.ToString("N0") : count.ToString("0.0e0");
    }
}
