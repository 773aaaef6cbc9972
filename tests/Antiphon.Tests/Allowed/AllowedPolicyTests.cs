using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using Antiphon.Tests.Learning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Allowed;

/// <summary>Policies in games that forbid actions: what is made takes allowed actions, what a user brings must.</summary>
public sealed class AllowedPolicyTests : IDisposable
{
    private readonly Logs logs = new();

    public void Dispose() => logs.Dispose();

    [Fact]
    public void Baselines_uniform_and_exploring_policies_take_allowed_actions()
    {
        for (ulong seed = 0; seed < 30; seed++)
        {
            RestrictedGame restricted = AllowedGameTests.Random(seed, agents: 4);
            CooperativeGame game = WithTargets(restricted);
            var local = LocalPolicy.Uniform(game);
            foreach (NamedGlobalPolicy baseline in BaselinePolicies.Global(game, 2))
            {
                AllowedPlanningTests.Deploy(game, new JointPolicy(baseline.Policy, local));
                CheckLaw(restricted, new EpsilonGreedyPolicy(baseline.Policy, 0.3, game.Allowed));
            }

            var global = new UniformGlobalPolicy(2, game);
            CheckLaw(restricted, global);
            foreach (NamedLocalPolicy baseline in BaselinePolicies.Local(game))
            {
                new JointPolicy(global, baseline.Policy).RequireFit(game);
            }

            AllowedPlanningTests.Deploy(
                game,
                new JointPolicy(new RememberingPolicy(1, EstimatePlan.Mode(game), new MemoryOptions()), local)
            );
            Assert.Equal(1.0 / restricted.Local[1][0].Length, local.At(1, 0)[restricted.Local[1][0][0]]);
        }
    }

    [Fact]
    public void Uniform_actions_are_uniform_over_the_allowed_ones()
    {
        var set = new ActionSet(5, [4, 1]);
        var stream = new RandomStream(7);
        int ones = Enumerable.Range(0, 10_000).Count(_ => set.Draw(stream) == 1);
        // Within five standard deviations of a half.
        Assert.InRange(ones, 4_750, 5_250);
    }

    [Fact]
    public void What_a_search_finds_is_played_by_the_first_allowed_action()
    {
        CooperativeGame game = Simple();
        var found = LocalPolicy.Of(game, (_, _) => [0.5, 0.25, 0.25]);
        LocalPolicy played = ForbiddenActions.Played(found, game);
        Assert.Equal([0, 0.75, 0.25], played.At(0, 0).ToArray());
        Assert.Equal([0.5, 0.25, 0.25], played.At(1, 0).ToArray());
        Assert.Same(played, ForbiddenActions.Played(played, game));
        CooperativeGame plain = new RandomGame(3) { LocalActions = 3 }.Create();
        Assert.Same(found, ForbiddenActions.Played(found, plain));
    }

    [Fact]
    public void A_policy_that_takes_a_forbidden_action_is_refused_with_what_is_allowed()
    {
        CooperativeGame game = Simple();
        var table = TabularGlobalPolicy.FromFunction(2, 3, new CountLattice(2, 1), (_, _) => 0);
        var pair = new JointPolicy(table, LocalPolicy.Deterministic(game, (_, _) => 0));
        InvalidPolicyException refused = Assert.Throws<InvalidPolicyException>(() => pair.RequireFit(game));
        Assert.Equal("localPolicy[0][0][0], globalPolicy[1]", string.Join(", ", refused.Violations.Select(violation => violation.Place)));
        Assert.Contains("takes u0, forbidden in g1; expected an allowed action: u2;", refused.Message, StringComparison.Ordinal);

        refused = Assert.Throws<InvalidPolicyException>(() => (pair with { Global = new UniformGlobalPolicy(1, game) }).RequireFit(game));
        Assert.Equal("localPolicy[0][0][0]", Assert.Single(refused.Violations).Place);
        Assert.Contains("a0 is forbidden in l0, g0; expected 0; allowed: a1, a2;", refused.Message, StringComparison.Ordinal);

        var sound = LocalPolicy.Uniform(game);
        Assert.Throws<InvalidPolicyException>(() => new JointPolicy(new UniformGlobalPolicy(1, 3), sound).RequireFit(game));
        Assert.Throws<InvalidPolicyException>(() => new JointPolicy(new BlindPolicy(1, 3, [0, 0]), sound).RequireFit(game));
        var function = new JointPolicy(new FunctionPolicy(1, 3, (_, _) => 1), sound);
        Assert.Throws<InvalidPolicyException>(() => AllowedPlanningTests.Deploy(game, function));
        Assert.Throws<InvalidPolicyException>(() => new Antiphon.Planning.PolicyEvaluator(game).Evaluate(function));
        AllowedPlanningTests.Deploy(game, function with { Global = new FunctionPolicy(1, 3, (_, _) => 2) });
    }

    [Fact]
    public void A_policy_file_that_names_a_forbidden_action_is_refused_at_its_place()
    {
        CooperativeGame game = Simple();
        var table = TabularGlobalPolicy.FromFunction(2, 3, new CountLattice(2, 1), (_, _) => 2);
        string text = PolicyFile.Write(new JointPolicy(table, LocalPolicy.Uniform(game)), game);
        Assert.True(PolicyFile.Parse(text, "sound.json", game).Global.SameAs(table));
        string uniform = PolicyFile.Write(new JointPolicy(new UniformGlobalPolicy(1, game), LocalPolicy.Uniform(game)), game);
        CheckLaw(
            [
                [0, 1, 2],
                [2],
            ],
            PolicyFile.Parse(uniform, "uniform.json", game).Global
        );
        InvalidPolicyException refused = Assert.Throws<InvalidPolicyException>(() =>
            PolicyFile.Parse(text.Replace("[2, 2]\n  ]", "[2, 1]\n  ]", StringComparison.Ordinal), "bad.json", game)
        );
        Assert.Contains("bad.json", refused.Message, StringComparison.Ordinal);
        Assert.Equal("globalPolicy[1]", Assert.Single(refused.Violations).Place);
    }

    [Theory]
    [InlineData(TrackedSet.Fixed)]
    [InlineData(TrackedSet.Fresh)]
    public void Logs_hold_allowed_actions_and_what_is_learned_from_them_takes_these(TrackedSet tracked)
    {
        RestrictedGame restricted = AllowedGameTests.Random(71, agents: 20);
        CooperativeGame game = restricted.Game;
        var local = LocalPolicy.Uniform(game);
        var options = new LogOptions
        {
            Steps = 4_000,
            Tracked = tracked,
            Exploration = 0.5,
        };
        string text = Logs.Text(game, TabularGlobalPolicy.Constant(game, new CountLattice(2, 2), 0), local, options);
        Assert.All(Logs.Rows(text, 2), row => Assert.Contains(row.Action, restricted.Global[row.GlobalState]));
        TrajectoryLog log = logs.Of(text, game, local, tracked, options.Steps);
        LogAudit audit = LogAuditor.Run(log);
        Assert.True(audit.IsComplete);
        Assert.Equal(3 * restricted.Global.Sum(list => list.Length), audit.Entries);
        Assert.Equal(audit.Cells, audit.CellsComplete);
        Assert.True(audit.LeastVisits > 0);
        QLearningResult learned = new OffPolicyQLearning(new QLearningOptions { Fallback = "constant u0" }).Solve(log, audit);
        Assert.Equal((6, 0, 0), (learned.Coverage.Complete, learned.Coverage.Partial, learned.Coverage.Unknown));
        new JointPolicy(learned.Policy, local).RequireFit(game);
        if (tracked == TrackedSet.Fixed)
        {
            ModelLearningResult planned = new ModelLearning(new ModelLearningOptions { Threads = 1 }).Solve(log, audit);
            new JointPolicy(planned.Policy, local).RequireFit(game);
            Assert.Equal(6, planned.Coverage.Complete);
            Assert.NotNull(planned.ErrorBound);
            Assert.True(planned.Model.Allowed.Global(0).SequenceEqual(game.Allowed.Global(0)));
        }
    }

    [Fact]
    public void A_logged_step_with_a_forbidden_action_is_refused_by_its_line()
    {
        CooperativeGame game = Simple();
        InvalidInputException refused = Assert.Throws<InvalidInputException>(() =>
            LogAuditor.Run(
                logs.Of(
                    "episode,step,globalState,agent0,globalAction,reward\n0,0,0,1,1,0.5\n0,1,1,0,0,0.5\n",
                    game,
                    LocalPolicy.Uniform(game)
                )
            )
        );
        Assert.Contains(
            "line 3 has the globalAction '0', which is forbidden in global state 1; expected an allowed action: 2;",
            refused.Message,
            StringComparison.Ordinal
        );
    }

    // In g1 only u2 is allowed, in (l0, g0) all local actions but a0.
    private static CooperativeGame Simple() =>
        CooperativeGame.Create(
            new RandomGame(3) { GlobalActions = 3, LocalActions = 3 }.Definition() with
            {
                AllowedGlobalActions = [null, [2]],
                AllowedLocalActions =
                [
                    [
                        [1, 2],
                        null,
                    ],
                    [null, null],
                ],
            }
        );

    private static CooperativeGame WithTargets(RestrictedGame restricted) =>
        CooperativeGame.Create(
            restricted.Definition with
            {
                Geometry = new GameGeometry(
                    [
                        [0, 1],
                        [1, 0],
                    ],
                    [1, 0, 1]
                ),
            }
        );

    private static void CheckLaw(RestrictedGame restricted, GlobalPolicy policy) => CheckLaw(restricted.Global, policy);

    private static void CheckLaw(int[][] allowed, GlobalPolicy policy)
    {
        double[] law = new double[policy.GlobalActions];
        int[] observation = [policy.Subsample, 0];
        for (int state = 0; state < allowed.Length; state++)
        {
            policy.ActionLaw!.Write(state, observation, law);
            Assert.Equal(1, law.Sum(), 1e-12);
            Assert.All(Enumerable.Range(0, law.Length).Except(allowed[state]), action => Assert.Equal(0, law[action]));
        }
    }
}
