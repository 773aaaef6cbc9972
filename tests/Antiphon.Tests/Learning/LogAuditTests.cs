using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Policies;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Learning;

public sealed class LogAuditTests : IDisposable
{
    private readonly Logs logs = new();

    public void Dispose() => logs.Dispose();

    [Theory]
    [InlineData(3, 40, null)]
    [InlineData(2, 400, 50L)]
    [InlineData(2, 5_000, null)]
    public void Coverage_is_what_a_dictionary_counts(int subsample, long steps, long? length)
    {
        CooperativeGame game = Logs.Small();
        TrajectoryLog log = logs.Record(game, Logs.Mixed(game), subsample, new LogOptions { Steps = steps, EpisodeLength = length });
        List<Row> rows = Logs.Rows(File.ReadAllText(log.Path), 3);
        var transitions = Logs.Transitions(rows).ToList();
        var visits = transitions
            .GroupBy(pair => (pair.Before.Cell, pair.Before.Action))
            .ToDictionary(group => group.Key, group => group.LongCount());
        var cells = visits.Keys.GroupBy(key => key.Cell, StringComparer.Ordinal).ToList();
        int there = 2 * Counting.Vectors(3, subsample).Length;

        LogAudit audit = LogAuditor.Run(log);

        Assert.Equal(
            (steps, rows.Select(row => row.Episode).Distinct().LongCount(), (long)transitions.Count),
            (audit.Steps, audit.Episodes, audit.Transitions)
        );
        Assert.Equal((there, cells.Count, cells.Count(cell => cell.Count() == 2)), (audit.Cells, audit.CellsSeen, audit.CellsComplete));
        Assert.Equal((2 * there, visits.Count), (audit.Entries, audit.EntriesSeen));
        Assert.Equal(visits.Values.Min(), audit.LeastVisitsSeen);
        Assert.Equal(visits.Count == 2 * there ? visits.Values.Min() : 0, audit.LeastVisits);
        Assert.Equal((double)audit.LeastVisits / transitions.Count, audit.MinimumFrequency);
        Assert.Equal(transitions.Average(pair => pair.Before.Reward), audit.MeanReward, 1e-12);
        Assert.Equal(
            (transitions.Min(pair => pair.Before.Reward), transitions.Max(pair => pair.Before.Reward)),
            (audit.SmallestReward, audit.LargestReward)
        );
        Assert.InRange(audit.RewardDifference, 0, 1e-9);
        Assert.Equal(audit.IsComplete, !audit.Notices.Any(notice => notice.Contains("never visited", StringComparison.Ordinal)));
        Assert.Equal(length is not null, audit.Notices.Any(notice => notice.Contains("episodes", StringComparison.Ordinal)));
    }

    [Fact]
    public void Moves_are_counted_agent_by_agent()
    {
        CooperativeGame game = Logs.Small();
        TrajectoryLog log = logs.Record(game, Logs.Mixed(game), 3, new LogOptions { Steps = 2_000, EpisodeLength = 90 });
        long[] expected = new long[2 * 3 * 3];
        foreach ((Row before, Row after) in Logs.Transitions(Logs.Rows(File.ReadAllText(log.Path), 3)))
        {
            for (int agent = 0; agent < 3; agent++)
            {
                expected[(((before.GlobalState * 3) + before.Agents[agent]) * 3) + after.Agents[agent]]++;
            }
        }

        Assert.Equal(expected, LogAuditor.Run(log).Tables.LocalMoves);
    }

    [Fact]
    public void A_declared_law_that_holds_is_not_doubted()
    {
        foreach (int seed in Enumerable.Range(1, 20))
        {
            CooperativeGame game = Logs.Small((ulong)seed, seed % 2 == 0 ? KernelShape.Sparse : KernelShape.Dense);
            LogAudit audit = LogAuditor.Run(
                logs.Record(
                    game,
                    Logs.Mixed(game),
                    3,
                    new LogOptions
                    {
                        Steps = 20_000,
                        Seed = (ulong)seed,
                        EpisodeLength = seed % 3 == 0 ? 100 : null,
                        Columns = seed % 5 < 2 ? TrackedColumns.Counts : TrackedColumns.States,
                    }
                )
            );
            Assert.InRange(audit.LocalDeviation ?? 0, 0, audit.Tolerance);
            Assert.InRange(audit.GlobalDeviation ?? 0, 0, audit.Tolerance); // null where a sparse game leaves nothing to chance
        }
    }

    /// <summary>
    /// Two-sided Hoeffding-like tails of all 2 * 3 * 3 local and 2 * 2 * 2 global moves together are below 1e-6: sqrt(2 ln(2 * 26 /
    /// 1e-6)).
    /// </summary>
    [Fact]
    public void The_tolerance_counts_every_move_that_is_checked() =>
        Assert.Equal(
            Math.Sqrt(2 * Math.Log(52e6)),
            LogAuditor.Run(logs.Record(Logs.Small(), Logs.Mixed(Logs.Small()), 2, new LogOptions { Steps = 50 })).Tolerance,
            1e-9
        );

    /// <summary>z = (n - N p) / sqrt(N p (1 - p)) of every move from a state, by hand; for counts the martingale sums.</summary>
    [Fact]
    public void Deviations_are_counted_in_standard_deviations()
    {
        CooperativeGame game = Logs.Small();
        LocalPolicy local = Logs.Mixed(game);
        var ordered = new OrderedGame(game.WithAgents(2), 2);
        foreach (TrackedColumns columns in Enum.GetValues<TrackedColumns>())
        {
            TrajectoryLog log = logs.Record(game, local, 2, new LogOptions { Steps = 5_000, Columns = columns });
            var steps = Logs.Transitions(Logs.Rows(File.ReadAllText(log.Path), 3)).ToList();
            double largest = 0.0;
            for (int state = 0; state < 2; state++)
            {
                double[,] kernel = ordered.LocalKernel(local.Probabilities.ToArray(), state);
                for (int from = 0; from < 3; from++)
                {
                    for (int to = 0; to < 3; to++)
                    {
                        var here = steps.Where(step => step.Before.GlobalState == state).ToList();
                        (double excess, double variance) = (0.0, 0.0);
                        foreach ((Row before, Row after) in here)
                        {
                            if (columns == TrackedColumns.States)
                            {
                                var moved = before.Agents.Zip(after.Agents).Where(pair => pair.First == from).ToList();
                                excess += moved.Count(pair => pair.Second == to) - (moved.Count * kernel[from, to]);
                                variance += moved.Count * kernel[from, to] * (1 - kernel[from, to]);
                            }
                            else
                            {
                                excess +=
                                    before.Counts[from]
                                    * (after.Counts[to] - before.Counts.Select((count, x) => count * kernel[x, to]).Sum());
                                variance +=
                                    before.Counts[from]
                                    * before.Counts[from]
                                    * before.Counts.Select((count, x) => count * kernel[x, to] * (1 - kernel[x, to])).Sum();
                            }
                        }

                        largest = Math.Max(largest, Math.Abs(excess) / Math.Sqrt(variance));
                    }
                }
            }

            Assert.Equal(largest, LogAuditor.Run(log).LocalDeviation!.Value, 1e-9);
        }
    }

    [Theory]
    [InlineData(TrackedColumns.States)]
    [InlineData(TrackedColumns.Counts)]
    public void Agents_that_are_redrawn_though_declared_the_same_are_found_out(TrackedColumns columns)
    {
        CooperativeGame game = Logs.Small(4, KernelShape.Lazy);
        TrajectoryLog log = logs.Record(
            game,
            LocalPolicy.Uniform(game),
            3,
            new LogOptions
            {
                Steps = 20_000,
                Tracked = TrackedSet.Fresh,
                Columns = columns,
            }
        );
        LogAudit audit = LogAuditor.Run(log with { Description = log.Description with { Tracked = TrackedSet.Fixed } });
        Assert.False(audit.AgreesWithFixedSet);
        Assert.Contains(audit.Notices, notice =>
            notice.StartsWith("The tracked agents do not move like the same agents", StringComparison.Ordinal)
        );
        Assert.Contains(LogAuditor.Run(log).Notices, notice =>
            notice.StartsWith("The tracked agents are drawn anew in every step", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Agents_that_stay_the_same_though_declared_redrawn_are_found_out()
    {
        CooperativeGame game = Logs.Small();
        TrajectoryLog log = logs.Record(game, Logs.Mixed(game), 2, new LogOptions { Steps = 5_000 });
        LogAudit audit = LogAuditor.Run(log with { Description = log.Description with { Tracked = TrackedSet.Fresh } });
        Assert.Contains(audit.Notices, notice => notice.StartsWith("However, they move like the same agents", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_local_policy_or_game_is_found_out()
    {
        CooperativeGame game = Logs.Small();
        TrajectoryLog log = logs.Record(game, Logs.Mixed(game), 2, new LogOptions { Steps = 20_000 });
        LogAudit otherPolicy = LogAuditor.Run(log with { Description = log.Description with { Local = LocalPolicy.Uniform(game) } });
        Assert.False(otherPolicy.AgreesWithFixedSet);
        LogAudit otherGame = LogAuditor.Run(log with { Description = log.Description with { Game = Logs.Small(12) } });
        Assert.True(otherGame.GlobalDeviation > otherGame.Tolerance, $"{otherGame.GlobalDeviation}");
        Assert.Contains(otherGame.Notices, notice =>
            notice.StartsWith("The rewards of the log differ from the game's", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_log_too_short_to_tell_says_so()
    {
        LogAudit audit = LogAuditor.Run(logs.Record(Logs.Small(), LocalPolicy.Uniform(Logs.Small()), 2, new LogOptions { Steps = 30 }));
        Assert.Equal((null, null), (audit.LocalDeviation, audit.GlobalDeviation));
        Assert.Contains(audit.Notices, notice =>
            notice.StartsWith("The log is too short, or has no randomness, to test", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_move_that_cannot_be_is_called_so()
    {
        CooperativeGame game = SmallGames.Frozen(5);
        const string Text = "episode,step,globalState,agent0,globalAction,reward\n0,0,0,0,1,0\n0,1,1,1,1,1\n0,2,0,1,1,1\n";
        LogAudit audit = LogAuditor.Run(logs.Of(Text, game));
        Assert.Equal((double.PositiveInfinity, double.PositiveInfinity), (audit.LocalDeviation!.Value, audit.GlobalDeviation!.Value));
        Assert.Contains(audit.Notices, notice => notice.Contains("an impossible move", StringComparison.Ordinal));
    }

    /// <summary>
    /// The global state turns every 25 steps and nothing else ever changes: what tells it is 1 in one state and 0 in the other, and
    /// remembers for long.
    /// </summary>
    [Fact]
    public void The_present_global_state_alone_is_told()
    {
        string text =
            "episode,step,globalState,agent0,globalAction,reward\n"
            + string.Concat(Enumerable.Range(0, 2000).Select(step => $"0,{step},{step / 25 % 2},0,0,1\n"));
        Assert.InRange(LogAuditor.Run(logs.Of(text, Logs.Small())).RelaxationTime, 5, 100);
    }

    /// <summary>Steps of one episode each have no earlier step, however alike neighbouring episodes are.</summary>
    [Fact]
    public void No_correlation_goes_across_the_start_of_an_episode()
    {
        var correlations = new Autocorrelations(1);
        for (int episode = 0; episode < 1000; episode++)
        {
            correlations.Restart();
            correlations.Add([episode / 100]);
        }

        Assert.Equal(0, correlations.Relaxation().Time);
    }

    /// <summary>
    /// One agent that stays with probability 0.95 in state 0 and 0.9 in state 1: its second eigenvalue is 0.85, the relaxation time -1/ln
    /// 0.85 = 6.15.
    /// </summary>
    [Fact]
    public void The_relaxation_time_is_that_of_the_slowest_mode()
    {
        CooperativeGame game = SmallGames.Create(
            new SmallGames.Sizes(1, 2, 2, 1, 10),
            (_, _) => 0,
            (state, _, _) => state == 0 ? [0.95, 0.05] : [0.1, 0.9],
            (_, _) => 0,
            (state, _, _) => state,
            [0.5, 0.5]
        );
        double exact = -1 / Math.Log(0.85);
        LogAudit audit = LogAuditor.Run(logs.Record(game, LocalPolicy.Uniform(game), 1, new LogOptions { Steps = 400_000 }));
        Assert.InRange(audit.RelaxationTime, 0.85 * exact, 1.15 * exact);
        Assert.False(audit.RelaxationIsOpen);
        Assert.Equal(Math.Ceiling(audit.RelaxationTime * Math.Log(4)), audit.MixingTime(0.25));

        LogAudit frozen = LogAuditor.Run(
            logs.Record(
                SmallGames.Frozen(10),
                LocalPolicy.Uniform(SmallGames.Frozen(10)),
                4,
                new LogOptions { Steps = 5_000, EpisodeLength = 20 }
            )
        );
        Assert.True(frozen.RelaxationIsOpen);
    }

    [Fact]
    public void It_can_be_cancelled() =>
        Assert.Throws<OperationCanceledException>(() =>
            LogAuditor.Run(
                logs.Record(Logs.Small(), LocalPolicy.Uniform(Logs.Small()), 2, new LogOptions { Steps = 10 }),
                cancellation: new CancellationToken(canceled: true)
            )
        );
}
