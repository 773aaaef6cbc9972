using Antiphon.Benchmarks.Measuring;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Benchmarks.Planning;

/// <summary>Bounds of the full-information value by alpha vectors against seconds, and the time of one decision.</summary>
internal static class AlphaVectorsBenchmark
{
    private const int Starts = 16;
    private const int Observed = 50;
    private const int Decisions = 1_000;
    private const double Accuracy = 0.01;
    private static readonly double[] Seconds = [1, 3, 10];
    private static readonly (string Game, int? Subpopulation)[] Games =
    [
        ("depots:5", null),
        ("depots:10", null),
        ("warehouse-flat", 12),
        ("warehouse-flat", 40),
    ];

    public static int Run()
    {
        Machine.Print("alpha-vectors");
        Console.WriteLine(
            $"Full-information value in the limit beside the local policy 'follow' (depots: drive unless at the active spot) at {Starts} "
                + $"draws of the start law, seed 1, accuracy {Accuracy}. m: agents whose exact value bounds it from above. "
                + "The last column: "
                + $"one decision at k = {Observed} that no cache holds."
        );
        Console.WriteLine();
        Console.WriteLine(
            "| game | m | limit, s | wall, s | mean lower | mean upper | largest gap | backups | vectors | microseconds a decision |"
        );
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach ((string name, int? part) in Games)
        {
            CooperativeGame game = BuiltInGames.Get(name);
            LocalPolicy local = LocalPolicyOf(game);
            foreach (double seconds in Seconds)
            {
                Row(
                    name,
                    game,
                    local,
                    new AlphaVectorOptions
                    {
                        Accuracy = Accuracy,
                        StartDraws = Starts,
                        MaximumBackups = long.MaxValue,
                        TimeLimit = TimeSpan.FromSeconds(seconds),
                        Subpopulation = part,
                    }
                );
            }
        }

        Console.WriteLine();
        return 0;
    }

    private static void Row(string name, CooperativeGame game, LocalPolicy local, AlphaVectorOptions options)
    {
        AlphaVectorResult? result = null;
        var timing = Timing.Of(() => result = new AlphaVectorPlanner(options).Solve(game, local));
        var policy = new AlphaVectorPolicy(Observed, result!.Vectors, game);
        int[][] observations = Observations(game);
        double[][] decision = Timing.Compare(5, () =>
        {
            for (int index = 0; index < Decisions; index++)
            {
                policy.DecideUncached(index % game.GlobalStates, observations[index]);
            }
        });
        Console.WriteLine(
            $"| {name} | {result.UpperBound.Subpopulation} | {options.TimeLimit!.Value.TotalSeconds:0} | {timing.Wall:0.0} "
                + $"| {result.Starts.Average(start => start.Lower):0.000} | {result.Starts.Average(start => start.Upper):0.000} "
                + $"| {result.Gap:0.000} | {result.Backups:N0} | {result.Vectors.Count:N0} "
                + $"| {Spread.Of(decision[0]).Median * 1e6 / Decisions:0.0} |"
        );
    }

    private static LocalPolicy LocalPolicyOf(CooperativeGame game) =>
        game.LocalActionNames.Contains("drive", StringComparer.Ordinal)
            ? LocalPolicy.Deterministic(game, (zone, spot) => game.LocalReward(zone, spot, 0) == 10 ? 0 : 1)
            : BaselinePolicies.Local(game).Single(policy => policy.Name == "follow").Policy;

    // Vehicles anywhere: the populations with most occupied states, which cost most.
    private static int[][] Observations(CooperativeGame game)
    {
        var chance = new Numerics.RandomStream(1);
        int[][] observations = new int[Decisions][];
        for (int index = 0; index < Decisions; index++)
        {
            observations[index] = new int[game.LocalStates];
            for (int agent = 0; agent < Observed; agent++)
            {
                observations[index][chance.NextBelow(game.LocalStates)]++;
            }
        }

        return observations;
    }
}
