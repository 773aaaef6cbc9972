using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Equilibrium;

/// <summary>The whole alternation on games so small that all pairs of policies can be listed.</summary>
public class AlternationTests
{
    private const double Threshold = 1e-3;

    private static readonly AlternationOptions Options = new()
    {
        Subsample = 1,
        Restarts = 6,
        Threshold = Threshold,
        Accuracy = 1e-7,
        Threads = 1,
        Horizon = 10,
        Rollouts = 4,
        Seeds = 2,
        Baselines = false,
    };

    public static TheoryData<KernelShape, int, int, int> TinyGames =>
        new()
        {
            { KernelShape.Dense, 1, 3, 1 },
            { KernelShape.Dense, 2, 2, 2 },
            { KernelShape.Sparse, 3, 3, 1 },
            { KernelShape.Sparse, 4, 2, 2 },
            { KernelShape.Absorbing, 5, 3, 1 },
            { KernelShape.Deterministic, 6, 3, 1 },
            { KernelShape.EqualRows, 7, 3, 2 },
            { KernelShape.Cyclic, 8, 3, 1 },
        };

    [Theory]
    [MemberData(nameof(TinyGames))]
    public void The_best_start_is_as_good_as_every_pair_of_deterministic_policies(
        KernelShape shape,
        int seed,
        int agents,
        int observations
    )
    {
        CooperativeGame game = new RandomGame((ulong)(500 + seed)) { Shape = shape, Agents = agents }.Create();
        OrderedGame ordered = new(game, observations);
        AlternationResult<JointPolicy> result = new Alternation(Options with { Subsample = observations }).Run(game);
        double joint = PolicyEnumeration.BestJointValue(ordered, observations);
        Assert.Equal(Value(ordered, result), result.Value, 1e-6);
        Assert.True(result.Value >= joint - 2 * Threshold, $"{result.Value} is below {joint}");
        Assert.Equal("exact", result.PopulationModel);
    }

    [Theory]
    [MemberData(nameof(TinyGames))]
    public void No_side_gains_by_any_deterministic_policy_of_its_own(KernelShape shape, int seed, int agents, int observations)
    {
        CooperativeGame game = new RandomGame((ulong)(500 + seed)) { Shape = shape, Agents = agents }.Create();
        OrderedGame ordered = new(game, observations);
        AlternationResult<JointPolicy> result = new Alternation(Options with { Subsample = observations }).Run(game);
        Assert.Equal(StopReason.NoImprovement, result.StopReason);
        Assert.True(result.GlobalGain <= Threshold + 1e-6 && result.LocalGain <= Threshold + 1e-6);
        double[] local = result.Policy.Local.Probabilities.ToArray();
        double global = PolicyEnumeration.BestGlobalValue(ordered, observations, local) - result.Value;
        double answer = PolicyEnumeration.BestLocalValue(ordered, Library.Rule(game, result.Policy.Global)) - result.Value;
        Assert.True(global <= 2 * Threshold, $"the global agent could gain {global}");
        Assert.True(answer <= 2 * Threshold, $"the local agents could gain {answer}");
    }

    [Theory]
    [InlineData(PopulationChoice.Auto)]
    [InlineData(PopulationChoice.Alpha)]
    public void Progress_is_told_before_starts_are_looked_for(PopulationChoice population)
    {
        var listener = new Listener();
        CooperativeGame game = new RandomGame(500) { Agents = 3 }.Create();
        new Alternation(Options with { Restarts = 1, Population = population, JudgeRollouts = 64, MaximumSweeps = 1 }).Run(
            game,
            progress: listener
        );
        Assert.Equal(new Progress(0, "starts and first turns"), listener.Told[0]);
        Assert.Equal(listener.Told.Select(each => each.Fraction).Order(), listener.Told.Select(each => each.Fraction));
    }

    private sealed class Listener : IProgress<Progress>
    {
        public List<Progress> Told { get; } = [];

        public void Report(Progress value) => Told.Add(value);
    }

    [Fact]
    public void Every_accepted_update_raises_the_deployed_value_by_the_threshold_and_their_number_is_bounded()
    {
        foreach (
            (KernelShape shape, ulong seed) in new[]
            {
                (KernelShape.Dense, 510UL),
                (KernelShape.Sparse, 511UL),
                (KernelShape.Cyclic, 512UL),
            }
        )
        {
            CooperativeGame game = new RandomGame(seed)
            {
                Shape = shape,
                LocalStates = 3,
                Agents = 2,
                LocalActions = 3,
                GlobalActions = 3,
            }.Create();
            OrderedGame ordered = new(game, 1);
            var values = new Dictionary<int, double>();
            var accepted = new Dictionary<int, int>();
            AlternationResult<JointPolicy> result = new Alternation(Options with { Restarts = 4 }).Run(game, onProposal: states =>
            {
                foreach (RestartState<JointPolicy> state in states.Where(state => state.Proposals.Count > 0))
                {
                    double value = Value(ordered, state.Incumbent.Global, state.Incumbent.Local.Probabilities.ToArray());
                    int count = state.Proposals.Count(proposal => proposal.Accepted);
                    if (values.TryGetValue(state.Restart, out double before) && count > accepted[state.Restart])
                    {
                        Assert.True(value >= before + Threshold - 1e-6);
                        Assert.Equal(value - before, state.Proposals.Last(proposal => proposal.Accepted).Gain, 1e-5);
                    }
                    else if (values.ContainsKey(state.Restart))
                    {
                        Assert.Equal(before, value, 1e-9);
                    }
                    (values[state.Restart], accepted[state.Restart]) = (value, count);
                }
            });
            double range = (game.MaximumReward - game.MinimumReward) / (1 - game.Discount);
            Assert.Contains(accepted.Values, count => count > 1);
            Assert.All(result.States, state => Assert.True(state.Proposals.Count(proposal => proposal.Accepted) <= range / Threshold));
            Assert.All(result.Trace.Where(proposal => proposal.Accepted), proposal =>
                Assert.True(proposal.Gain >= Threshold && proposal.GainLow > 0)
            );
            Assert.Equal(values.Values.Max(), result.Value, 1e-6);
        }
    }

    [Fact]
    public void Of_two_strict_equilibria_the_better_one_is_kept()
    {
        // Both sides in 0 earn 1 per step, 10 in all; both moving to 1 earn 1 + 0.9 * 10 / 0.1 = 91.
        Assert.Equal(91, new Alternation(Options).Run(SmallGames.Coordinate(3)).Value, 1e-6);
    }

    [Fact]
    public void Local_agents_that_pay_for_the_team_are_found()
    {
        // r_g = a_g is free to take, so that both together earn 10 plus 0.1 for every step in state 0.
        Assert.Equal(11, new Alternation(Options).Run(SmallGames.Selfless()).Value, 1e-6);
    }

    [Theory]
    [InlineData(GlobalOracle.Surrogate)]
    [InlineData(GlobalOracle.Deployed)]
    [InlineData(GlobalOracle.Both)]
    public void Proposals_come_from_the_oracles_that_were_asked_for(GlobalOracle oracle)
    {
        CooperativeGame game = new RandomGame(520) { Agents = 4 }.Create();
        AlternationResult<JointPolicy> result = new Alternation(Options with { GlobalOracle = oracle }).Run(game);
        IOrderedEnumerable<string> names = result
            .Trace.Where(proposal => proposal.Player == Player.Global)
            .Select(proposal => proposal.Oracle)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        string[] expected = oracle switch
        {
            GlobalOracle.Surrogate => ["surrogate"],
            GlobalOracle.Deployed => ["deployed"],
            _ => ["deployed", "surrogate"],
        };
        Assert.Equal(string.Join(' ', expected), string.Join(' ', names));
        Assert.All(result.Trace.Where(proposal => proposal.Player == Player.Local), proposal => Assert.Equal("reactive", proposal.Oracle));
    }

    [Fact]
    public void The_first_order_gaps_are_those_of_the_returned_pair()
    {
        CooperativeGame game = new RandomGame(531)
        {
            Agents = 3,
            LocalActions = 3,
            GlobalActions = 3,
        }.Create();
        OrderedGame ordered = new(game, 1);
        // The paper's UPDATE starts from a plain baseline, and an eta so high lets nothing be accepted: the start is returned, and it is
        // not stationary.
        AlternationOptions nothing = Options with { Restarts = 1, UpdateRule = UpdateRule.PaperBox, Eta = 100 };
        AlternationResult<JointPolicy> result = new Alternation(nothing with { GlobalOracle = GlobalOracle.Deployed })
        {
            Parts = PaperParts.All,
        }.Run(game);
        Assert.DoesNotContain(result.Trace, proposal => proposal.Accepted);
        double[] local = result.Policy.Local.Probabilities.ToArray();
        GlobalRule rule = Library.Rule(game, result.Policy.Global);
        double[] global =
        [
            .. Enumerable.Range(0, 2).SelectMany(state => Counting.Vectors(2, 1).SelectMany(observation => rule(state, observation))),
        ];
        Assert.Equal(
            OrderedGradient.FirstOrderGap(OrderedGradient.Global(ordered, 1, global, local), global, 3),
            result.GlobalFirstOrderGap,
            0.1
        );
        Assert.Equal(OrderedGradient.FirstOrderGap(OrderedGradient.Local(ordered, rule, local), local, 3), result.LocalFirstOrderGap, 0.1);
        Assert.True(
            result.GlobalFirstOrderGap + result.LocalFirstOrderGap > 0.5,
            $"{result.GlobalFirstOrderGap} and {result.LocalFirstOrderGap} prove nothing"
        );
        // They are measured alike whichever oracles the run was to use.
        AlternationResult<JointPolicy> surrogate = new Alternation(
            nothing with
            {
                GlobalOracle = GlobalOracle.Surrogate,
                LocalOracle = LocalOracle.Representative,
            }
        )
        {
            Parts = PaperParts.All,
        }.Run(game);
        Assert.Equal(result.GlobalFirstOrderGap, surrogate.GlobalFirstOrderGap, 1e-9);
        Assert.Equal(result.LocalFirstOrderGap, surrogate.LocalFirstOrderGap, 1e-9);
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        CooperativeGame game = new RandomGame(521)
        {
            Agents = 6,
            LocalStates = 3,
            GlobalActions = 3,
        }.Create();
        string one = Print(new Alternation(Options with { Threads = 1, Subsample = 2 }).Run(game));
        Assert.Equal(one, Print(new Alternation(Options with { Threads = 2, Subsample = 2 }).Run(game)));
        Assert.Equal(one, Print(new Alternation(Options with { Threads = 5, Subsample = 2 }).Run(game)));
    }

    [Fact]
    public void A_run_resumed_after_any_turn_ends_in_the_same_bits()
    {
        CooperativeGame game = new RandomGame(522)
        {
            Agents = 6,
            LocalStates = 3,
            GlobalActions = 3,
            LocalActions = 3,
        }.Create();
        Alternation alternation = new(Options with { Restarts = 3, Subsample = 2 });
        List<IReadOnlyList<RestartState<JointPolicy>>> checkpoints = [];
        string whole = Print(alternation.Run(game, onProposal: checkpoints.Add));
        Assert.True(checkpoints.Count > 6);
        foreach (IReadOnlyList<RestartState<JointPolicy>> checkpoint in checkpoints)
        {
            Assert.Equal(whole, Print(alternation.Run(game, resumeFrom: checkpoint)));
        }
    }

    [Fact]
    public void A_cancelled_run_leaves_what_it_takes_to_go_on()
    {
        CooperativeGame game = new RandomGame(523) { Agents = 5, LocalStates = 2 }.Create();
        Alternation alternation = new(Options with { Restarts = 2 });
        string whole = Print(alternation.Run(game));
        using CancellationTokenSource source = new();
        IReadOnlyList<RestartState<JointPolicy>> last = [];
        Assert.ThrowsAny<OperationCanceledException>(() =>
            alternation.Run(
                game,
                onProposal: states =>
                {
                    last = states;
                    source.Cancel();
                },
                cancellation: source.Token
            )
        );
        Assert.NotEmpty(last);
        Assert.Equal(whole, Print(alternation.Run(game, resumeFrom: last)));
    }

    [Fact]
    public void Another_seed_gives_other_random_starts_and_the_same_seed_the_same()
    {
        CooperativeGame game = new RandomGame(524) { Agents = 4, LocalStates = 3 }.Create();
        string Start(ulong seed) => Print(new Alternation(Options with { Seed = seed, MaximumSweeps = 1 }).Run(game));
        Assert.Equal(Start(1), Start(1));
        Assert.NotEqual(Start(1), Start(2), StringComparer.Ordinal);
    }

    [Fact]
    public void A_population_of_a_million_is_judged_by_simulation()
    {
        CooperativeGame game = new RandomGame(525) { Agents = 1_000_000, Dirichlet = 0.5 }.Create();
        AlternationResult<JointPolicy> result = new Alternation(
            Options with
            {
                Subsample = 3,
                Restarts = 2,
                Resolution = 20,
                Threshold = 0.05,
                JudgeRollouts = 64,
                Horizon = 60,
            }
        ).Run(game);
        Assert.Equal("mean-field", result.PopulationModel);
        Assert.All(result.Trace.Where(proposal => proposal.Accepted), proposal =>
            Assert.True(proposal is { JudgeRollouts: > 0, GainLow: > 0 })
        );
        Assert.Contains(result.Trace, proposal => proposal.Accepted);
    }

    [Fact]
    public void Kernels_that_no_lattice_can_advance_accurately_do_not_end_the_run()
    {
        // 20 agents in 5 states are 10,626 count vectors, few enough for the exact model, but generic kernels have no accurate moves
        // there.
        CooperativeGame game = new RandomGame(526) { Agents = 20, LocalStates = 5 }.Create();
        AlternationResult<JointPolicy> result = new Alternation(
            Options with
            {
                Subsample = 2,
                Restarts = 1,
                MaximumSweeps = 1,
                Threshold = 0.05,
                JudgeRollouts = 64,
            }
        ).Run(game);
        Assert.True(double.IsFinite(result.Value));
    }

    [Theory]
    [InlineData(1, 1, 1, 1, 1)]
    [InlineData(1, 1, 2, 1, 3)]
    [InlineData(2, 1, 1, 2, 2)]
    [InlineData(1, 3, 1, 1, 4)]
    public void Games_with_little_to_decide_are_solved_too(
        int globalStates,
        int localStates,
        int globalActions,
        int localActions,
        int agents
    )
    {
        CooperativeGame game = new RandomGame(529)
        {
            GlobalStates = globalStates,
            LocalStates = localStates,
            GlobalActions = globalActions,
            LocalActions = localActions,
            Agents = agents,
        }.Create();
        OrderedGame ordered = new(game, 1);
        AlternationResult<JointPolicy> result = new Alternation(Options with { Restarts = 3, Baselines = true }).Run(game);
        Assert.Equal(PolicyEnumeration.BestJointValue(ordered, 1), result.Value, 1e-5);
        Assert.Equal(StopReason.NoImprovement, result.StopReason);
    }

    [Fact]
    public void Without_a_future_the_best_stage_reward_is_found()
    {
        CooperativeGame game = new RandomGame(530) { Discount = 0, Agents = 2 }.Create();
        AlternationResult<JointPolicy> result = new Alternation(Options).Run(game);
        Assert.Equal(PolicyEnumeration.BestJointValue(new OrderedGame(game, 1), 1), result.Value, 1e-5);
    }

    [Fact]
    public void Every_senseless_option_is_named_at_once()
    {
        CooperativeGame game = new RandomGame(527).Create();
        AlternationOptions wrong = Options with
        {
            Restarts = 0,
            MaximumSweeps = 0,
            Threshold = double.NaN,
            Resolution = 0,
            Threads = 0,
            Accuracy = -1,
            Horizon = 0,
            Confidence = 1,
            Seeds = 1,
        };
        InvalidInputException error = Assert.Throws<InvalidOptionException>(() => new Alternation(wrong).Run(game));
        string[] words = ["Restarts", "MaximumSweeps", "Threshold", "Resolution", "Threads", "Accuracy", "Horizon", "Confidence", "Seeds"];
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void An_observation_outside_the_population_is_refused(int observations)
    {
        CooperativeGame game = new RandomGame(528) { Agents = 3 }.Create();
        Assert.Throws<InvalidOptionException>(() => new Alternation(Options with { Subsample = observations }).Run(game));
    }

    private static double Value(OrderedGame ordered, AlternationResult<JointPolicy> result) =>
        Value(ordered, result.Policy.Global, result.Policy.Local.Probabilities.ToArray());

    private static double Value(OrderedGame ordered, Antiphon.Policies.GlobalPolicy global, double[] local) =>
        ordered.StartValue(Library.Rule(ordered.Game, global), local);

    /// <summary>All that a result decides, every number to its last bit.</summary>
    private static string Print(AlternationResult<JointPolicy> result)
    {
        IEnumerable<string> policies = result
            .States.Select(state => state.Incumbent)
            .Append(result.Policy)
            .Select(pair =>
            {
                var table = (Antiphon.Policies.TabularGlobalPolicy)pair.Global;
                string actions = string.Concat(
                    Enumerable.Range(0, table.GlobalStates).SelectMany(state => table.Actions(state).ToArray())
                );
                return actions + " " + string.Join(' ', pair.Local.Probabilities.ToArray().Select(p => p.ToString("R")));
            });
        IEnumerable<string> states = result.States.Select(state =>
            $"{state.Restart} {state.Start} {state.Position} {state.Finished} {state.ModelValue:R} {state.GlobalGain:R} "
            + $"{state.LocalGain:R}"
        );
        string ends =
            $"{result.Value:R} {result.GlobalGain:R} {result.LocalGain:R} {result.GlobalFirstOrderGap:R} {result.LocalFirstOrderGap:R} "
            + $"{result.StopReason} {result.Accepted} {result.BestRestart} {result.Deployed}";
        return string.Join('\n', [.. policies, .. states, .. result.Trace.Select(proposal => proposal.ToString()), ends]);
    }
}
