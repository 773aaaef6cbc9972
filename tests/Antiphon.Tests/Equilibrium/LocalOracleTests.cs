using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Equilibrium;

/// <summary>Every oracle of the local agents takes its turn, is evaluated in the deployed game, and is judged alike.</summary>
public class LocalOracleTests
{
    private static readonly AlternationOptions Options = new()
    {
        Subsample = 2,
        Restarts = 2,
        Threshold = 0.01,
        Accuracy = 1e-7,
        Threads = 1,
        Horizon = 40,
        Rollouts = 4,
        Seeds = 2,
        JudgeRollouts = 256,
        UcfhEpisodes = 500,
        Baselines = false,
    };

    [Theory]
    [InlineData(LocalOracle.Reactive, "reactive")]
    [InlineData(LocalOracle.Enumerate, "enumerate")]
    [InlineData(LocalOracle.Coordinate, "coordinate")]
    [InlineData(LocalOracle.ChainUcfh, "chain-ucfh")]
    [InlineData(LocalOracle.Representative, "representative")]
    public void Proposals_carry_the_oracles_name_and_their_deployed_value(LocalOracle oracle, string name)
    {
        CooperativeGame game = new RandomGame(750) { Agents = 3 }.Create();
        OrderedGame ordered = new(game, 2);
        int checkedValues = 0;
        AlternationResult<JointPolicy> result = new Alternation(Options with { LocalOracle = oracle }) { Parts = PaperParts.All }.Run(
            game,
            onProposal: states =>
            {
                foreach (
                    RestartState<JointPolicy>? state in states.Where(state =>
                        state.Proposals.Count > 0 && state.Proposals[^1] is { Player: Player.Local, Accepted: true }
                    )
                )
                {
                    double value = ordered.StartValue(
                        Library.Rule(game, state.Incumbent.Global),
                        state.Incumbent.Local.Probabilities.ToArray()
                    );
                    Assert.Equal(value, state.Proposals[^1].ModelValue, Options.Threshold!.Value / 100);
                    checkedValues++;
                }
            }
        );
        var local = result.Trace.Where(proposal => proposal.Player == Player.Local).ToList();
        Assert.All(local, proposal => Assert.Equal(name, proposal.Oracle));
        Assert.True(checkedValues > 0, "no local proposal was accepted");
    }

    [Fact]
    public void A_weak_oracle_leaves_a_gain_that_the_result_reports()
    {
        // The representative agent sees only its own reward, and its softmax acts at random: the reactive oracle, asked at the end, finds
        // more.
        double left = 0.0;
        for (ulong seed = 760UL; seed < 764; seed++)
        {
            CooperativeGame game = new RandomGame(seed) { Agents = 3, LocalActions = 3 }.Create();
            // From a plain pair: in the best blind pair the local agents answer best already.
            var plain = new JointPolicy(BaselinePolicies.Global(game, 2)[0].Policy, LocalPolicy.Uniform(game));
            var start = new RestartState<JointPolicy>(0, "plain", plain, [], 1, null, double.NegativeInfinity, 0, 0, []);
            AlternationResult<JointPolicy> weak = new Alternation(Options with { Restarts = 1, LocalOracle = LocalOracle.Representative })
            {
                Parts = PaperParts.All,
            }.Run(game, [start]);
            AlternationResult<JointPolicy> strong = new Alternation(Options).Run(game);
            left += weak.LocalGain;
            Assert.True(strong.Value >= weak.Value - strong.Threshold);
            Assert.True(strong.LocalGain <= strong.Threshold);
        }

        Assert.True(left > 1, $"only {left} is reported in all");
    }

    [Fact]
    public void Coordinate_ascent_takes_new_chances_in_every_turn_and_the_same_ones_in_a_second_run()
    {
        CooperativeGame game = new RandomGame(751) { Agents = 3 }.Create();
        AlternationResult<JointPolicy> first = new Alternation(Options with { LocalOracle = LocalOracle.Coordinate }).Run(game);
        AlternationResult<JointPolicy> second = new Alternation(Options with { LocalOracle = LocalOracle.Coordinate, Threads = 2 }).Run(
            game
        );
        Assert.Equal(string.Join("\n", first.Trace), string.Join("\n", second.Trace));
    }

    [Theory]
    [InlineData(LocalOracle.Coordinate, BellmanOperator.Fresh)]
    [InlineData(LocalOracle.ChainUcfh, BellmanOperator.Frozen)]
    public void A_run_that_samples_goes_on_with_the_same_bits(LocalOracle oracle, BellmanOperator backup)
    {
        CooperativeGame game = new RandomGame(753) { Agents = 3 }.Create();
        AlternationOptions options = Options with
        {
            LocalOracle = oracle,
            Backup = backup,
            Samples = 4,
            BackupSweeps = 30,
            GlobalOracle = GlobalOracle.Surrogate,
        };
        IReadOnlyList<RestartState<JointPolicy>>? half = null;
        AlternationResult<JointPolicy> whole = new Alternation(options) { Parts = PaperParts.All }.Run(game, onProposal: states =>
            half ??= states.Sum(state => state.Position) >= 2 ? states : null
        );
        AlternationResult<JointPolicy> resumed = new Alternation(options) { Parts = PaperParts.All }.Run(game, half);
        Assert.Equal(string.Join('\n', whole.Trace), string.Join('\n', resumed.Trace));
        Assert.Equal(whole.Value, resumed.Value);
    }

    [Fact]
    public void A_class_too_large_to_enumerate_is_refused_with_its_size()
    {
        CooperativeGame game = new RandomGame(752)
        {
            LocalStates = 3,
            GlobalStates = 3,
            LocalActions = 4,
            Agents = 3,
        }.Create();
        InvalidInputException error = Assert.Throws<InvalidInputException>(() =>
            new Alternation(Options with { LocalOracle = LocalOracle.Enumerate }).Run(game)
        );
        Assert.Contains("4^(3 x 3)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LocalOracle.Enumerate, GlobalOracle.Deployed, Parameterization.Histograms, "deterministic local policies")]
    [InlineData(LocalOracle.ChainUcfh, GlobalOracle.Deployed, Parameterization.Histograms, "chained MDP")]
    [InlineData(LocalOracle.Reactive, GlobalOracle.Surrogate, Parameterization.Tuples, "tuples of k = 20")]
    public void An_oracle_that_does_not_fit_is_refused_before_either_player_has_a_turn(
        LocalOracle local,
        GlobalOracle global,
        Parameterization table,
        string word
    )
    {
        int turns = 0;
        AlternationOptions options = Options with
        {
            Subsample = 20,
            Restarts = 3,
            MaximumSweeps = 1,
            LocalOracle = local,
            GlobalOracle = global,
            Parameterization = table,
        };
        InvalidInputException error = Assert.ThrowsAny<InvalidInputException>(() =>
            new Alternation(options) { Parts = PaperParts.All }.Run(BuiltInGames.Get("warehouse"), onProposal: _ => turns++)
        );
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, turns);
    }
}
