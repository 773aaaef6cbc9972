using System.Collections.Immutable;
using Antiphon.Benchmarks.Measuring;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Benchmarks.Training;

/// <summary>
/// What observing is worth in a game of many states: the agents and vectors of one training, deployed at each k, beside the best blind pair
/// found and the same vectors at full information.
/// </summary>
internal static class ObservingBenchmark
{
    private const int TrainedWith = 10;
    private const int Seeds = 15;
    private const int RolloutsOfChoice = 10;
    private const int Rollouts = 50;
    private const int Episodes = 256;
    private const int PerEpisode = 8;
    private const int Particles = 512;
    private const ulong SeedOfChoice = 2;
    private const ulong FreshSeed = 3;
    private static readonly int[] Subsamples = [1, 2, 5, 10, 20, 35, 50];
    private static readonly double[] Weights = [0, 0.5, 1, 2, 4, 8, 16];

    private static readonly OnlineExecutionOptions Deployed = new()
    {
        Agents = 1_000,
        Horizon = 100,
        Seeds = Seeds,
        Rollouts = Rollouts,
        Seed = FreshSeed,
    };

    public static int Run(IReadOnlyList<string> games)
    {
        Machine.Print("observing");
        Console.WriteLine(
            $"Agents and vectors of `antiphon train GAME --k {TrainedWith} --agents {Deployed.Agents} --horizon {Deployed.Horizon} "
                + "--population alpha`, seed 1. At each k the prior's weight (in agents), or the best blind pair found, by the mean over "
                + $"{Seeds * RolloutsOfChoice} episodes; all figures from {Seeds} x {Rollouts} fresh ones. Differences on common random "
                + "numbers, 95 % interval over seeds. Share: of what full information earns above the blind pair."
        );
        foreach (string name in games)
        {
            Table((File.Exists(name) ? GameFile.Load(name) : BuiltInGames.Get(name)).WithAgents(Deployed.Agents!.Value));
        }

        Console.WriteLine();
        return 0;
    }

    private static void Table(CooperativeGame game)
    {
        BlindPair found = new BlindPairSearch(new BlindPairOptions()).Solve(game);
        var blind = new JointPolicy(new BlindPolicy(0, game.GlobalActions, found.Actions), found.Local);
        JointPolicy trained = Train(game);
        AlphaVectors vectors = trained.Global.Gamma
            ?? throw new InvalidOperationException("training ended with the blind pair, which has no vectors");
        ImmutableArray<ImmutableArray<double>> means = MeanPopulations(game, trained);
        double[] without = Returns(game, blind, Deployed);
        double[] informed = Returns(game, Greedy((int)game.Agents, 0), Deployed);
        Console.WriteLine();
        Console.WriteLine($"{game.Name}: {game.LocalStates} local states");
        Console.WriteLine();
        Console.WriteLine("| k | prior | return | above blind | below full information | share |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|");
        Row("0", "blind", without);
        foreach (int subsample in Subsamples)
        {
            (string prior, JointPolicy pair) = Weights
                .Select(weight => ($"{weight}", Greedy(subsample, weight)))
                .Prepend(("blind", blind))
                .MaxBy(choice =>
                    Returns(game, choice.Item2, Deployed with { Rollouts = RolloutsOfChoice, Seed = SeedOfChoice }).Average()
                );
            Row($"{subsample}", prior, Returns(game, pair, Deployed));
        }

        Row("all", "", informed);

        JointPolicy Greedy(int subsample, double weight) =>
            trained with
            {
                Global = new AlphaVectorPolicy(subsample, vectors, game, weight > 0 ? new PopulationPrior(weight, means) : null),
            };

        void Row(string subsample, string prior, double[] returns)
        {
            double share = (returns.Average() - without.Average()) / (informed.Average() - without.Average());
            Console.WriteLine(
                $"| {subsample} | {prior} | {returns.Average():0.00} | {Difference(returns, without)} | {Difference(informed, returns)} "
                    + $"| {share:P0} |"
            );
        }
    }

    private static JointPolicy Train(CooperativeGame game)
    {
        var options = new AlternationOptions
        {
            Subsample = TrainedWith,
            Horizon = Deployed.Horizon,
            Population = PopulationChoice.Alpha,
            Baselines = false,
        };
        return new Alternation(options).Run(game).Policy;
    }

    // What the trained dispatcher meets on average in each global state.
    private static ImmutableArray<ImmutableArray<double>> MeanPopulations(CooperativeGame game, JointPolicy pair)
    {
        OnlineExecutionOptions episodes = Deployed with { Rollouts = Episodes };
        double[][][] met = OccupancySample.Draw(game, pair, episodes, PerEpisode, Particles, new RandomStream(SeedOfChoice), default);
        return [.. met.Select(own => Enumerable.Range(0, game.LocalStates).Select(x => own.Average(row => row[x])).ToImmutableArray())];
    }

    private static double[] Returns(CooperativeGame game, JointPolicy pair, OnlineExecutionOptions options) =>
        [.. new OnlineExecution(options).Run(game, pair).PerSeed];

    private static string Difference(double[] larger, double[] smaller)
    {
        ConfidenceInterval gain = StudentInterval.FromSamples([.. larger.Zip(smaller, (one, other) => one - other)]);
        return $"{gain.Mean:0.00} ({gain.Low:0.00} to {gain.High:0.00})";
    }
}
