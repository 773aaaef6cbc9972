using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Allowed;

/// <summary>Solvers in games that forbid actions, against enumerations of allowed policies in the games without these rules.</summary>
public class AllowedPlanningTests
{
    private const double Accuracy = 1e-8;

    [Theory]
    [InlineData(1, KernelShape.Dense)]
    [InlineData(2, KernelShape.Sparse)]
    [InlineData(3, KernelShape.Cyclic)]
    [InlineData(4, KernelShape.Deterministic)]
    [InlineData(5, KernelShape.Absorbing)]
    public void Dispatchers_that_observe_everybody_are_the_best_allowed_ones(ulong seed, KernelShape shape)
    {
        RestrictedGame restricted = AllowedGameTests.Random(seed, shape);
        CooperativeGame game = restricted.Game;
        double[] local = restricted.RandomLocal(new SmallRandom(seed + 10));
        LocalPolicy agents = Library.Local(game, local);
        double best = restricted.BestGlobalValue(2, local);
        TabularGlobalPolicy exact = new GLearn(new GLearnOptions { Accuracy = Accuracy, Threads = 1 }).Solve(game, agents, 2).Policy;
        var start = new JointPolicy(TabularGlobalPolicy.Constant(game, exact.Lattice, 0), agents);
        BestResponse<TabularGlobalPolicy> deployed = new DeployedGLearn(
            new BestResponseOptions { Accuracy = Accuracy, MaximumSteps = 100 }
        ).Solve(new ExactPopulation(game, 2), start);
        EstimatePlan informed = new InformedPlan(new GLearnOptions { Accuracy = Accuracy, Threads = 1 }).Solve(game, agents, 2);
        foreach (TabularGlobalPolicy found in new[] { exact, deployed.Policy, informed.Table })
        {
            new JointPolicy(found, agents).RequireFit(game);
            Assert.Equal(best, new OrderedGame(restricted.Plain, 2).StartValue(Library.Rule(restricted.Plain, found), local), 1e-6);
        }

        Assert.Equal(best, deployed.Value, 1e-6);
    }

    [Theory]
    [InlineData(6, KernelShape.Dense)]
    [InlineData(7, KernelShape.Sparse)]
    [InlineData(8, KernelShape.EqualRows)]
    [InlineData(9, KernelShape.Cyclic)]
    public void Agents_that_are_enumerated_are_the_best_allowed_ones(ulong seed, KernelShape shape)
    {
        RestrictedGame restricted = AllowedGameTests.Random(seed, shape);
        (JointPolicy start, GlobalRule rule) = Start(restricted, seed);
        var ordered = new OrderedGame(restricted.Plain, 1);
        var model = new ExactPopulation(restricted.Game, 2);
        BestResponse<LocalPolicy> answer = new EnumerativeLLearn(new EnumerativeOptions { Accuracy = Accuracy }).Solve(
            model,
            start,
            new CountLattice(2, 1)
        );
        double[][] all = [.. restricted.LocalPolicies()];
        Assert.Equal(all.Length, answer.Steps);
        Assert.Equal(all.Length, EnumerativeLLearn.Policies(restricted.Game));
        Assert.Equal(all.Max(local => ordered.StartValue(rule, local)), answer.Value, 10 * Accuracy);
        (start with { Local = answer.Policy }).RequireFit(restricted.Game);

        // Ascent from every corner meets the best corner.
        double climbed = all.Max(local =>
        {
            BestResponse<LocalPolicy> reached = new ReactiveLLearn(
                new BestResponseOptions { Accuracy = Accuracy, MaximumSteps = 100 }
            ).Solve(model, start with { Local = Library.Local(restricted.Game, local) }, new CountLattice(2, 1));
            (start with { Local = reached.Policy }).RequireFit(restricted.Game);
            Assert.Equal(ordered.StartValue(rule, reached.Policy.Probabilities.ToArray()), reached.Value, 1e-6);
            return reached.Value;
        });
        Assert.InRange(climbed, answer.Value - (10 * Accuracy), double.PositiveInfinity);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Agents_that_climb_along_episodes_or_cell_by_cell_take_allowed_actions_and_lose_nothing(ulong seed)
    {
        RestrictedGame restricted = AllowedGameTests.Random(seed);
        (JointPolicy start, GlobalRule rule) = Start(restricted, seed);
        var ordered = new OrderedGame(restricted.Plain, 1);
        double before = ordered.StartValue(rule, start.Local.Probabilities.ToArray());
        var comparison = new PairedComparisonOptions
        {
            Horizon = 30,
            MaximumRollouts = 512,
            Threads = 1,
        };
        LocalPolicy[] found =
        [
            new PathLLearn(new PathOptions { Episodes = 32, Comparison = comparison }).Solve(restricted.Game, start).Policy,
            new CoordinateLLearn(new CoordinateOptions { Comparison = comparison }).Solve(restricted.Game, start).Policy,
        ];
        Assert.All(found, policy =>
        {
            (start with { Local = policy }).RequireFit(restricted.Game);
            Assert.InRange(ordered.StartValue(rule, policy.Probabilities.ToArray()), before - 0.05, double.PositiveInfinity);
        });
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    [InlineData(24)]
    public void The_best_blind_pair_is_that_of_the_allowed_ones(ulong seed)
    {
        RestrictedGame restricted = AllowedGameTests.Random(seed, agents: 1);
        CooperativeGame game = restricted.Game;
        BlindPair found = new BlindPairSearch(new BlindPairOptions()).Solve(game);
        new JointPolicy(found.Global(game, new CountLattice(2, 1)), found.Local).RequireFit(game);
        new JointPolicy(new BlindPolicy(0, game.GlobalActions, found.Actions), found.Local).RequireFit(game);
        Assert.Equal(restricted.BestBlindValue(), found.Value, 1e-6);
    }

    [Theory]
    [InlineData(31, KernelShape.Dense)]
    [InlineData(32, KernelShape.Sparse)]
    [InlineData(33, KernelShape.Lazy)]
    public void Alpha_vectors_bound_the_exact_value_by_allowed_plans(ulong seed, KernelShape shape)
    {
        RestrictedGame restricted = AllowedGameTests.Random(seed, shape, agents: 5);
        CooperativeGame game = restricted.Game;
        LocalPolicy local = Library.Local(game, restricted.RandomLocal(new SmallRandom(seed)));
        AlphaVectorResult plan = new AlphaVectorPlanner(new AlphaVectorOptions { MaximumBackups = 50, Threads = 1 }).Solve(game, local);
        double[][] exact = [.. new GLearn(new GLearnOptions { Accuracy = Accuracy, Threads = 1 }).Solve(game, local, 5).Values];
        var lattice = new CountLattice(2, 5);
        int[] counts = new int[2];
        for (int place = 0; place < 2 * lattice.Size; place++)
        {
            (int state, int rank) = (place / lattice.Size, place % lattice.Size);
            lattice.Unrank(rank, counts);
            double[] fractions = [.. counts.Select(count => count / 5.0)];
            double upper = plan.UpperBound.At(state, [.. counts.Select(count => (long)count)]);
            Assert.InRange(exact[state][rank], plan.Vectors.Value(state, fractions) - 1e-6, upper + 1e-6);
            Assert.Contains(plan.Vectors.Greedy(state, fractions), restricted.Global[state]);
        }

        Assert.All(Enumerable.Range(0, 2), state => Assert.Contains(plan.Vectors.BlindActions[state], restricted.Global[state]));
        Assert.All(
            Enumerable.Range(0, 2).SelectMany(state => Enumerable.Range(0, plan.Vectors.CountAt(state)).Select(vector => (state, vector))),
            node => Assert.Contains(plan.Vectors.Action(node.state, node.vector), restricted.Global[node.state])
        );
        var greedy = new JointPolicy(new AlphaVectorPolicy(3, plan.Vectors, game), local);
        greedy.RequireFit(game);
        Assert.Throws<InvalidPolicyException>(() => greedy.RequireFit(restricted.Plain));
        Assert.True(
            PolicyFile.Parse(PolicyFile.Write(greedy, game), "test.json", game).Local.Probabilities.SequenceEqual(local.Probabilities)
        );
        Deploy(game, greedy with { Global = new RememberingPolicy(2, plan.Vectors, new MemoryOptions()) });
        Deploy(game, greedy);
    }

    [Theory]
    [InlineData(41)]
    [InlineData(42)]
    [InlineData(43)]
    public void Certified_gaps_are_those_to_the_best_allowed_deviations(ulong seed)
    {
        RestrictedGame restricted = AllowedGameTests.Random(seed);
        CooperativeGame game = restricted.Game;
        (JointPolicy pair, GlobalRule rule) = Start(restricted, seed, observations: 2);
        double[] local = pair.Local.Probabilities.ToArray();
        var ordered = new OrderedGame(restricted.Plain, 2);
        double value = ordered.StartValue(rule, local);
        NashCertificate certificate = new Certifier(new CertificateOptions { Accuracy = 1e-9, Threads = 1 })
            .Run(game, pair, 2)
            .Certificate;
        Assert.Equal(value, certificate.Value, 1e-7);
        double dispatcher = restricted.BestGlobalValue(2, local) - value;
        Assert.Equal(dispatcher, certificate.DispatcherGap.Initial.Upper, 1e-6);
        Assert.Equal(dispatcher, certificate.DispatcherGap.Initial.Lower, 1e-6);
        double team = restricted.LocalPolicies().Max(other => ordered.StartValue(rule, other)) - value;
        Assert.InRange(certificate.TeamGap.Initial.Lower, team - 1e-6, certificate.WelfareGap.Initial.Upper);
        double joint = restricted.LocalPolicies().Max(other => restricted.BestGlobalValue(2, other)) - value;
        Assert.InRange(certificate.WelfareGap.Initial.Upper, joint - 1e-6, double.PositiveInfinity);
    }

    [Theory]
    [InlineData(BellmanOperator.Frozen)]
    [InlineData(BellmanOperator.Fresh)]
    [InlineData(BellmanOperator.Rounded)]
    public void The_papers_operators_choose_allowed_actions(BellmanOperator backup)
    {
        for (ulong seed = 51; seed < 61; seed++)
        {
            RestrictedGame restricted = AllowedGameTests.Random(seed, agents: 3);
            CooperativeGame game = restricted.Game;
            var local = LocalPolicy.Uniform(game);
            var options = new EmpiricalGLearnOptions
            {
                Operator = backup,
                Samples = backup == BellmanOperator.Rounded ? null : 5,
                Sweeps = 10,
                Seed = seed,
                Threads = 1,
            };
            GLearnResult answer = new EmpiricalGLearn(options).SolveOrThrow(game, local, 2, default);
            var pair = new JointPolicy(answer.Policy, local);
            pair.RequireFit(game);
            foreach (bool softmax in new[] { true, false })
            {
                LocalPolicy agents = new RepresentativeLLearn(new RepresentativeOptions { Softmax = softmax })
                    .Solve(game, pair, new CountLattice(2, 2))
                    .Policy;
                (pair with { Local = agents }).RequireFit(game);
            }
        }
    }

    [Fact]
    public void The_released_program_ends_with_allowed_actions()
    {
        CooperativeGame game = AllowedGameTests.Random(61, agents: 4).Game;
        ReleasedProgramResult result = new ReleasedProgram(
            new ReleasedProgramOptions
            {
                Subsample = 2,
                Alternations = 2,
                Sweeps = 10,
                Draws = 10,
                CheckRollouts = 2,
                Threads = 1,
            }
        ).Run(game);
        result.Policy.RequireFit(game);
    }

    // Deploying refuses a forbidden action.
    internal static void Deploy(CooperativeGame game, JointPolicy pair) =>
        new OnlineExecution(
            new OnlineExecutionOptions
            {
                Horizon = 30,
                Rollouts = 5,
                Seeds = 4,
                Threads = 1,
            }
        ).Run(game, pair);

    private static (JointPolicy Pair, GlobalRule Rule) Start(RestrictedGame restricted, ulong seed, int observations = 1)
    {
        var random = new SmallRandom(seed + 20);
        int[][] actions =
        [
            .. restricted.Global.Select(list =>
                Enumerable.Range(0, observations + 1).Select(_ => list[random.Below(list.Length)]).ToArray()
            ),
        ];
        return (
            new JointPolicy(
                Library.Global(restricted.Game, observations, actions),
                Library.Local(restricted.Game, restricted.RandomLocal(random))
            ),
            PolicyEnumeration.Rule(restricted.Plain, observations, actions)
        );
    }
}
