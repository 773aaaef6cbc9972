using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Simulation;
using Antiphon.Tests.Numerics;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;
using Antiphon.Tests.Simulation.Reference;

namespace Antiphon.Tests.Simulation;

/// <summary>Simulated populations whose agents depend on each other, against agents moved one by one.</summary>
public class CoupledSimulationTests
{
    private const double StandardErrors = 5;

    // The law of the next count from every present one: agent after agent, each moving by the row at the population that all began with.
    [Fact]
    public void Counts_of_fifty_agents_have_the_law_of_agents_moved_one_by_one()
    {
        CooperativeGame game = new RandomGame(61) { Agents = 50, GlobalStates = 1 }.CreateCoupled();
        Assert.Contains(Enumerable.Range(0, 4), cell =>
            !game.LocalRow(cell / 2, 0, cell % 2, [1, 0]).Equals(game.LocalRow(cell / 2, 0, cell % 2, [0, 1]))
        );
        JointPolicy pair = PolicyFor(game, 2, 62);
        double[] law = Moved(game, pair.Local, Moved(game, pair.Local, InitialLaw(game)));
        var episode = new Episode(new DeployedPair(game, pair, 50));
        (RandomStream root, int rollout) = (new RandomStream(63), 0);
        GoodnessOfFit.CheckCounts(60_000, 0, law, () =>
        {
            EpisodeReturn.Run(episode, root.Split("fast", rollout++), 2, game.Discount, default);
            return episode.Counts[0];
        });

        var slow = new SeparateAgents(game, pair, root.Split("slow"));
        GoodnessOfFit.CheckCounts(20_000, 0, law, () =>
        {
            slow.Run(2);
            return slow.Counts[0];
        });
    }

    // Three of ten agents move by a kernel of their own in each step, the others by the row at the population.
    [Fact]
    public void Counts_of_fifty_agents_under_a_disturbed_kernel_have_the_law_of_agents_moved_one_by_one()
    {
        CooperativeGame game = new RandomGame(64) { Agents = 50, GlobalStates = 1 }.CreateCoupled();
        JointPolicy pair = PolicyFor(game, 2, 65);
        var change = KernelChange.ToRandom(StressWorld.Blocks(game), _ => 0.3);
        CooperativeGame world = Disturbed(game, change, 0.3);
        double[] law = Moved(world, pair.Local, Moved(world, pair.Local, InitialLaw(game)));
        var episode = new Episode(new DeployedPair(game, pair, 50, disturbances: new() { Kernels = change }));
        (RandomStream root, int rollout) = (new RandomStream(66), 0);
        GoodnessOfFit.CheckCounts(60_000, 0, law, () =>
        {
            EpisodeReturn.Run(episode, root.Split("fast", rollout++), 2, game.Discount, default);
            return episode.Counts[0];
        });
        var slow = new SeparateAgents(game, pair, root.Split("slow"), world: _ => world);
        GoodnessOfFit.CheckCounts(20_000, 0, law, () =>
        {
            slow.Run(2);
            return slow.Counts[0];
        });
    }

    [Fact]
    [Trait("Tier", "full")]
    public void Counts_of_fifty_agents_under_lost_and_late_observations_have_the_law_of_separate_agents()
    {
        CooperativeGame game = new RandomGame(67) { Agents = 50 }.CreateCoupled();
        JointPolicy pair = PolicyFor(game, 3, 68);
        var wrong = new Disturbances { LostObservations = 0.4, Delay = 1 };
        const int Steps = 4;
        const int Episodes = 20_000;
        RandomStream root = new RandomStream(69).Split("test");
        var episode = new Episode(new DeployedPair(game, pair, 50, disturbances: wrong));
        var slow = new SeparateAgents(game, pair, root.Split("slow"), disturbances: wrong);
        long[] fast = new long[game.GlobalStates * 51];
        long[] separate = new long[fast.Length];
        for (int rollout = 0; rollout < Episodes; rollout++)
        {
            EpisodeReturn.Run(episode, root.Split("fast", rollout), Steps, game.Discount, default);
            fast[(episode.GlobalState * 51) + episode.Counts[0]]++;
            slow.Run(Steps);
            separate[(slow.GlobalState * 51) + slow.Counts[0]]++;
        }

        GoodnessOfFit.CheckSame(fast, separate);
    }

    [Theory]
    [InlineData(3, 2, 71)]
    [InlineData(4, 1, 72)]
    [Trait("Tier", "full")]
    public void Mean_return_is_the_exact_one_and_that_of_separate_agents(int agents, int observations, int seed)
    {
        CooperativeGame game = new RandomGame((ulong)seed)
        {
            Agents = agents,
            LocalStates = 3,
            Discount = 0.7,
        }.CreateCoupled();
        var random = new SmallRandom((ulong)seed);
        double[] local = Tables.RandomLocal(game, random);
        int[][] actions = Tables.RandomActions(game, observations, random);
        double exact = new OrderedGame(game, observations).StartValue(PolicyEnumeration.Rule(game, observations, actions), local);
        var pair = new JointPolicy(Library.Global(game, observations, actions), Library.Local(game, local));
        SimulationResult result = new OnlineExecution(
            new OnlineExecutionOptions
            {
                Horizon = 60,
                Rollouts = 1000,
                Seeds = 30,
            }
        ).Run(game, pair);
        Inside(exact, result.Reward);
        var slow = new SeparateAgents(game, pair, new RandomStream((ulong)seed).Split("slow"));
        Inside(exact, StudentInterval.FromSamples([.. Enumerable.Range(0, 4_000).Select(_ => slow.Run(60))]));
    }

    // Clusters move by the same rows: with all agents observed there is no difference to see.
    [Fact]
    public void Agents_in_clusters_move_by_the_same_rows()
    {
        CooperativeGame game = new RandomGame(81) { Agents = 12, LocalStates = 3 }.CreateCoupled();
        JointPolicy pair = PolicyFor(game, 4, 82);
        var options = new OnlineExecutionOptions
        {
            Horizon = 30,
            Rollouts = 400,
            Seeds = 10,
        };
        SimulationResult uniform = new OnlineExecution(options).Run(game, Blind(game, pair));
        SimulationResult clustered = new OnlineExecution(options).Run(game.WithSampling(new ClusteredSampling(2)), Blind(game, pair));
        double error = Math.Sqrt(Math.Pow(uniform.Reward.StandardError, 2) + Math.Pow(clustered.Reward.StandardError, 2));
        Assert.InRange(clustered.Reward.Mean - uniform.Reward.Mean, -StandardErrors * error, StandardErrors * error);
    }

    [Fact]
    public void The_authors_order_of_moves_is_refused()
    {
        CooperativeGame game = new RandomGame(91) { Agents = 12 }.CreateCoupled();
        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() =>
            new DeployedPair(game, PolicyFor(game, 2, 92), 12, LocalMoveOrder.AfterGlobal)
        );
        Assert.Contains("move together with the global state", refusal.Message);
    }

    private static JointPolicy Blind(CooperativeGame game, JointPolicy pair) =>
        pair with
        {
            Global = TabularGlobalPolicy.FromFunction(
                game.GlobalStates,
                game.GlobalActions,
                new Antiphon.Populations.CountLattice(game.LocalStates, 4),
                (state, _) => state % game.GlobalActions
            ),
        };

    private static JointPolicy PolicyFor(CooperativeGame game, int observations, int seed)
    {
        var random = new SmallRandom((ulong)seed);
        return new JointPolicy(
            Library.Global(game, observations, Tables.RandomActions(game, observations, random)),
            Library.Local(game, Tables.RandomLocal(game, random))
        );
    }

    // Binomial, one agent after the other.
    private static double[] InitialLaw(CooperativeGame game)
    {
        double first = ((IndependentLocalLaw)game.Initial.Local).Probabilities[0];
        double[] law = [1];
        for (int agent = 0; agent < game.Agents; agent++)
        {
            law = Joined(law, first);
        }

        return law;
    }

    private static double[] Moved(CooperativeGame game, LocalPolicy local, double[] law)
    {
        double[] next = new double[law.Length];
        for (int count = 0; count < law.Length; count++)
        {
            double[] fractions = [(double)count / game.Agents, 1 - ((double)count / game.Agents)];
            double[] sum = [1];
            for (int agent = 0; agent < game.Agents; agent++)
            {
                int state = agent < count ? 0 : 1;
                double stays = Enumerable
                    .Range(0, game.LocalActions)
                    .Sum(action => local.At(state, 0)[action] * game.LocalRow(state, 0, action, fractions).ToArray(2)[0]);
                sum = Joined(sum, stays);
            }

            next = [.. next.Zip(sum, (all, each) => all + (law[count] * each))];
        }

        return next;
    }

    // The game whose rows are the disturbed ones, at every breakpoint.
    private static CooperativeGame Disturbed(CooperativeGame game, KernelChange change, double share)
    {
        GameDefinition definition = game.ToDefinition();
        TransitionRow[][][] rows =
        [
            .. Enumerable
                .Range(0, game.LocalStates)
                .Select(x => definition.LocalRows![x].Select((actions, s) => actions.Select(row => Row(x, s, row)).ToArray()).ToArray()),
        ];
        return CooperativeGame.Create(definition with { LocalTransition = [], LocalRows = rows });

        TransitionRow Row(int x, int s, TransitionRow row) =>
            row.Coupling is { } coupling
                ? TransitionRow.By(coupling.Aggregate, [.. coupling.At.Select(part => Mixed(x, s, part))])
                : Mixed(x, s, row);

        TransitionRow Mixed(int x, int s, TransitionRow row)
        {
            double[] own = row.ToArray(game.LocalStates);
            double[] other = [.. own];
            change.Row(x, s, other);
            return new TransitionRow([.. own.Zip(other, (a, b) => ((1 - share) * a) + (share * b))]);
        }
    }

    private static double[] Joined(double[] law, double first) =>
        [
            .. Enumerable
                .Range(0, law.Length + 1)
                .Select(count => (count < law.Length ? law[count] * (1 - first) : 0) + (count > 0 ? law[count - 1] * first : 0)),
        ];

    private static void Inside(double exact, ConfidenceInterval mean) =>
        Assert.InRange(mean.Mean, exact - (StandardErrors * mean.StandardError), exact + (StandardErrors * mean.StandardError));
}
