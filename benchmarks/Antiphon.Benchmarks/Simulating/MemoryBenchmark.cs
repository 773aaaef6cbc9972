using Antiphon.Benchmarks.Measuring;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Benchmarks.Simulating;

/// <summary>What a dispatcher's memory adds to a step.</summary>
internal static class MemoryBenchmark
{
    private const int Repetitions = 9;
    private const int Steps = 1000;
    private const int Particles = 1000;
    private static readonly int[] Subsamples = [1, 10];
    private static readonly CooperativeGame Game = BuiltInGames.Get("warehouse-flat");

    public static int Run()
    {
        Machine.Print("memory");
        Console.WriteLine(
            $"One step on warehouse-flat (S = 5, n = {Game.Agents:N0}, *follow*) on one core: nanoseconds, median (smallest to largest) "
                + $"of {Repetitions} repetitions taken in turn. *filter*: the memory alone, which watches,"
        );
        Console.WriteLine(
            "updates, reads the plan of the mode and predicts, over recorded observations. *whole step*: the simulator itself; *times* is "
                + "its ratio to the row without memory within a repetition."
        );
        Console.WriteLine();
        Console.WriteLine("| k | memory | filter, ns | whole step, ns | times |");
        Console.WriteLine("|---:|---|---:|---:|---:|");
        foreach (int subsample in Subsamples)
        {
            Rows(subsample);
        }

        Console.WriteLine();
        return 0;
    }

    private static void Rows(int subsample)
    {
        (string Name, MemoryOptions Memory)[] kinds =
        [
            ("none (the last observation)", new MemoryOptions { Filter = FilterKind.LastObservation, Watch = false }),
            ("Dirichlet counts", new MemoryOptions { Filter = FilterKind.Dirichlet }),
            ("linear filter", new MemoryOptions { Filter = FilterKind.Linear }),
            ($"{Particles:N0} particles", new MemoryOptions { Filter = FilterKind.Particles, Particles = Particles }),
        ];
        RememberingPolicy[] policies = [.. kinds.Select(kind => new RememberingPolicy(subsample, EstimatePlan.Mode(Game), kind.Memory))];
        double[][] alone = Timing.Compare(Repetitions, [.. policies.Select(Alone)]);
        double[][] whole = Timing.Compare(Repetitions, [.. policies.Select(Whole)]);
        for (int row = 0; row < kinds.Length; row++)
        {
            Console.WriteLine(
                $"| {subsample} | {kinds[row].Name} | {Spread.Of(alone[row]).Show("F0", 1e9 / Steps)} | "
                    + $"{Spread.Of(whole[row]).Show("F0", 1e9 / Steps)} | {Timing.Ratio(whole[0], whole[row]).Show("F2")} |"
            );
        }
    }

    private static Action Alone(RememberingPolicy policy)
    {
        LocalPolicy local = Follow();
        var dispatcher = new RememberingDispatcher(
            policy,
            policy.CreateFilter(new LocalKernels(Game, local.Probabilities), Game.Initial.Local, Game.Agents)
        );
        int[] states =
        [
            .. EpisodeTrace
                .Record(Game, new JointPolicy(policy, local), new OnlineExecutionOptions { Horizon = Steps })
                .Steps.Select(step => step.GlobalState),
        ];
        int[][] observations = new int[Steps][];
        var draws = new RandomStream(1);
        for (int step = 0; step < Steps; step++)
        {
            observations[step] = new int[Game.LocalStates];
            for (int agent = 0; agent < policy.Subsample; agent++)
            {
                observations[step][draws.NextBelow(Game.LocalStates)]++;
            }
        }

        var chance = new RandomStream(2);
        return () =>
        {
            dispatcher.Start(chance);
            for (int step = 0; step < Steps; step++)
            {
                dispatcher.Choose(states[step], observations[step], chance);
                dispatcher.Moved(states[step], chance);
            }
        };
    }

    private static Action Whole(RememberingPolicy policy)
    {
        var pair = new JointPolicy(policy, Follow());
        var execution = new OnlineExecution(
            new OnlineExecutionOptions
            {
                Horizon = Steps,
                Rollouts = 1,
                Seeds = 1,
                Threads = 1,
            }
        );
        return () => execution.Run(Game, pair);
    }

    private static LocalPolicy Follow() => BaselinePolicies.Local(Game).Single(policy => policy.Name == "follow").Policy;
}
