using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Learning;

public sealed class OffPolicyQLearningTests : IDisposable
{
    private readonly Logs logs = new();

    public static TheoryData<StepSize> StepSizes =>
        new(
            new StepSize(),
            new StepSize(StepRule.Constant, Alpha: 0.1),
            new StepSize(StepRule.Linear, StepClock.Visits, 2, 3),
            new StepSize(StepRule.Linear, StepClock.Time, 50, 100),
            new StepSize(StepRule.Polynomial, StepClock.Time, 3, 10, 0.6)
        );

    public void Dispose() => logs.Dispose();

    [Theory]
    [MemberData(nameof(StepSizes))]
    public void It_is_the_update_of_the_paper_to_the_bit(StepSize step)
    {
        CooperativeGame game = Logs.Small();
        foreach (TrackedColumns columns in Enum.GetValues<TrackedColumns>())
        {
            TrajectoryLog log = logs.Record(
                game,
                Logs.Mixed(game),
                3,
                new LogOptions
                {
                    Steps = 900,
                    EpisodeLength = 45,
                    Columns = columns,
                }
            );
            (Dictionary<(string, int), double> values, Dictionary<(string, int), long> visits) = Twin(
                Logs.Rows(File.ReadAllText(log.Path), 3),
                game,
                step
            );
            QLearningResult result = Learn(log, new QLearningOptions { Step = step, StartValue = 0 });
            var lattice = new CountLattice(3, 3);
            int[] counts = new int[3];
            for (int entry = 0; entry < result.ActionValues.Count; entry++)
            {
                lattice.Unrank(entry / 2 % lattice.Size, counts);
                (string, int) key = ($"{entry / 2 / lattice.Size}|{Counting.Key(counts)}", entry % 2);
                Assert.Equal(values.GetValueOrDefault(key), result.ActionValues[entry]);
                Assert.Equal(visits.GetValueOrDefault(key), result.Visits[entry]);
            }
        }
    }

    /// <summary>
    /// Long logs approach the exact values: with 1/N^0.7 the largest error over all entries falls at every tenfold length, and ends below
    /// 2 % of the range of returns.
    /// </summary>
    [Fact]
    public void It_approaches_the_exact_values_of_the_surrogate()
    {
        CooperativeGame game = Logs.Small();
        LocalPolicy local = Logs.Mixed(game);
        double[] exact = Exact(game, local, 2);
        double[] errors = new[] { 2_000L, 20_000L, 200_000L }
            .Select(steps => Error(exact, Learn(logs.Record(game, local, 2, new LogOptions { Steps = steps })).ActionValues))
            .ToArray();
        Assert.True(errors[0] > errors[1] && errors[1] > errors[2], string.Join(" ", errors));
        Assert.InRange(errors[2], 0, 0.02 * game.RewardRange / (1 - game.Discount));
    }

    /// <summary>
    /// E22 on data: two frozen agents, one in each state; a step earns 1 when the agent observed is in state 0. Learned from the same
    /// agent throughout, Q is 10 or 0; from one that is redrawn in every step it is 5.5 or 4.5.
    /// </summary>
    [Fact]
    public void Redrawn_agents_lead_to_another_fixed_point()
    {
        CooperativeGame game = SmallGames.Create(
            new SmallGames.Sizes(1, 2, 1, 1, 2),
            (_, _) => 0,
            (state, _, _) => SmallGames.Unit(2, state),
            (_, _) => 0,
            (state, _, _) => 1 - state,
            [0.5, 0.5]
        );
        var options = new LogOptions { Steps = 60_000, EpisodeLength = 100 };
        var step = new QLearningOptions { Step = new StepSize(StepRule.Constant, Alpha: 0.02), StartValue = 0 };
        QLearningResult same = Learn(logs.Record(game, LocalPolicy.Uniform(game), 1, options), step);
        Assert.Equal(0, same.ActionValues[0], 1e-9);
        Assert.Equal(10, same.ActionValues[1], 0.05);

        // A trajectory in which both states occur is that of a mixed pair.
        TrajectoryLog mixed = Enumerable
            .Range(1, 50)
            .Select(seed =>
                logs.Record(
                    game,
                    LocalPolicy.Uniform(game),
                    1,
                    options with
                    {
                        EpisodeLength = null,
                        Tracked = TrackedSet.Fresh,
                        Seed = (ulong)seed,
                    }
                )
            )
            .First(log => LogAuditor.Run(log).CellsSeen == 2);
        QLearningResult redrawn = Learn(mixed, step);
        Assert.Equal(4.5, redrawn.ActionValues[0], 0.25);
        Assert.Equal(5.5, redrawn.ActionValues[1], 0.25);
    }

    [Fact]
    public void Where_nothing_was_seen_the_fallback_acts_and_the_result_says_so()
    {
        CooperativeGame game = Logs.Small();
        TrajectoryLog log = logs.Record(game, Logs.Mixed(game), 3, new LogOptions { Steps = 12 });
        var seen = Logs.Transitions(Logs.Rows(File.ReadAllText(log.Path), 3))
            .Select(pair => (pair.Before.Cell, pair.Before.Action))
            .ToHashSet();
        foreach (string fallback in new[] { "constant u1", "hold" })
        {
            QLearningResult result = Learn(log, new QLearningOptions { Fallback = fallback, StartValue = 100 });
            var rule = (TabularGlobalPolicy)BaselinePolicies.Global(game, 3).Single(baseline => baseline.Name == fallback).Policy;
            Assert.Equal(fallback, result.Coverage.Fallback);
            Assert.True(result.Coverage is { Unknown: > 0, Partial: > 0 });
            int[] counts = new int[3];
            for (int cell = 0; cell < 20; cell++)
            {
                rule.Lattice.Unrank(cell % 10, counts);
                int[] known = [.. Enumerable.Range(0, 2).Where(action => seen.Contains(($"{cell / 10}|{Counting.Key(counts)}", action)))];
                Assert.Equal(known.Length, result.Coverage.KnownActions(cell / 10, cell % 10));
                int expected = known.Length switch
                {
                    0 => rule.Action(cell / 10, cell % 10),
                    1 => known[0], // though the other's start value of 100 is higher than anything that can be earned
                    _ => result.ActionValues[(cell * 2) + 1] > result.ActionValues[cell * 2] ? 1 : 0,
                };
                Assert.Equal(expected, result.Policy.Action(cell / 10, cell % 10));
            }

            Assert.Equal(20, result.Coverage.Complete + result.Coverage.Partial + result.Coverage.Unknown);
        }

        Assert.Contains(
            "there is no fallback 'sideways'; expected one of: constant u0",
            Assert.Throws<InvalidOptionException>(() => Learn(log, new QLearningOptions { Fallback = "sideways" })).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Values_start_at_what_the_log_earns_on_average_unless_told_otherwise()
    {
        TrajectoryLog log = logs.Record(Logs.Small(), LocalPolicy.Uniform(Logs.Small()), 3, new LogOptions { Steps = 12 });
        double mean = Logs.Transitions(Logs.Rows(File.ReadAllText(log.Path), 3)).Average(pair => pair.Before.Reward);
        QLearningResult result = Learn(log);
        Assert.Equal(mean / (1 - 0.8), result.StartValue, 1e-12);
        Assert.All(result.Visits.Index().Where(entry => entry.Item == 0), entry =>
            Assert.Equal(result.StartValue, result.ActionValues[entry.Index])
        );
        Assert.Equal(-3, Learn(log, new QLearningOptions { StartValue = -3 }).StartValue);
        Assert.Throws<InvalidOptionException>(() => Learn(log, new QLearningOptions { StartValue = double.NaN }));
    }

    [Fact]
    public void A_step_into_the_unknown_is_dropped_and_counted()
    {
        QLearningResult result = Learn(
            logs.Of("episode,step,globalState,agent0,globalAction,reward\n0,0,0,0,0,1\n0,1,0,1,0,1\n0,2,1,2,0,1\n", Logs.Small())
        );
        Assert.Equal((1, 1), (result.Updates, result.Dropped));
    }

    [Fact]
    public void A_log_that_changed_since_its_audit_is_refused()
    {
        TrajectoryLog log = logs.Record(Logs.Small(), LocalPolicy.Uniform(Logs.Small()), 2, new LogOptions { Steps = 50 });
        log = log with { Description = log.Description with { Steps = null } };
        LogAudit audit = LogAuditor.Run(log);
        File.WriteAllLines(log.Path, File.ReadAllLines(log.Path)[..^5]);
        Assert.Contains(
            "has changed since it was audited",
            Assert.Throws<InvalidInputException>(() => new OffPolicyQLearning(new QLearningOptions()).Solve(log, audit)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_audit_without_its_tables_is_refused()
    {
        TrajectoryLog log = logs.Record(Logs.Small(), LocalPolicy.Uniform(Logs.Small()), 2, new LogOptions { Steps = 50 });
        LogAudit audit = LogAuditor.Run(log) with { Tables = null! };
        Assert.Contains(
            "was not made by LogAuditor",
            Assert.Throws<InvalidOperationException>(() => new OffPolicyQLearning(new QLearningOptions()).Solve(log, audit)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Values_that_overflow_stop_it_with_their_cause() =>
        Assert.Contains(
            "check the log's rewards for huge entries",
            Assert
                .Throws<ArithmeticException>(() =>
                    Learn(
                        logs.Of(
                            "episode,step,globalState,agent0,globalAction,reward\n"
                                + "0,0,0,0,0,1e308\n0,1,0,0,0,1e308\n0,2,0,0,0,1e308\n0,3,0,0,0,1e308\n",
                            Logs.Small()
                        ),
                        new QLearningOptions { Step = new StepSize(StepRule.Constant, Alpha: 1), StartValue = 0 }
                    )
                )
                .Message,
            StringComparison.Ordinal
        );

    private QLearningResult Learn(TrajectoryLog log, QLearningOptions? options = null) =>
        new OffPolicyQLearning(options ?? new QLearningOptions()).Solve(log, LogAuditor.Run(log));

    private static double[] Exact(CooperativeGame game, LocalPolicy local, int subsample) =>
        [
            .. new GLearn(new GLearnOptions { KeepActionValues = true, Accuracy = 1e-9 })
                .Solve(game, local, subsample)
                .ActionValues!.SelectMany(row => row),
        ];

    private static double Error(double[] exact, IReadOnlyList<double> learned) =>
        exact.Zip(learned, (one, other) => Math.Abs(one - other)).Max();

    // Two passes over a list of rows and two dictionaries: what was ever seen, then the update (38), as it is written.
    private static (Dictionary<(string, int), double> Values, Dictionary<(string, int), long> Visits) Twin(
        List<Row> rows,
        CooperativeGame game,
        StepSize step
    )
    {
        var transitions = Logs.Transitions(rows).ToList();
        var ever = transitions.Select(pair => (pair.Before.Cell, pair.Before.Action)).ToHashSet();
        var values = new Dictionary<(string, int), double>();
        var visits = new Dictionary<(string, int), long>();
        int time = 0;
        foreach ((Row before, Row after) in transitions)
        {
            double[] next =
            [
                .. Enumerable
                    .Range(0, game.GlobalActions)
                    .Where(action => ever.Contains((after.Cell, action)))
                    .Select(action => values.GetValueOrDefault((after.Cell, action))),
            ];
            if (next.Length == 0)
            {
                continue;
            }

            (string Cell, int Action) key = (before.Cell, before.Action);
            time++;
            visits[key] = visits.GetValueOrDefault(key) + 1;
            double clock = step.Clock == StepClock.Visits ? visits[key] : time;
            double alpha = step.Rule switch
            {
                StepRule.Constant => step.Alpha,
                StepRule.Linear => step.Alpha / (clock + step.Offset),
                _ => step.Alpha / Math.Pow(clock + step.Offset, step.Exponent),
            };
            double old = values.GetValueOrDefault(key);
            values[key] = old + (alpha * (before.Reward + (game.Discount * next.Max()) - old));
        }

        return (values, visits);
    }
}
