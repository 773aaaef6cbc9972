using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Tests.Learning.Systems;

public sealed class SystemFitTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("antiphon-test-").FullName;

    private string Path => System.IO.Path.Combine(folder, "system.csv");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_game_is_found_again_from_the_log_of_a_system_that_plays_it()
    {
        CooperativeGame truth = SystemGames.Coupled();
        TrajectoryLog log = Record(new GameSystem(truth), new SystemLogOptions { Episodes = 300, Tracked = 20 });
        SystemFitResult fit = new SystemFit(new SystemFitOptions()).Fit(log);
        foreach (double share in new[] { 0, 0.3, 0.6 })
        {
            double[] fractions = [1 - share, share];
            ForEachGlobal(
                (state, action) =>
                {
                    // Without noise; the pooled rewards, off by up to 4, count as one of some hundred observations at a breakpoint.
                    Assert.Equal(truth.GlobalReward(state, action, fractions), fit.Game.GlobalReward(state, action, fractions), 0.04);
                    double[] expected = truth.GlobalRow(state, action, fractions).ToArray(2);
                    double[] found = fit.Game.GlobalRow(state, action, fractions).ToArray(2);

                    // Some 6,000 moves for each (s_g, a_g), split over three breakpoints: standard errors below 0.025.
                    Assert.Equal(expected[1], found[1], 0.1);
                }
            );
        }

        for (int row = 0; row < 8; row++)
        {
            // At least 20,000 moves each: standard errors below 0.004.
            double expected = truth.LocalTransition(row / 4, row / 2 % 2, row % 2)[0];
            Assert.Equal(expected, fit.Game.LocalTransition(row / 4, row / 2 % 2, row % 2)[0], 0.02);
        }

        Assert.InRange(fit.Dispersion, 1 - (5 * fit.DispersionError), 1 + (5 * fit.DispersionError));
        Assert.InRange(fit.ExplainedReward, 0.9999, 1);
        Assert.InRange(fit.Unlikeness, 1 - (5 * fit.UnlikenessError), 1 + (5 * fit.UnlikenessError));
        Assert.True(fit.GlobalLikelihood > fit.UncoupledLikelihood);
        Assert.Empty(fit.Notices);
    }

    [Fact]
    public void Stated_errors_are_those_of_the_estimates()
    {
        CooperativeGame truth = SystemGames.Coupled();
        SystemFitOptions options = new() { PriorWeight = 1e-6 };
        var squares = new List<double>();
        for (ulong seed = 1; seed <= 20; seed++)
        {
            TrajectoryLog log = Record(
                new GameSystem(truth),
                new SystemLogOptions
                {
                    Episodes = 10,
                    Tracked = 10,
                    Seed = seed,
                }
            );
            SystemFitResult fit = new SystemFit(options).Fit(log);
            for (int row = 0; row < 8; row++)
            {
                (int state, int globalState, int action) = (row / 4, row / 2 % 2, row % 2);
                string place =
                    $"P_l({truth.LocalStateNames[state]}, {truth.GlobalStateNames[globalState]}, {truth.LocalActionNames[action]})";
                double error = fit.Entries.Single(entry => entry.Place == place).Error;
                double off =
                    fit.Game.LocalTransition(state, globalState, action)[0] - truth.LocalTransition(state, globalState, action)[0];
                squares.Add(off * off / (error * error));
            }
        }

        // Squares of 160 standard normal numbers have mean 1 and standard error sqrt(2/160) = 0.11; five of them.
        Assert.InRange(squares.Average(), 0.45, 1.55);
    }

    [Fact]
    public void Logs_are_the_same_bytes_at_any_number_of_threads()
    {
        var system = new GameSystem(SystemGames.Coupled());
        byte[][] logs =
        [
            .. new[] { 1, 2, 3 }.Select(threads =>
            {
                using var stream = new MemoryStream();
                new SystemRecorder(
                    new SystemLogOptions
                    {
                        Episodes = 20,
                        Horizon = 7,
                        Tracked = 3,
                        Threads = threads,
                    }
                ).Run(system, stream);
                return stream.ToArray();
            }),
        ];
        Assert.Equal(logs[0], logs[1]);
        Assert.Equal(logs[0], logs[2]);
    }

    [Fact]
    public void Two_logs_are_fitted_as_one_that_holds_the_episodes_of_both()
    {
        var system = new GameSystem(SystemGames.Coupled());
        TrajectoryLog first = Record(system, new SystemLogOptions { Episodes = 12, Tracked = 5 });
        string[] rows = File.ReadAllLines(Path);
        string other = System.IO.Path.Combine(folder, "other.csv");
        var recorder = new SystemRecorder(
            new SystemLogOptions
            {
                Episodes = 6,
                Tracked = 5,
                Seed = 2,
            }
        );
        using (FileStream file = File.Create(other))
        {
            recorder.Run(system, file);
        }

        IEnumerable<string> renumbered = File.ReadAllLines(other)
            .Skip(1)
            .Select(row =>
                $"{int.Parse(row[..row.IndexOf(',')], System.Globalization.CultureInfo.InvariantCulture) + 12}{row[row.IndexOf(',')..]}"
            );
        string all = System.IO.Path.Combine(folder, "all.csv");
        File.WriteAllLines(all, [.. rows, .. renumbered]);
        var fit = new SystemFit(new SystemFitOptions());
        SystemFitResult one = fit.Fit(new TrajectoryLog(all, first.Description));
        SystemFitResult two = fit.Fit([first, new TrajectoryLog(other, first.Description)]);
        Assert.Equal(one.Entries, two.Entries);
        Assert.Equal(one.Game.Hash, two.Game.Hash);
        Assert.Equal(one.ExplainedReward, two.ExplainedReward);
        Assert.Equal("there is no log to fit; expected at least one", Assert.Throws<InvalidInputException>(() => fit.Fit([])).Message);
    }

    [Fact]
    public void Logs_of_different_games_are_not_fitted_together()
    {
        TrajectoryLog first = Record(new GameSystem(SystemGames.Coupled()), new SystemLogOptions { Episodes = 2, Tracked = 5 });
        var other = CooperativeGame.Create(first.Description.Game.ToDefinition() with { Name = "another", Discount = 0.123 });
        string message = Assert
            .Throws<InvalidInputException>(() =>
                new SystemFit(new SystemFitOptions()).Fit([
                    first,
                    new TrajectoryLog("second.csv", first.Description with { Game = other }),
                ])
            )
            .Message;
        Assert.StartsWith("second.csv declares a different game from ", message, StringComparison.Ordinal);
        Assert.EndsWith("fit logs of one system together", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Global_states_of_one_reward_class_share_their_draws()
    {
        TrajectoryLog log = Record(new GameSystem(SystemGames.Coupled()), new SystemLogOptions { Episodes = 40, Tracked = 20 });
        SystemFitResult apart = new SystemFit(new SystemFitOptions { PriorWeight = 1e9 }).Fit(log);
        SystemFitResult pooled = new SystemFit(new SystemFitOptions { PriorWeight = 1e9, RewardClass = _ => 0 }).Fit(log);
        double[] half = [0.5, 0.5];
        Assert.Equal(pooled.Game.GlobalReward(0, 0, half), pooled.Game.GlobalReward(1, 0, half), 1e-6);
        Assert.True(Math.Abs(apart.Game.GlobalReward(0, 0, half) - apart.Game.GlobalReward(1, 0, half)) > 0.1);
    }

    // The dispatcher strays with probability 0.05 and returns with 0.2, so that a fifth of its steps stray, half of them to the other
    // action. Agents follow habits in none, a tenth or three tenths of their decisions; a habit takes either action as often.
    [Fact]
    public void A_log_around_a_pair_is_mostly_the_pair_and_strays_as_often_as_said()
    {
        var system = new GameSystem(SystemGames.Coupled());
        CooperativeGame game = system.Declaration.Skeleton();
        var pair = new JointPolicy(new FunctionPolicy(0, 2, (_, _) => 1), LocalPolicy.Deterministic(game, (_, _) => 0));
        TrajectoryLog log = Record(
            system,
            new SystemLogOptions
            {
                Episodes = 300,
                Tracked = 20,
                Around = pair,
            }
        );
        SystemStep[] steps = [.. SystemLogFile.Read(log, default).SelectMany(episode => episode)];

        // 300 episodes of 100 steps; a stray lasts some five steps: standard errors below 0.005, and over 300 habits below 0.008.
        Assert.Equal(0.1, steps.Average(step => step.Action == 0 ? 1.0 : 0), 0.02);
        Assert.Equal(0.4 / 3 / 2, steps.Average(step => step.Actions.Average(action => (double)action)), 0.03);
    }

    [Fact]
    public void Agents_that_are_moved_together_are_noticed()
    {
        TrajectoryLog log = Record(new Tossed(), new SystemLogOptions { Episodes = 40, Tracked = 20 });
        SystemFitResult fit = new SystemFit(new SystemFitOptions()).Fit(log);

        // Counts are 0 or 20: their variance is 20 times that of independent moves.
        Assert.Equal(20, fit.Dispersion, 0.5);
        Assert.Contains(fit.Notices, notice =>
            notice.StartsWith("Agents do not move independently: counts of moves vary ", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Agents_that_are_not_alike_are_noticed()
    {
        TrajectoryLog log = Record(new TwoKinds(), new SystemLogOptions { Episodes = 40, Tracked = 20 });
        SystemFitResult fit = new SystemFit(new SystemFitOptions()).Fit(log);

        // Half of the agents are right with probability 0.9, half with 0.1: one law for all says 0.82 after right, 0.18 after left. In 99
        // moves, of which the first starts on the left, an agent of the first kind goes right 98 * 0.144 + 0.72 times more often than by
        // this law, one of the second 98 * 0.144 + 0.08 times less; variances by the law are 99 * 0.1476.
        double first = Math.Pow((98 * 0.144) + 0.72, 2);
        double second = Math.Pow((98 * 0.144) + 0.08, 2);
        Assert.Equal((first + second) / 2 / (99 * 0.1476), fit.Unlikeness, 0.6);
        Assert.Contains(fit.Notices, notice => notice.StartsWith("Agents are not identical: ", StringComparison.Ordinal));

        // What moves agents apart does not move them together.
        Assert.InRange(fit.Dispersion, 0.7, 1.05);
    }

    [Fact]
    public void What_the_log_does_not_reach_is_noticed()
    {
        var system = new GameSystem(SystemGames.Coupled());
        SystemDeclaration declared = system.Declaration with { Coupling = new Aggregate("working", [0, 3], [0, 1, 3]) };
        var scaled = new GameSystem(SystemGames.Coupled()) { Declaration = declared };
        TrajectoryLog log = Record(scaled, new SystemLogOptions { Episodes = 10, Horizon = 3 });
        Assert.Contains(new SystemFit(new SystemFitOptions()).Fit(log).Notices, notice =>
            notice.StartsWith("In the log working ranges from ", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Rewards_that_are_noise_are_noticed_with_the_share_that_is_explained()
    {
        var random = new RandomStream(5);
        TrajectoryLog log = Record(
            new GameSystem(SystemGames.Coupled(), (_, _) => 20 * random.NextNormal()),
            new SystemLogOptions { Episodes = 50, Threads = 1 }
        );
        SystemFitResult fit = new SystemFit(new SystemFitOptions()).Fit(log);
        Assert.InRange(fit.ExplainedReward, -0.02, 0.05);
        Assert.Contains(fit.Notices, notice => notice.Contains("of the variance of the system's rewards", StringComparison.Ordinal));
    }

    [Fact]
    public void A_log_without_an_action_that_the_game_declares_is_refused_by_name()
    {
        SystemDeclaration declared = new GameSystem(SystemGames.Coupled()).Declaration;
        CooperativeGame more = (
            declared with
            {
                GlobalActionNames = [.. declared.GlobalActionNames, "rest"],
                LocalActionNames = [.. declared.LocalActionNames, "leave"],
                LocalStateNames = [.. declared.LocalStateNames, "gone"],
                Coupling = new Aggregate("working", [0, 1, 0], [0, 0.3, 1]),
                LocalReward = null,
            }
        ).Skeleton();
        TrajectoryLog log = Record(new GameSystem(SystemGames.Coupled()), new SystemLogOptions { Episodes = 5 });
        TrajectoryLog described = log with { Description = log.Description with { Game = more, Local = LocalPolicy.Uniform(more) } };
        string message = Assert.Throws<InvalidInputException>(() => new SystemFit(new SystemFitOptions()).Fit(described)).Message;
        Assert.Equal(
            $"{Path} cannot identify game 'works': the global action 'rest' is never taken; no tracked agent takes the action "
                + "'leave' in the "
                + "local state 'rest'; no tracked agent takes the action 'leave' in the local state 'work'; no move of a tracked "
                + "agent starts "
                + "in the local state 'gone'; log more episodes, explore more, or declare less",
            message
        );
    }

    [Fact]
    public void A_move_that_the_declaration_excludes_is_refused()
    {
        SystemDeclaration declared = new GameSystem(SystemGames.Coupled()).Declaration;
        CooperativeGame less = (declared with { GlobalSuccessors = (state, _) => [state] }).Skeleton();
        TrajectoryLog log = Record(new GameSystem(SystemGames.Coupled()), new SystemLogOptions { Episodes = 5 });
        TrajectoryLog described = log with { Description = log.Description with { Game = less } };
        string message = Assert.Throws<InvalidInputException>(() => new SystemFit(new SystemFitOptions()).Fit(described)).Message;
        Assert.Contains("the declared game excludes this move", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_without_the_agents_actions_is_refused()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat");
        using (FileStream file = File.Create(Path))
        {
            new LogRecorder(new LogOptions { Steps = 100 }).Run(game, new ExploringPolicy2(game), LocalPolicy.Uniform(game), file);
        }

        var log = new TrajectoryLog(Path, new LogDescription(game, LocalPolicy.Uniform(game), TrackedSet.Fixed));
        string message = Assert.Throws<InvalidInputException>(() => new SystemFit(new SystemFitOptions()).Fit(log)).Message;
        Assert.StartsWith($"{Path} does not contain the tracked agents' actions", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "PriorWeight is 0; expected a number strictly between 0 and ")]
    [InlineData(double.NaN, "PriorWeight is NaN; expected a number strictly between 0 and ")]
    public void Options_out_of_range_are_refused(double weight, string message)
    {
        TrajectoryLog log = Record(new GameSystem(SystemGames.Coupled()), new SystemLogOptions { Episodes = 5 });
        InvalidOptionException error = Assert.Throws<InvalidOptionException>(() =>
            new SystemFit(new SystemFitOptions { PriorWeight = weight }).Fit(log)
        );
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_tracked_agents_than_there_are_are_refused()
    {
        InvalidOptionException error = Assert.Throws<InvalidOptionException>(() =>
            Record(new GameSystem(SystemGames.Coupled()), new SystemLogOptions())
        );
        Assert.Equal("Tracked is 50; expected at most 40", error.Message);
    }

    private static void ForEachGlobal(Action<int, int> visit)
    {
        for (int row = 0; row < 4; row++)
        {
            visit(row / 2, row % 2);
        }
    }

    private TrajectoryLog Record(IAgentSystem system, SystemLogOptions options)
    {
        options = options.Tracked == 50 && options.Episodes != 100 ? options with { Tracked = 20 } : options;
        var recorder = new SystemRecorder(options);
        using (FileStream file = File.Create(Path))
        {
            recorder.Run(system, file);
        }

        return new TrajectoryLog(Path, recorder.Describe(system));
    }

    // Sees two agents and draws actions.
    private sealed class ExploringPolicy2(CooperativeGame game) : GlobalPolicy(2, game.GlobalActions)
    {
        public override IGlobalActor Start(DeployedWorld world, RandomStream episode) =>
            new FunctionPolicy(2, GlobalActions, (state, _) => state % GlobalActions).Start(world, episode);
    }

    // An agent's side at each step is drawn anew, with a probability of its own.
    private sealed class TwoKinds : IAgentSystem
    {
        public SystemDeclaration Declaration => new Tossed().Declaration with { Name = "two kinds" };

        public ISystemEpisode CreateEpisode() => new Episode();

        private sealed class Episode : ISystemEpisode
        {
            private readonly int[] states = new int[20];
            private RandomStream chance = new(0);

            public int GlobalState => 0;

            public ReadOnlySpan<int> LocalStates => states;

            public void Start(RandomStream episode) => chance = episode.Split("test");

            public double Step(int globalAction, ReadOnlySpan<int> localActions)
            {
                for (int agent = 0; agent < states.Length; agent++)
                {
                    states[agent] = chance.NextDouble() < (agent % 2 == 0 ? 0.9 : 0.1) ? 1 : 0;
                }

                return 1;
            }
        }
    }

    // All agents go where one coin says, at each step.
    private sealed class Tossed : IAgentSystem
    {
        public SystemDeclaration Declaration =>
            new()
            {
                Name = "tossed",
                Discount = 0.9,
                Agents = 20,
                GlobalStateNames = ["on"],
                LocalStateNames = ["left", "right"],
                GlobalActionNames = ["go"],
                LocalActionNames = ["go", "come"],
            };

        public ISystemEpisode CreateEpisode() => new Episode();

        private sealed class Episode : ISystemEpisode
        {
            private readonly int[] states = new int[20];
            private RandomStream chance = new(0);

            public int GlobalState => 0;

            public ReadOnlySpan<int> LocalStates => states;

            public void Start(RandomStream episode) => chance = episode.Split("test");

            public double Step(int globalAction, ReadOnlySpan<int> localActions)
            {
                Array.Fill(states, (int)chance.NextBelow(2));
                return 1;
            }
        }
    }
}
