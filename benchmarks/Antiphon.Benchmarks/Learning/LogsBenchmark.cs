using Antiphon.Benchmarks.Measuring;
using Antiphon.Files;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Benchmarks.Learning;

/// <summary>What can be learned from logs of growing length, against the exact answer; and how fast a long log is read.</summary>
internal static class LogsBenchmark
{
    private const int Seeds = 5;
    private const long ReachSteps = 10_000_000;
    private static readonly int[] Subsamples = [2, 5];
    private static readonly long[] Lengths = [10_000, 100_000, 1_000_000, 10_000_000];

    private static readonly (string Name, QLearningOptions Options)[] Learners =
    [
        ("Q-learning, 1/N^0.7", new QLearningOptions()),
        ("Q-learning, 1/N^0.7 from 0", new QLearningOptions { StartValue = 0 }),
        ("Q-learning, 1/N", new QLearningOptions { Step = new StepSize(StepRule.Linear) }),
        ("Q-learning, 0.05", new QLearningOptions { Step = new StepSize(StepRule.Constant, Alpha: 0.05) }),
    ];

    public static int Run()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat");
        LocalPolicy local = BaselinePolicies.Local(game).Single(baseline => baseline.Name == "follow").Policy;
        Machine.Print("logs");
        Console.WriteLine(
            $"Logs of {game.Name}, uniformly drawn global actions, local policy *follow*, the same k agents throughout, one episode; "
                + $"{Seeds} seeds, means with 95 % Student intervals."
        );
        Console.WriteLine(
            "*Error*: largest over the table entries seen, against the exact Q*. *Other actions*: cells whose action differs from the "
                + "exact greedy one, unseen cells with their fallback (*hold*) among them. Q-learning starts from the log's mean reward / "
                + "(1-gamma), or from 0."
        );
        Console.WriteLine(
            $"*Proved*: the model-based route's bound at delta = 0.05, where it claims one for all seeds. Returns range over "
                + $"{game.RewardRange / (1 - game.Discount):F0}."
        );
        Console.WriteLine();
        Console.WriteLine("| k | steps | entries seen | route | error | proved | other actions |");
        Console.WriteLine("|---:|---:|---:|---|---:|---:|---:|");
        foreach (int subsample in Subsamples)
        {
            GLearnResult exact = new GLearn(new GLearnOptions { KeepActionValues = true }).Solve(game, local, subsample);
            foreach (long steps in Lengths)
            {
                Rows(game, local, subsample, steps, exact);
            }
        }

        Console.WriteLine();
        return 0;
    }

    /// <summary>Prints how long a log of ten million steps takes at k = 10, and the most memory the process held.</summary>
    public static int RunReach()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat");
        string path = Path.Combine(Path.GetTempPath(), $"antiphon-reach-{Environment.ProcessId}.csv");
        try
        {
            TrajectoryLog log = Record(game, LocalPolicy.Uniform(game), 10, ReachSteps, 1, path, out double recording);
            LogAudit? audit = null;
            double auditing = Timing.Of(() => audit = LogAuditor.Run(log)).Wall;
            double learning = Timing.Of(() => new OffPolicyQLearning(new QLearningOptions()).Solve(log, audit!)).Wall;
            Console.WriteLine(
                $"{ReachSteps:N0} steps at k = 10, {log.Bytes / 1e6:F0} MB: recorded in {recording:F1} s, audited in {auditing:F1} s, "
                    + $"learned in {learning:F1} s; peak memory of the whole process {Machine.PeakMegabytes():F0} MB."
            );
            return 0;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Rows(CooperativeGame game, LocalPolicy local, int subsample, long steps, GLearnResult exact)
    {
        var found = Learners
            .Select(each => each.Name)
            .Append("model")
            .ToDictionary(name => name, _ => (Errors: new List<double>(), Others: new List<double>()), StringComparer.Ordinal);
        (List<double> seen, List<double> bounds) = (new List<double>(), new List<double>());
        for (ulong seed = 1UL; seed <= Seeds; seed++)
        {
            string path = Path.Combine(Path.GetTempPath(), $"antiphon-logs-{Environment.ProcessId}.csv");
            try
            {
                TrajectoryLog log = Record(game, local, subsample, steps, seed, path, out _);
                LogAudit audit = LogAuditor.Run(log);
                seen.Add(100.0 * audit.EntriesSeen / audit.Entries);
                IReadOnlyList<long>? visits = null;
                foreach ((string name, QLearningOptions options) in Learners)
                {
                    QLearningResult result = new OffPolicyQLearning(options).Solve(log, audit);
                    visits = result.Visits;
                    Add(name, result.ActionValues, result.Policy);
                }

                ModelLearningResult model = new ModelLearning(new ModelLearningOptions()).Solve(log, audit);
                bounds.Add(model.ErrorBound ?? double.NaN);
                Add("model", model.ActionValues, model.Policy);

                void Add(string name, IReadOnlyList<double> values, TabularGlobalPolicy policy)
                {
                    found[name].Errors.Add(Error(exact, values, visits!, game.GlobalActions));
                    found[name].Others.Add(100 * OtherActions(exact.Policy, policy));
                }
            }
            finally
            {
                File.Delete(path);
            }
        }

        foreach ((string name, (List<double> errors, List<double> others)) in found)
        {
            string proved = name == "model" && bounds.TrueForAll(double.IsFinite) ? Show(bounds, "F2") : "";
            Console.WriteLine(
                $"| {subsample} | {steps:N0} | {seen.Average():F1} % | {name} | {Show(errors, "F3")} | {proved} | {Show(others, "F1")} % |"
            );
        }
    }

    private static TrajectoryLog Record(
        CooperativeGame game,
        LocalPolicy local,
        int subsample,
        long steps,
        ulong seed,
        string path,
        out double seconds
    )
    {
        var timing = Timing.Of(() =>
            AtomicFile.WriteStream(path, stream =>
                new LogRecorder(new LogOptions { Steps = steps, Seed = seed }).Run(
                    game,
                    new UniformGlobalPolicy(subsample, game.GlobalActions),
                    local,
                    stream
                )
            )
        );
        seconds = timing.Wall;
        return new TrajectoryLog(path, new LogDescription(game, local, TrackedSet.Fixed, steps));
    }

    private static double Error(GLearnResult exact, IReadOnlyList<double> values, IReadOnlyList<long> visits, int actions)
    {
        int perState = exact.Policy.Lattice.Size * actions;
        return Enumerable
            .Range(0, values.Count)
            .Where(entry => visits[entry] > 0)
            .Max(entry => Math.Abs(values[entry] - exact.ActionValues![entry / perState][entry % perState]));
    }

    private static double OtherActions(TabularGlobalPolicy one, TabularGlobalPolicy other) =>
        Enumerable
            .Range(0, one.GlobalStates)
            .Average(state =>
                Enumerable.Range(0, one.Lattice.Size).Average(rank => one.Action(state, rank) == other.Action(state, rank) ? 0.0 : 1.0)
            );

    private static string Show(List<double> values, string format)
    {
        ConfidenceInterval interval = StudentInterval.FromSamples([.. values], 0.95);
        return $"{interval.Mean.ToString(format)} [{interval.Low.ToString(format)}, {interval.High.ToString(format)}]";
    }
}
