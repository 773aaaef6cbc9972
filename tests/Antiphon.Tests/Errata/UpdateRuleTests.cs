using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Errata;

/// <summary>E14, function UPDATE of Algorithm 3 and Lemma D.14: overlapping intervals prove no equilibrium.</summary>
/// <remarks>
/// One agent that never moves; action 1 earns 1 in state 1 (first example) or everywhere (second); the global agent has one action. What
/// the first pair of values says is what the pair of policies (always 0, always 1) is worth.
/// </remarks>
public class UpdateRuleTests
{
    private const double Eta = 0.5;

    private static readonly AlternationOptions Options = new()
    {
        Subsample = 1,
        Restarts = 1,
        Threshold = 1e-3,
        Accuracy = 1e-8,
        Threads = 1,
        Horizon = 10,
        Rollouts = 4,
        Seeds = 2,
        Baselines = false,
    };

    /// <summary>
    /// (a) Values rise by 10 in one state and by 0 in the other: not better everywhere, not worse anywhere, hence "an equilibrium", whose
    /// gap is 10.
    /// </summary>
    [Fact]
    public void A_gain_of_ten_in_one_state_ends_the_algorithm()
    {
        OrderedGame game = new(StartStateTests.Frozen([0.5, 0.5]), 1);
        GlobalRule idle = (_, _) => [1];
        double[] old = game.Value(idle, [1, 0, 1, 0]);
        double[] proposed = game.Value(idle, [0, 1, 0, 1]);
        Assert.Equal([0.0, 10.0], proposed.Zip(old, (now, before) => Math.Round(now - before, 9)));
        Assert.Equal(UpdateDecision.Terminate, PaperBox.Decide(old, proposed, Eta));
    }

    /// <summary>
    /// (b), (e) The global agent moves first; where it has nothing to gain its proposal overlaps with the incumbent, and the local agents
    /// are never asked.
    /// </summary>
    [Fact]
    public void A_global_agent_without_a_gain_ends_the_algorithm_before_the_local_agents_speak()
    {
        CooperativeGame game = SmallGames.Create(
            new SmallGames.Sizes(1, 2, 1, 2, 1),
            (_, _) => 0,
            (state, _, _) => SmallGames.Unit(2, state),
            (_, _) => 0,
            (_, _, action) => action,
            [0.5, 0.5]
        );
        OrderedGame ordered = new(game, 1);
        GlobalRule idle = (_, _) => [1];
        double[] incumbent = ordered.Value(idle, [1, 0, 1, 0]);
        Assert.Equal(UpdateDecision.Terminate, PaperBox.Decide(incumbent, incumbent, Eta));
        Assert.Equal(10, PolicyEnumeration.BestLocalValue(ordered, idle), 1e-9); // against a value of 0
        AlternationResult<JointPolicy> corrected = new Alternation(Options).Run(game);
        Assert.Equal(10, corrected.Value, 1e-6);
        Assert.Equal(StopReason.NoImprovement, corrected.StopReason);
    }

    /// <summary>
    /// (c) A rejected proposal changes nothing, so that a deterministic oracle makes it again. Two agents that should differ: from "stay"
    /// the best answer to a start in (0, 0) is a coin, 4.5 instead of 0 there, 5.5 instead of 10 in (0, 1). It is turned down in each of
    /// the N_steps sweeps that Lemma D.15 allows.
    /// </summary>
    [Fact]
    public void A_rejected_proposal_comes_again_until_the_sweeps_run_out()
    {
        OrderedGame game = new(SmallGames.Differ(2), 2);
        double[] incumbent = game.Value(SmallGames.RewardDifference, [1, 0, 0, 1]);
        int rejected = 0;
        int sweeps = Tolerances.LargestSweeps(range: 1, discount: 0.9, Eta);
        for (int sweep = 0; sweep < sweeps; sweep++)
        {
            double[] proposal = game.Value(SmallGames.RewardDifference, [0.5, 0.5, 0.5, 0.5]);
            UpdateDecision decision = PaperBox.Decide(incumbent, proposal, Eta);
            rejected += decision == UpdateDecision.Reject ? 1 : 0;
            incumbent = decision == UpdateDecision.Accept ? proposal : incumbent;
        }
        Assert.Equal(sweeps, rejected);
    }

    /// <summary>(d) Lemma D.15 counts every gain of eta; UPDATE asks for more than 2 eta, and ends at a gain between.</summary>
    [Theory]
    [InlineData(1.0, nameof(UpdateDecision.Terminate))]
    [InlineData(1.5, nameof(UpdateDecision.Terminate))]
    [InlineData(2.0, nameof(UpdateDecision.Terminate))]
    [InlineData(2.1, nameof(UpdateDecision.Accept))]
    public void Gains_between_one_and_two_eta_end_the_algorithm(double etas, string expected) =>
        Assert.Equal(expected, PaperBox.Decide([3, 4], [3 + etas * Eta, 4 + etas * Eta], Eta).ToString());

    /// <summary>
    /// Remark D.13 and Lemma D.15 without the box are right. What Antiphon does with example (a): it judges under the initial law, accepts
    /// the gain, ends after a sweep without one, and reports what either side could still gain.
    /// </summary>
    [Fact]
    public void The_corrected_rule_takes_the_gain_and_proves_that_none_is_left()
    {
        CooperativeGame game = StartStateTests.Frozen([0.5, 0.5]);
        AlternationResult<JointPolicy> result = new Alternation(Options).Run(game);
        OrderedGame ordered = new(game, 1);
        Assert.Equal(5, result.Value, 1e-6);
        Assert.Equal(PolicyEnumeration.BestLocalValue(ordered, Library.Rule(game, result.Policy.Global)), result.Value, 1e-6);
        Assert.Equal(0, Math.Max(result.GlobalGain, result.LocalGain), 1e-6);
    }
}
