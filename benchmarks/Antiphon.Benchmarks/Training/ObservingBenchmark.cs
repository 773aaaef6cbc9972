using Antiphon.Benchmarks.Measuring;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Benchmarks.Training;

/// <summary>What observing is worth: the pair trained at each k beside the best blind pair found and the pair of full information.</summary>
internal static class ObservingBenchmark
{
    private const long Agents = 1_000;
    private const int Horizon = 100;
    private static readonly int[] Subsamples = [1, 2, 5, 10, 20, 35, 50];

    public static int Run(IReadOnlyList<string> games)
    {
        Machine.Print("observing");
        Console.WriteLine(
            $"`antiphon train GAME --k K --agents {Agents} --horizon {Horizon} --population alpha`, seed 1, one training for each k. Differences "
                + $"of discounted returns: {FreshEpisodes.Rollouts:N0} fresh pairs of episodes on common random numbers, 95 % interval. k = 0: "
                + "the best blind pair found. Share: of what full information earns above it."
        );
        foreach (string name in games)
        {
            Table((File.Exists(name) ? GameFile.Load(name) : BuiltInGames.Get(name)).WithAgents(Agents));
        }

        Console.WriteLine();
        return 0;
    }

    private static void Table(CooperativeGame game)
    {
        BlindPair found = new BlindPairSearch(new BlindPairOptions()).Solve(game);
        var blind = new JointPolicy(new BlindPolicy(0, game.GlobalActions, found.Actions), found.Local);
        (JointPolicy informed, string seconds) = Train(game, (int)Agents);
        Console.WriteLine();
        Console.WriteLine($"{game.Name}: {game.LocalStates} local states");
        Console.WriteLine();
        Console.WriteLine("| k | return | above blind | below full information | share | training, s |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|");
        Row("0", blind, "");
        foreach (int subsample in Subsamples)
        {
            (JointPolicy pair, string taken) = Train(game, subsample);
            Row($"{subsample}", pair, taken);
        }

        Row("all", informed, seconds);

        void Row(string subsample, JointPolicy pair, string taken)
        {
            PairedResult gain = FreshEpisodes.Compare(game, Horizon, blind, pair);
            ConfidenceInterval loss = FreshEpisodes.Compare(game, Horizon, pair, informed).Difference;
            double share = gain.Difference.Mean / (gain.Difference.Mean + loss.Mean);
            Console.WriteLine(
                $"| {subsample} | {gain.Candidate.Mean:0.00} | {Interval(gain.Difference)} | {Interval(loss)} | {share:P0} | {taken} |"
            );
        }
    }

    private static string Interval(ConfidenceInterval difference) =>
        $"{difference.Mean:0.00} ({difference.Low:0.00} to {difference.High:0.00})";

    private static (JointPolicy Pair, string Seconds) Train(CooperativeGame game, int subsample)
    {
        var options = new AlternationOptions
        {
            Subsample = subsample,
            Horizon = Horizon,
            Population = PopulationChoice.Alpha,
            Baselines = false,
        };
        JointPolicy? pair = null;
        var timing = Timing.Of(() => pair = new Alternation(options).Run(game).Policy);
        return (pair!, $"{timing.Wall:0}");
    }
}
