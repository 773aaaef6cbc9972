using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Equilibrium;

/// <summary>The paper's function UPDATE, and alternations that use it.</summary>
public class PaperBoxTests
{
    private const double Eta = 0.05;

    private static readonly AlternationOptions Options = new()
    {
        Subsample = 2,
        Restarts = 4,
        UpdateRule = UpdateRule.PaperBox,
        GlobalOracle = GlobalOracle.Surrogate,
        Eta = Eta,
        Accuracy = 1e-8,
        Threads = 1,
        Horizon = 10,
        Rollouts = 4,
        Seeds = 2,
        Baselines = false,
    };

    [Theory]
    [InlineData(1.1, 1.1, nameof(UpdateDecision.Accept))]
    [InlineData(1.1, 1.0, nameof(UpdateDecision.Terminate))] // exactly 2 eta is not more
    [InlineData(9.0, -0.5, nameof(UpdateDecision.Terminate))] // a large gain in one state, a loss within 2 eta in the other
    [InlineData(9.0, -1.1, nameof(UpdateDecision.Reject))]
    [InlineData(0.0, 0.0, nameof(UpdateDecision.Terminate))]
    public void Decides_over_all_states(double first, double second, string expected) =>
        Assert.Equal(expected, PaperBox.Decide([5, 7], [5 + first, 7 + second], 0.5).ToString());

    [Fact]
    public void Senseless_comparisons_are_refused()
    {
        Assert.Throws<ArgumentException>(() => PaperBox.Decide([], [], 1));
        Assert.Throws<ArgumentException>(() => PaperBox.Decide([1], [1, 2], 1));
        Assert.Throws<ArgumentException>(() => PaperBox.Decide([1], [1], double.NaN));
        Assert.Throws<ArgumentException>(() => PaperBox.Decide([1, double.NaN], [1, 1], 1));
        Assert.Throws<ArgumentException>(() => PaperBox.Decide([1, 1], [5, double.PositiveInfinity], 1));
    }

    [Theory]
    [InlineData(1, 0.5, 0.25, 9)] // 1 + 1/(0.5 x 0.25)
    [InlineData(11.5, 0.95, 1, 231)] // 1 + 11.5/0.05
    [InlineData(0, 0.9, 0.5, 1)]
    [InlineData(1, 0.9, 1e-300, int.MaxValue)]
    public void Lemma_D15_bounds_the_sweeps(double range, double discount, double eta, int expected) =>
        Assert.Equal(expected, Tolerances.LargestSweeps(range, discount, eta));

    [Theory]
    [InlineData(KernelShape.Dense, 740)]
    [InlineData(KernelShape.Sparse, 741)]
    [InlineData(KernelShape.Cyclic, 742)]
    public void Every_verdict_is_what_enumeration_over_the_agents_seen_says(KernelShape shape, int seed)
    {
        CooperativeGame game = new RandomGame((ulong)seed)
        {
            Shape = shape,
            Agents = 4,
            LocalActions = 3,
            GlobalActions = 3,
        }.Create();
        OrderedGame seen = new(game.WithAgents(2), 2); // the system of k agents, all of which are seen
        Dictionary<int, double[]> values = [];
        int compared = 0;
        new Alternation(Options) { Parts = PaperParts.All }.Run(game, onProposal: states =>
        {
            foreach (RestartState<JointPolicy> state in states.Where(state => state.Proposals.Count > 0))
            {
                double[] now = seen.Value(Library.Rule(seen.Game, state.Incumbent.Global), state.Incumbent.Local.Probabilities.ToArray());
                Proposal last = state.Proposals[^1];
                if (last.Accepted && values.TryGetValue(state.Restart, out double[]? before) && !now.SequenceEqual(before))
                {
                    double[] gains = [.. now.Zip(before, (after, old) => after - old)];
                    Assert.True(gains.Min() > 2 * Eta - 1e-6);
                    Assert.Equal(gains.Min(), last.GainLow, 1e-6);
                    Assert.Equal(gains.Max(), last.GainHigh, 1e-6);
                    compared++;
                }

                values[state.Restart] = now;
            }
        });
        Assert.True(compared > 0, "no accepted update was compared");
    }

    [Fact]
    public void It_ends_at_the_first_comparison_when_the_global_agent_has_nothing_to_gain_although_the_local_agents_have()
    {
        // Global actions do nothing here, so that G-LEARN's proposal is worth what the incumbent is worth: the intervals overlap and
        // L-LEARN never runs.
        CooperativeGame game = SmallGames.Indifferent(4);
        AlternationResult<JointPolicy> box = new Alternation(Options with { Restarts = 2 }) { Parts = PaperParts.All }.Run(game);
        Assert.Equal(StopReason.IntervalsOverlap, box.StopReason);
        Assert.All(box.Trace, proposal => Assert.Equal(Player.Global, proposal.Player));
        Assert.True(box.LocalGain > 4 * Eta, $"only {box.LocalGain} is left to gain");
        AlternationResult<JointPolicy> corrected = new Alternation(
            Options with
            {
                Restarts = 2,
                UpdateRule = UpdateRule.Corrected,
                Eta = null,
            }
        ).Run(game);
        Assert.True(corrected.Value >= box.Value + box.LocalGain - 1e-3);
        Assert.True(corrected.LocalGain <= corrected.Threshold);
    }

    [Fact]
    public void With_the_theoretical_eta_it_never_accepts_anything()
    {
        // eta_g >= 2 r~ / ((1-gamma)^2 sqrt k) exceeds every value r~ / (1-gamma) here, so that all intervals overlap.
        CooperativeGame game = new RandomGame(743)
        {
            Agents = 4,
            LocalActions = 3,
            GlobalActions = 3,
        }.Create();
        double theoretical = 2 * game.RewardRange / (Math.Pow(1 - game.Discount, 2) * Math.Sqrt(2));
        AlternationResult<JointPolicy> result = new Alternation(Options with { Eta = theoretical }) { Parts = PaperParts.All }.Run(game);
        Assert.Equal(0, result.States.Sum(state => state.Proposals.Count(proposal => proposal.Accepted)));
        Assert.All(result.States, state => Assert.Single(state.Proposals));
        Assert.Equal(StopReason.IntervalsOverlap, result.StopReason);
    }

    [Theory]
    [InlineData("both", UpdateRule.PaperBox, GlobalOracle.Both, 0.1)]
    [InlineData("Eta", UpdateRule.Corrected, GlobalOracle.Both, 0.1)]
    [InlineData("Eta", UpdateRule.PaperBox, GlobalOracle.Surrogate, -0.1)]
    public void Options_that_do_not_go_together_are_refused(string word, UpdateRule rule, GlobalOracle oracle, double eta)
    {
        CooperativeGame game = new RandomGame(744) { Agents = 4 }.Create();
        InvalidInputException error = Assert.ThrowsAny<InvalidInputException>(() =>
            new Alternation(Options with { UpdateRule = rule, GlobalOracle = oracle, Eta = eta }) { Parts = PaperParts.All }.Run(game)
        );
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }
}
