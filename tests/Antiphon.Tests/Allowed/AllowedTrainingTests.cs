using Antiphon.Equilibrium;
using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Policies;
using Antiphon.Simulation;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Allowed;

/// <summary>Trainings, certificates and deployments in games that forbid actions.</summary>
public class AllowedTrainingTests
{
    private static readonly AlternationOptions Options = new()
    {
        Subsample = 2,
        Restarts = 4,
        Threshold = 0.01,
        Accuracy = 1e-7,
        Threads = 1,
        Horizon = 40,
        Rollouts = 4,
        Seeds = 2,
        JudgeRollouts = 256,
        UcfhEpisodes = 300,
    };

    [Theory]
    [InlineData(LocalOracle.Reactive)]
    [InlineData(LocalOracle.Enumerate)]
    [InlineData(LocalOracle.Coordinate)]
    [InlineData(LocalOracle.ChainUcfh)]
    [InlineData(LocalOracle.Representative)]
    public void Every_oracle_proposes_allowed_actions(LocalOracle oracle)
    {
        for (ulong seed = 81; seed < 84; seed++)
        {
            RestrictedGame restricted = AllowedGameTests.Random(seed, agents: 3);
            Train(restricted.Game, Options with { LocalOracle = oracle });
        }
    }

    [Theory]
    [InlineData(PopulationChoice.MeanField)]
    public void Every_planner_proposes_allowed_actions(PopulationChoice population)
    {
        RestrictedGame restricted = AllowedGameTests.Random(85, agents: 50);
        AlternationOptions options = Options with { Population = population, Restarts = 6, MaximumSweeps = 2 };
        Train(restricted.Game, options);
        Train(restricted.Game, options with { Memory = new MemoryOptions(), Subsample = 1 });
    }

    [Theory]
    [InlineData(PopulationChoice.Alpha)]
    [Trait("Tier", "full")]
    public void Planning_with_alpha_vectors_does_so_too(PopulationChoice population) => Every_planner_proposes_allowed_actions(population);

    [Fact]
    public void A_coupled_game_is_trained_by_allowed_actions()
    {
        GameDefinition coupled = new RandomGame(86)
        {
            GlobalActions = 3,
            LocalActions = 3,
            Agents = 30,
        }
            .CreateCoupled()
            .ToDefinition();
        RestrictedGame rules = AllowedGameTests.Random(86);
        Train(
            CooperativeGame.Create(coupled with { AllowedGlobalActions = rules.Global, AllowedLocalActions = rules.Local }),
            Options with
            {
                Resolution = 4,
                MaximumSweeps = 2,
            }
        );
    }

    /// <summary>Forbidden everywhere, an action might as well not exist, whatever its entries hold and wherever it stands.</summary>
    [Theory]
    [InlineData(91, false)]
    [InlineData(92, false)]
    [InlineData(91, true)]
    [InlineData(92, true)]
    public void A_game_that_forbids_an_action_everywhere_is_the_game_without_it(ulong seed, bool first)
    {
        GameDefinition small = new RandomGame(seed) { Agents = 4 }.Definition();
        var without = CooperativeGame.Create(small);
        var with = CooperativeGame.Create(Widened(small, first));
        AlternationResult<JointPolicy> one = Train(without, Options);
        AlternationResult<JointPolicy> other = Train(with, Options);
        int shift = first ? 1 : 0;
        TabularGlobalPolicy table = one.Policy.Global.Table!;
        Assert.All(Enumerable.Range(0, 2 * table.Lattice.Size), cell =>
            Assert.Equal(
                table.Action(cell / table.Lattice.Size, cell % table.Lattice.Size) + shift,
                other.Policy.Global.Table!.Action(cell / table.Lattice.Size, cell % table.Lattice.Size)
            )
        );
        Assert.All(Enumerable.Range(0, 4), cell =>
            Assert.Equal(
                one.Policy.Local.At(cell / 2, cell % 2).ToArray(),
                other.Policy.Local.At(cell / 2, cell % 2)[shift..(2 + shift)].ToArray(),
                (mine, theirs) => Math.Abs(mine - theirs) < 1e-6
            )
        );
        Assert.Equal(one.Value, other.Value, 1e-6);
        NashCertificate mine = Certify(without, one.Policy);
        NashCertificate theirs = Certify(with, other.Policy);
        Assert.Equal(mine.EpsilonInitial, theirs.EpsilonInitial, 1e-5);
        Assert.Equal(mine.EpsilonWorst, theirs.EpsilonWorst, 1e-5);
        Assert.Equal(mine.WelfareGap.Initial.Upper, theirs.WelfareGap.Initial.Upper, 1e-5);
        Assert.Equal(mine.SelfishAgentGap.Initial.Upper, theirs.SelfishAgentGap.Initial.Upper, 1e-5);
        Assert.Equal(mine.FirstOrderGap!.Value, theirs.FirstOrderGap!.Value, 1e-5);
    }

    [Fact]
    public void Other_worlds_and_the_worst_kernels_are_measured()
    {
        RestrictedGame restricted = AllowedGameTests.Random(95, agents: 20);
        CooperativeGame game = restricted.Game;
        var pair = new JointPolicy(TabularGlobalPolicy.Constant(game, new(2, 2), 0), LocalPolicy.Uniform(game));
        StressResult result = new StressTest(
            new StressOptions
            {
                Execution = new OnlineExecutionOptions
                {
                    Horizon = 20,
                    Rollouts = 5,
                    Seeds = 3,
                    Threads = 1,
                },
            }
        ).Run(game, pair);
        Assert.All(result.Worlds, world =>
        {
            Assert.Null(world.Refusal);
            Assert.True(double.IsFinite(world.Deployed!.Mean) && double.IsFinite(world.Lead!.Mean));
        });
    }

    private static AlternationResult<JointPolicy> Train(CooperativeGame game, AlternationOptions options)
    {
        AlternationResult<JointPolicy> result = new Alternation(options) { Parts = PaperParts.All }.Run(game, onProposal: states =>
            Assert.All(states, state => state.Incumbent.RequireFit(game))
        );
        result.Policy.RequireFit(game);
        return result;
    }

    private static NashCertificate Certify(CooperativeGame game, JointPolicy pair) =>
        new Certifier(new CertificateOptions { Accuracy = 1e-9, Threads = 1 }).Run(game, pair, game.Agents).Certificate;

    // One more action on either side, first or last, that is forbidden everywhere.
    private static GameDefinition Widened(GameDefinition game, bool first)
    {
        int[] allowed = first ? [1, 2] : [0, 1];
        return game with
        {
            GlobalActionNames = Beside(game.GlobalActionNames, "never"),
            LocalActionNames = Beside(game.LocalActionNames, "never"),
            GlobalTransition = [.. game.GlobalTransition.Select(rows => Beside(rows, null!))],
            GlobalReward = [.. game.GlobalReward.Select(row => Beside(row, 1e6))],
            LocalTransition = [.. game.LocalTransition.Select(states => states.Select(rows => Beside(rows, null!)).ToArray())],
            LocalReward = [.. game.LocalReward.Select(states => states.Select(row => Beside(row, 1e6)).ToArray())],
            AllowedGlobalActions = [allowed, allowed],
            AllowedLocalActions =
            [
                [allowed, allowed],
                [allowed, allowed],
            ],
        };

        T[] Beside<T>(T[] entries, T other) => first ? [other, .. entries] : [.. entries, other];
    }
}
