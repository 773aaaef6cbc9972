using Antiphon.Benchmarks.Measuring;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Benchmarks.Simulating;

/// <summary>Speed of online execution on one core, for all sizes of the population and of the observation.</summary>
internal static class SimulationBenchmark
{
    private const int Repetitions = 7;
    private const int Horizon = 100;
    private const int WarmUpEpisodes = 500;
    private const double SecondsPerRepetition = 0.3;
    private const long BaselineAgents = 1000;
    private static readonly int[] Subsamples = [1, 10, 50];
    private static readonly long[] Populations = [BaselineAgents, 1_000_000, 1_000_000_000, 1_000_000_000_000];

    /// <summary>Runs that many episodes from a seed; returns their discounted returns' mean and interval.</summary>
    private delegate ConfidenceInterval Simulator(int episodes, ulong seed);

    public static int Run()
    {
        Machine.Print("simulate");
        Console.WriteLine(
            $"Online execution of *sample mode* + *follow* on warehouse-flat, H = {Horizon}, on one core; thousands of steps per second, "
                + $"median (smallest to largest) of {Repetitions}"
        );
        Console.WriteLine(
            $"repetitions of about {SecondsPerRepetition} s after a warm-up of {WarmUpEpisodes} episodes, taken in turn over the rows of "
                + "a k. *Separate agents*: a plain simulator that draws every agent's action and move."
        );
        Console.WriteLine("Returns are means over all episodes with 95 % intervals: at n = 1,000 both simulators have the same law.");
        Console.WriteLine();
        Console.WriteLine("| k | n | simulator | thousand steps per s | times separate agents | times n = 1,000 | return |");
        Console.WriteLine("|---:|---:|---|---:|---:|---:|---:|");
        foreach (int subsample in Subsamples)
        {
            Rows(subsample);
        }

        Console.WriteLine();
        ManyStates();
        Console.WriteLine($"Peak memory of the whole process: {Machine.PeakMegabytes():F0} MB.");
        Console.WriteLine();
        return 0;
    }

    /// <summary>Prints the nanoseconds of a step against n.</summary>
    /// <param name="subsample">k.</param>
    /// <param name="populations">All n, the first for comparison.</param>
    public static void ShowAgainstAgents(int subsample, long[] populations)
    {
        (CooperativeGame game, JointPolicy policy) = Baselines(subsample);
        Console.WriteLine(
            $"One step of online execution (*sample mode* + *follow* on warehouse-flat, k = {subsample}, H = {Horizon}, one core) against "
                + "n: median (smallest to largest) of"
        );
        Console.WriteLine(
            $"{Repetitions} repetitions of about {SecondsPerRepetition} s, taken in turn; \"times\" is the ratio within a repetition."
        );
        Console.WriteLine();
        Console.WriteLine($"| n | nanoseconds per step | times n = {populations[0]:N0} | return |");
        Console.WriteLine("|---:|---:|---:|---:|");
        (double[][] speeds, ConfidenceInterval[][] returns) = Measure([.. populations.Select(agents => CountSpace(game, policy, agents))]);
        for (int row = 0; row < populations.Length; row++)
        {
            string nanoseconds = Spread.Of(speeds[row].Select(speed => 1e9 / speed)).Show("F0");
            Console.WriteLine(
                $"| {populations[row]:N0} | {nanoseconds} | {Timing.Ratio(speeds[row], speeds[0]).Show("F2")} | {Pooled(returns[row])} |"
            );
        }

        Console.WriteLine();
    }

    private static void Rows(int subsample)
    {
        (CooperativeGame game, JointPolicy policy) = Baselines(subsample);
        Simulator[] simulators = [Separate(game, policy), .. Populations.Select(agents => CountSpace(game, policy, agents))];
        (double[][] speeds, ConfidenceInterval[][] returns) = Measure(simulators);
        for (int row = 0; row < simulators.Length; row++)
        {
            string[] fields =
            [
                $"{subsample}",
                $"{(row == 0 ? BaselineAgents : Populations[row - 1]):N0}",
                row == 0 ? "separate agents" : "Antiphon",
                Spread.Of(speeds[row]).Show("F1", 1e-3),
                row == 0 ? "1" : Timing.Ratio(speeds[0], speeds[row]).Show("F1"),
                row == 0 ? "" : Timing.Ratio(speeds[1], speeds[row]).Show("F2"),
                Pooled(returns[row]),
            ];
            Console.WriteLine($"| {string.Join(" | ", fields)} |");
        }
    }

    private static void ManyStates()
    {
        CooperativeGame game = BuiltInGames.Get("depots:10");
        Console.WriteLine(
            $"The same on depots:10, with {game.LocalStates} local states: *follow*, and a dispatcher whose action is the fullest zone of "
                + "its observation, modulo the number of actions."
        );
        Console.WriteLine();
        Console.WriteLine("| k | n | thousand steps per s | return |");
        Console.WriteLine("|---:|---:|---:|---:|");
        foreach (int subsample in Subsamples)
        {
            var policy = new JointPolicy(
                new FunctionPolicy(subsample, game.GlobalActions, (_, observation) => Fullest(observation) % game.GlobalActions),
                BaselinePolicies.Local(game).Single(named => named.Name == "follow").Policy
            );
            (double[][] speeds, ConfidenceInterval[][] returns) = Measure([
                .. Populations.Select(agents => CountSpace(game, policy, agents)),
            ]);
            for (int row = 0; row < Populations.Length; row++)
            {
                string speed = Spread.Of(speeds[row]).Show("F1", 1e-3);
                Console.WriteLine($"| {subsample} | {Populations[row]:N0} | {speed} | {Pooled(returns[row])} |");
            }
        }

        Console.WriteLine();
    }

    private static int Fullest(ReadOnlySpan<int> observation)
    {
        int fullest = 0;
        for (int state = 1; state < observation.Length; state++)
        {
            fullest = observation[state] > observation[fullest] ? state : fullest;
        }

        return fullest;
    }

    private static (CooperativeGame Game, JointPolicy Policy) Baselines(int subsample)
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat").WithAgents(BaselineAgents);
        var policy = new JointPolicy(
            BaselinePolicies.Global(game, subsample).Single(named => named.Name == "sample mode").Policy,
            BaselinePolicies.Local(game).Single(named => named.Name == "follow").Policy
        );
        return (game, policy);
    }

    private static Simulator CountSpace(CooperativeGame game, JointPolicy policy, long agents) =>
        (episodes, seed) =>
        {
            var options = new OnlineExecutionOptions
            {
                Agents = agents,
                Horizon = Horizon,
                Rollouts = episodes,
                Seeds = 1,
                Seed = seed,
                Threads = 1,
            };
            return new OnlineExecution(options).Run(game, policy).Reward;
        };

    private static Simulator Separate(CooperativeGame game, JointPolicy policy)
    {
        var agents = new SeparateAgents(game, policy);
        return (episodes, seed) =>
        {
            var stream = new RandomStream(seed);
            double[] returns = [.. Enumerable.Range(0, episodes).Select(_ => agents.Episode(stream, Horizon))];
            return StudentInterval.FromSamples(returns);
        };
    }

    private static (double[][] Speeds, ConfidenceInterval[][] Returns) Measure(Simulator[] simulators)
    {
        int[] episodes = new int[simulators.Length];
        for (int row = 0; row < simulators.Length; row++)
        {
            simulators[row](WarmUpEpisodes, 0);
            double seconds = Timing.Of(() => simulators[row](WarmUpEpisodes, 0)).Wall / WarmUpEpisodes;
            episodes[row] = (int)Math.Max(2, SecondsPerRepetition / seconds);
        }

        double[][] speeds = [.. simulators.Select(_ => new double[Repetitions])];
        ConfidenceInterval[][] returns = [.. simulators.Select(_ => new ConfidenceInterval[Repetitions])];
        for (int repetition = 0; repetition < Repetitions; repetition++)
        {
            for (int row = 0; row < simulators.Length; row++)
            {
                var timing = Timing.Of(() => returns[row][repetition] = simulators[row](episodes[row], (ulong)repetition + 1));
                speeds[row][repetition] = (double)episodes[row] * Horizon / timing.Wall;
            }
        }

        return (speeds, returns);
    }

    // Repetitions have equally many episodes, so their means weigh alike.
    private static string Pooled(ConfidenceInterval[] returns)
    {
        double mean = returns.Average(interval => interval.Mean);
        double error = Math.Sqrt(returns.Sum(interval => interval.StandardError * interval.StandardError)) / returns.Length;
        return $"{mean:F2} +- {error * StudentT.Quantile(0.975, returns.Sum(interval => interval.Count - 1)):F2}";
    }
}
