using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Learning;

public sealed class ModelLearningTests : IDisposable
{
    private readonly Logs logs = new();

    public void Dispose() => logs.Dispose();

    [Fact]
    public void Laws_are_frequencies_of_the_log()
    {
        CooperativeGame game = Logs.Small();
        TrajectoryLog log = logs.Record(game, Logs.Mixed(game), 3, new LogOptions { Steps = 3_000, EpisodeLength = 77 });
        ModelLearningResult result = Solve(log);
        var steps = Logs.Transitions(Logs.Rows(File.ReadAllText(log.Path), 3)).ToList();
        foreach (LogModelRow row in result.Rows)
        {
            int[] next =
                row.Side == "global"
                    ?
                    [
                        .. steps
                            .Where(step => step.Before.GlobalState == row.GlobalState && step.Before.Action == row.Given)
                            .Select(step => step.After.GlobalState),
                    ]
                    :
                    [
                        .. steps
                            .Where(step => step.Before.GlobalState == row.GlobalState)
                            .SelectMany(step =>
                                step.Before.Agents.Zip(step.After.Agents)
                                    .Where(pair => pair.First == row.Given)
                                    .Select(pair => pair.Second)
                            ),
                    ];
            Assert.Equal(next.Length, row.Visits);
            Assert.Equal(
                Enumerable.Range(0, row.Side == "global" ? 2 : 3).Select(state => (double)next.Count(to => to == state) / next.Length),
                row.Probabilities
            );
        }

        Assert.Equal((2 * 2) + (2 * 3), result.Rows.Count);
    }

    /// <summary>Rewards without noise are found to rounding, whatever constant goes from the global to the local ones.</summary>
    [Fact]
    public void Rewards_are_split_into_those_of_the_global_agent_and_of_the_agents()
    {
        CooperativeGame game = Logs.Small();
        LocalPolicy local = Logs.Mixed(game);
        ModelLearningResult result = Solve(logs.Record(game, local, 3, new LogOptions { Steps = 5_000 }));
        var kernels = new LocalKernels(game, local.Probabilities);
        Assert.InRange(result.RewardResidual, 0, 1e-12);
        for (int state = 0; state < 2; state++)
        {
            for (int x = 0; x < 3; x++)
            {
                for (int action = 0; action < 2; action++)
                {
                    Assert.Equal(
                        game.GlobalReward(state, action) + kernels.Reward(state)[x],
                        result.Model.GlobalReward(state, action) + result.Model.LocalReward(x, state, 0),
                        1e-10
                    );
                }
            }
        }
    }

    /// <summary>The plan is that of the estimated laws, by value iteration over ordered agents.</summary>
    [Fact]
    public void The_plan_is_exact_in_the_estimated_model()
    {
        CooperativeGame game = Logs.Small();
        ModelLearningResult result = Solve(logs.Record(game, Logs.Mixed(game), 2, new LogOptions { Steps = 2_000 }));
        var ordered = new OrderedGame(result.Model.WithAgents(2), 2);
        double[] follow = [.. Enumerable.Repeat(1.0, 6)];
        double[] values = new double[2 * 9];
        var lattice = new CountLattice(3, 2);
        for (int sweep = 0; sweep < 300; sweep++)
        {
            values =
            [
                .. Enumerable.Range(0, 18).Select(place => Enumerable.Range(0, 2).Max(action => Backup(place / 9, place % 9, action))),
            ];
        }

        for (int place = 0; place < 18; place++)
        {
            int cell = (place / 9 * lattice.Size) + lattice.Rank(Counting.CountsOf(3, ordered.Tuples[place % 9]));
            Assert.All(Enumerable.Range(0, 2), action =>
                Assert.Equal(Backup(place / 9, place % 9, action), result.ActionValues[(cell * 2) + action], 1e-5)
            );
        }

        double Backup(int state, int tuple, int action)
        {
            double[] next = ordered.NextTuples(ordered.LocalKernel(follow, state), tuple);
            double expected = (
                from to in Enumerable.Range(0, 2)
                from other in Enumerable.Range(0, 9)
                select result.Model.GlobalTransition(state, action)[to] * next[other] * values[(to * 9) + other]
            ).Sum();
            return result.Model.GlobalReward(state, action) + ordered.LocalReward(follow, state, tuple) + (0.8 * expected);
        }
    }

    /// <summary>Weissman's bound at n = 100, d = 3, delta = 0.01: sqrt(2 ln(6 * 100 * 101 / 0.01) / 100) = 0.5589.</summary>
    [Fact]
    public void Radii_are_those_of_Weissman_over_all_numbers_of_draws()
    {
        Assert.Equal(0.5589, LogModel.Radius(100, 3, 0.01), 1e-4);
        Assert.Equal(2, LogModel.Radius(0, 3, 0.01));
        Assert.Equal(2, LogModel.Radius(1, 3, 0.01));
        Assert.Equal(0, LogModel.Radius(5, 1, 0.01));
        Assert.InRange(LogModel.Radius(1_000_000, 2_000, 0.01), 0.05, 0.06);
    }

    /// <summary>
    /// 40 logs, each with delta = 0.05: all radii hold in at least 33 (fewer would happen with probability below 1e-3), and where they do
    /// the error is within its bound.
    /// </summary>
    [Fact]
    public void Errors_are_within_the_bound_that_is_proved()
    {
        (int held, double tightest) = (0, double.PositiveInfinity);
        foreach (int seed in Enumerable.Range(1, 40))
        {
            CooperativeGame game = Logs.Small((ulong)seed, seed % 2 == 0 ? KernelShape.Lazy : KernelShape.Dense);
            LocalPolicy local = Logs.Mixed(game, (ulong)seed);
            ModelLearningResult result = Solve(logs.Record(game, local, 2, new LogOptions { Steps = 3_000, Seed = (ulong)seed }));
            var kernels = new LocalKernels(game, local.Probabilities);
            bool sound = result.Rows.All(row =>
                Distance(
                    row,
                    row.Side == "global"
                        ? game.GlobalTransition(row.GlobalState, row.Given)
                        : kernels.Transition(row.GlobalState).Slice(row.Given * 3, 3)
                ) <= row.Radius
            );
            held += sound ? 1 : 0;
            IEnumerable<double> exact = new GLearn(new GLearnOptions { KeepActionValues = true })
                .Solve(game, local, 2)
                .ActionValues!.SelectMany(row => row);
            double error = exact.Zip(result.ActionValues, (one, other) => Math.Abs(one - other)).Max();
            Assert.NotNull(result.ErrorBound);
            Assert.True(!sound || error <= result.ErrorBound, $"seed {seed}: {error} > {result.ErrorBound}");
            tightest = Math.Min(tightest, result.ErrorBound.Value / error);
        }

        Assert.InRange(held, 33, 40);
        Assert.InRange(tightest, 1, 1_000);
    }

    /// <summary>
    /// One global state, one action, one agent in two states, V = (0, 1) within 0: a local law within 0.4 in L1 is off by 0.2 in total
    /// variation, which moves an expectation of V by 0.2 at most: gamma 0.2 / (1 - gamma) = 1.8. With two agents, V = (0, 1, 3) by the
    /// count in state 1, one move changes V by 2 at most, and two agents move: gamma 2 * 0.2 * 2 / (1 - gamma) = 7.2.
    /// </summary>
    [Theory]
    [InlineData(1, new double[] { 1, 0 }, 1.8)]
    [InlineData(2, new double[] { 3, 1, 0 }, 7.2)]
    public void The_bound_follows_from_radii_and_spans(int agents, double[] values, double expected)
    {
        CooperativeGame game = SmallGames.Create(
            new SmallGames.Sizes(1, 2, 1, 1, 5),
            (_, _) => 0,
            (state, _, _) => SmallGames.Unit(2, state),
            (_, _) => 0,
            (_, _, _) => 0,
            [0.5, 0.5]
        );
        var lattice = new CountLattice(2, agents);
        LogModelRow[] rows = [new("global", 0, 0, 9, [1], 0), new("local", 0, 0, 9, [1, 0], 0.4), new("local", 0, 1, 9, [0, 1], 0.1)];
        var plan = new GLearnResult
        {
            Policy = TabularGlobalPolicy.FromFunction(1, 1, lattice, (_, _) => 0),
            Values = [values],
            ErrorBound = 0,
            Sweeps = 1,
            StopReason = StopReason.AccuracyReached,
            Notice = "",
        };
        Assert.Equal(expected, ModelErrorBound.Of(game, lattice, rows, plan), 1e-12);
    }

    /// <summary>
    /// Planned values that are off by e = 0.01 make spans larger by 2 e for the global law and for each of k agents, and the answer itself
    /// is off by e: gamma (0.2 + 2 e 2) / (1 - gamma) + e = 2.17 for one agent, gamma (0.8 + 2 e 3) / (1 - gamma) + e = 7.75 for two.
    /// </summary>
    [Theory]
    [InlineData(1, new double[] { 1, 0 }, 2.17)]
    [InlineData(2, new double[] { 3, 1, 0 }, 7.75)]
    public void The_bound_counts_the_plans_own_error(int agents, double[] values, double expected)
    {
        CooperativeGame game = SmallGames.Create(
            new SmallGames.Sizes(1, 2, 1, 1, 5),
            (_, _) => 0,
            (state, _, _) => SmallGames.Unit(2, state),
            (_, _) => 0,
            (_, _, _) => 0,
            [0.5, 0.5]
        );
        LogModelRow[] rows = [new("global", 0, 0, 9, [1], 0), new("local", 0, 0, 9, [1, 0], 0.4), new("local", 0, 1, 9, [0, 1], 0.1)];
        Assert.Equal(expected, ModelErrorBound.Of(game, new CountLattice(2, agents), rows, Plan(agents, 0.01, values)), 1e-12);
    }

    /// <summary>V = 0 in global state 0 and 5 in 1: a global law within 0.2 in L1 moves an expectation by 0.1 of 5 at most, gamma 0.5 / (1
    /// - gamma) = 4.5; with a local term of 0.2 as above 6.3.</summary>
    [Fact]
    public void The_bound_adds_the_global_law_to_the_local_ones()
    {
        CooperativeGame game = SmallGames.Create(
            new SmallGames.Sizes(2, 2, 1, 1, 5),
            (state, _) => state,
            (state, _, _) => SmallGames.Unit(2, state),
            (_, _) => 0,
            (_, _, _) => 0,
            [0.5, 0.5]
        );
        LogModelRow[] rows =
        [
            new("global", 0, 0, 9, [1, 0], 0.2),
            new("global", 1, 0, 9, [0, 1], 0),
            new("local", 0, 0, 9, [1, 0], 0.4),
            new("local", 1, 0, 9, [1, 0], 0),
        ];
        Assert.Equal(4.5, ModelErrorBound.Of(game, new CountLattice(2, 1), rows, Plan(1, 0, [0, 0], [5, 5])), 1e-12);
        Assert.Equal(6.3, ModelErrorBound.Of(game, new CountLattice(2, 1), rows, Plan(1, 0, [1, 0], [5, 5])), 1e-12);
    }

    /// <summary>delta is shared out among all G (A + S) laws, which then hold at once.</summary>
    [Fact]
    public void Every_law_has_its_share_of_the_probability_of_failure()
    {
        TrajectoryLog log = logs.Record(Logs.Small(), Logs.Mixed(Logs.Small()), 2, new LogOptions { Steps = 400 });
        ModelLearningResult result = Solve(log, new ModelLearningOptions { Delta = 0.1 });
        Assert.Equal(2 * (2 + 3), result.Rows.Count);
        Assert.All(result.Rows, row =>
            Assert.Equal(LogModel.Radius(row.Visits, row.Side == "global" ? 2 : 3, 0.1 / 10), row.Radius, 1e-12)
        );
        Assert.Contains(result.Rows, row => row.Radius < 2);
    }

    [Fact]
    public void It_needs_far_less_data_than_Q_learning()
    {
        CooperativeGame game = Logs.Small();
        LocalPolicy local = Logs.Mixed(game);
        TrajectoryLog log = logs.Record(game, local, 3, new LogOptions { Steps = 20_000 });
        double[] exact =
        [
            .. new GLearn(new GLearnOptions { KeepActionValues = true }).Solve(game, local, 3).ActionValues!.SelectMany(row => row),
        ];
        LogAudit audit = LogAuditor.Run(log);
        Assert.True(audit.IsComplete);
        double Error(IReadOnlyList<double> values) => exact.Zip(values, (one, other) => Math.Abs(one - other)).Max();
        Assert.True(
            3 * Error(Solve(log).ActionValues) < Error(new OffPolicyQLearning(new QLearningOptions()).Solve(log, audit).ActionValues)
        );
    }

    [Fact]
    public void Nothing_is_claimed_where_a_law_was_never_drawn_from()
    {
        CooperativeGame game = Logs.Small();
        var always = TabularGlobalPolicy.FromFunction(2, 2, new CountLattice(3, 2), (_, _) => 1);
        LocalPolicy local = Logs.Mixed(game);
        TrajectoryLog log = logs.Of(Logs.Text(game, always, local, new LogOptions { Steps = 4_000 }), game, local);
        ModelLearningResult result = Solve(log, new ModelLearningOptions { Fallback = "constant u0" });
        Assert.Null(result.ErrorBound);
        Assert.Contains("2 of 10 distributions have no sample", Assert.Single(result.Reservations), StringComparison.Ordinal);
        Assert.Equal((0, 12, 0), (result.Coverage.Complete, result.Coverage.Partial, result.Coverage.Unknown));
        Assert.All(Enumerable.Range(0, 12), cell => Assert.Equal(1, result.Policy.Action(cell / 6, cell % 6)));
    }

    [Fact]
    public void Agents_never_seen_in_a_state_make_cells_unknown()
    {
        string text =
            "episode,step,globalState,agent0,agent1,globalAction,reward\n"
            + string.Concat(Enumerable.Range(0, 40).Select(step => $"0,{step},{step % 2},{step % 2},{step / 2 % 2},{step / 3 % 2},1\n"));
        ModelLearningResult result = Solve(logs.Of(text, Logs.Small()), new ModelLearningOptions { Fallback = "constant u1" });
        Assert.Null(result.ErrorBound);
        Assert.Contains(result.Reservations, reason => reason.Contains("have no sample", StringComparison.Ordinal));
        var lattice = new CountLattice(3, 2);
        foreach (int cell in Enumerable.Range(0, 12))
        {
            int[] counts = new int[3];
            lattice.Unrank(cell % 6, counts);
            Assert.Equal(counts[2] > 0, result.Coverage.KnownActions(cell / 6, cell % 6) == 0);
            Assert.True(counts[2] == 0 || result.Policy.Action(cell / 6, cell % 6) == 1);
        }
    }

    [Fact]
    public void Noisy_rewards_bring_no_bound()
    {
        CooperativeGame game = Logs.Small();
        LocalPolicy local = Logs.Mixed(game);
        string text = Logs.Text(game, new UniformGlobalPolicy(2, 2), local, new LogOptions { Steps = 3_000 });
        var random = new SmallRandom(3);
        string noisy = string.Join(
            '\n',
            text.Split('\n')
                .Select(
                    (line, number) =>
                        number == 0 || line.Length == 0
                            ? line
                            : $"{line[..line.LastIndexOf(',')]},{double.Parse(line[(line.LastIndexOf(',') + 1)..]) + random.Next()}"
                )
        );
        ModelLearningResult result = Solve(logs.Of(noisy, game, local));
        Assert.Null(result.ErrorBound);
        Assert.Contains(result.Reservations, reason => reason.Contains("are noisy", StringComparison.Ordinal));
    }

    [Fact]
    public void Counts_of_one_agent_are_its_states_and_redrawn_agents_are_refused()
    {
        CooperativeGame game = Logs.Small();
        LocalPolicy local = Logs.Mixed(game);
        var options = new LogOptions { Steps = 500 };
        Assert.Equal(
            Solve(logs.Record(game, local, 1, options)).ActionValues,
            Solve(logs.Record(game, local, 1, options with { Columns = TrackedColumns.Counts })).ActionValues
        );
        Assert.Contains(
            "drawn anew in every step",
            Refused(logs.Record(game, local, 2, options with { Tracked = TrackedSet.Fresh })),
            StringComparison.Ordinal
        );
    }

    private static GLearnResult Plan(int agents, double error, params double[][] values) =>
        new()
        {
            Policy = TabularGlobalPolicy.FromFunction(values.Length, 1, new CountLattice(2, agents), (_, _) => 0),
            Values = values,
            ErrorBound = error,
            Sweeps = 1,
            StopReason = StopReason.AccuracyReached,
            Notice = "",
        };

    private string Refused(TrajectoryLog log) => Assert.Throws<InvalidInputException>(() => Solve(log)).Message;

    private static ModelLearningResult Solve(TrajectoryLog log, ModelLearningOptions? options = null) =>
        new ModelLearning(options ?? new ModelLearningOptions()).Solve(log, LogAuditor.Run(log));

    private static double Distance(LogModelRow row, ReadOnlySpan<double> law)
    {
        double sum = 0.0;
        for (int next = 0; next < law.Length; next++)
        {
            sum += Math.Abs(law[next] - row.Probabilities[next]);
        }

        return sum;
    }
}
