using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using Antiphon.Tests.Numerics;
using Antiphon.Tests.Reference;
using Antiphon.Tests.Simulation.Reference;

namespace Antiphon.Tests.Simulation;

/// <summary>
/// Kernels that are off, switch or drift, and what goes wrong with observations, against chains and agents that are enumerated.
/// </summary>
public class ChangingKernelsTests
{
    private const int Steps = 4;
    private const int Agents = 4;

    private static readonly CooperativeGame Game = TestGames.Random(8, 2, 3, Agents, new IndependentLocalLaw([0.5, 0.2, 0.3]));
    private static readonly JointPolicy Pair = new(new RandomisedGlobalPolicy(Game, 2, 108), TestGames.RandomLocal(Game, 208));
    private static readonly CountLattice Lattice = new(3, Agents);

    public static TheoryData<string, Func<int, double>> Shares =>
        new()
        {
            { "off", _ => 0.3 },
            { "switch", time => time < Steps / 2 ? 0 : 1 },
            { "drift", time => time / (Steps - 1.0) },
        };

    [Theory]
    [MemberData(nameof(Shares))]
    public void State_after_some_steps_follows_the_exact_chain_and_so_do_separate_agents(string name, Func<int, double> share)
    {
        KernelChange change = Toward(share);
        CooperativeGame[] worlds = [.. Enumerable.Range(0, Steps).Select(time => World(change, share(time)))];
        var chain = new LabelledChain(Game, Pair, world: time => worlds[time]);
        double[] law = chain.ByCounts(chain.Run(Steps).Law, Lattice);
        RandomStream root = new RandomStream(5).Split(name);
        var episode = new Episode(new DeployedPair(Game, Pair, Agents, disturbances: new() { Kernels = change }));
        int rollout = 0;
        GoodnessOfFit.CheckCounts(60_000, 0, law, () =>
        {
            EpisodeReturn.Run(episode, root.Split("fast", rollout++), Steps, Game.Discount, default);
            return LabelledChain.Place(episode.GlobalState, episode.Counts, Lattice);
        });

        var slow = new SeparateAgents(Game, Pair, root.Split("slow"), world: time => worlds[time]);
        GoodnessOfFit.CheckCounts(20_000, 0, law, () =>
        {
            slow.Run(Steps);
            return LabelledChain.Place(slow.GlobalState, slow.Counts, Lattice);
        });
    }

    [Fact]
    public void Lost_and_late_observations_and_shocks_have_the_law_of_separate_agents()
    {
        var wrong = new Disturbances
        {
            LostObservations = 0.4,
            Delay = 1,
            ShockShare = 0.3,
            ShockEvery = 3,
        };
        const int Episodes = 30_000;
        RandomStream root = new RandomStream(6).Split("test");
        var episode = new Episode(new DeployedPair(Game, Pair, Agents, disturbances: wrong));
        var slow = new SeparateAgents(Game, Pair, root.Split("slow"), disturbances: wrong);
        long[] fast = new long[Game.GlobalStates * Lattice.Size];
        long[] separate = new long[fast.Length];
        for (int rollout = 0; rollout < Episodes; rollout++)
        {
            EpisodeReturn.Run(episode, root.Split("fast", rollout), Steps, Game.Discount, default);
            fast[LabelledChain.Place(episode.GlobalState, episode.Counts, Lattice)]++;
            slow.Run(Steps);
            separate[LabelledChain.Place(slow.GlobalState, slow.Counts, Lattice)]++;
        }

        GoodnessOfFit.CheckSame(fast, separate);
    }

    // Nothing of an undisturbed episode shifts: kernels that are not in force change no bit.
    [Fact]
    public void A_change_that_is_never_in_force_changes_nothing()
    {
        OnlineExecutionOptions plain = new()
        {
            Horizon = 20,
            Rollouts = 3,
            Seeds = 2,
        };
        OnlineExecutionOptions idle = plain with { Disturbances = new() { Kernels = Toward(_ => 0) } };
        OnlineExecutionOptions own = plain with { Disturbances = new() { Kernels = new((_, _, _) => { }, _ => 1) } };
        IReadOnlyList<double> expected = new OnlineExecution(plain).Run(Game, Pair).PerSeed;
        Assert.Equal(expected, new OnlineExecution(idle).Run(Game, Pair).PerSeed);
        Assert.Equal(expected, new OnlineExecution(own).Run(Game, Pair).PerSeed);
    }

    [Fact]
    public void Threads_do_not_change_the_result()
    {
        OnlineExecutionOptions one = new()
        {
            Horizon = 20,
            Rollouts = 5,
            Seeds = 3,
            Threads = 1,
            Disturbances = new() { Kernels = Toward(time => time / 20.0) },
        };
        Assert.Equal(
            new OnlineExecution(one).Run(Game, Pair).PerSeed,
            new OnlineExecution(one with { Threads = 3 }).Run(Game, Pair).PerSeed
        );
    }

    [Fact]
    public void Random_kernels_keep_agents_within_their_type()
    {
        CooperativeGame game = new RandomTypedGame(3) { States = [2, 3], Agents = 6 }.Create();
        var change = KernelChange.ToRandom(StressWorld.Blocks(game), _ => 1);
        var kernels = new ChangingKernels(change, game, LocalPolicy.Uniform(game));
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            ReadOnlySpan<double> rows = kernels.Transition(globalState);
            for (int place = 0; place < rows.Length; place++)
            {
                Assert.Equal(place / 5 < 2 == place % 5 < 2, rows[place] > 0);
            }
        }
    }

    private static KernelChange Toward(Func<int, double> share) => KernelChange.ToRandom(StressWorld.Blocks(Game), share);

    private static CooperativeGame World(KernelChange change, double share)
    {
        GameDefinition definition = Game.ToDefinition();
        for (int row = 0; row < 12; row++)
        {
            (int local, int global, int action) = (row / 4, row / 2 % 2, row % 2);
            double[] own = definition.LocalTransition[local][global][action];
            double[] other = [.. own];
            change.Row(local, global, other);
            definition.LocalTransition[local][global][action] = [.. own.Zip(other, (a, b) => ((1 - share) * a) + (share * b))];
        }

        return CooperativeGame.Create(definition);
    }
}
