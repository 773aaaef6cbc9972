using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Planning;
using Antiphon.Runs;
using Antiphon.Simulation;

namespace Antiphon.Tests.Learning;

/// <summary>
/// What a training with neural policies says of itself: how far the judge looks, which steps were refused, what was accepted.
/// </summary>
public class ContinuousReportingTests
{
    private static readonly ContinuousOptions Small = new()
    {
        Subsample = 2,
        Hidden = 8,
        Episodes = 4,
        Horizon = 6,
        Representatives = 2,
        Updates = 3,
        Alternations = 3,
        JudgeRollouts = 64,
        Seeds = 2,
        Rollouts = 2,
        DeployedHorizon = 5,
        AccuracyResets = 5,
        Baselines = false,
        Threads = 2,
    };

    // 0.8^20 = 0.0115 and 0.8^21 = 0.0092; 0.95^89 = 0.0104 and 0.95^90 = 0.0099.
    [Theory]
    [InlineData(5, "horizon 21,")]
    [InlineData(40, "horizon 40,")]
    public void The_judge_looks_until_a_hundredth_of_the_weight_is_left_and_over_the_deployed_horizon_at_least(
        int deployed,
        string expected
    )
    {
        var game = new SteppedGame();
        var judge = new NeuralJudge(new CheckedContinuousGame(game), Small with { DeployedHorizon = deployed, Threads = 1 });
        Assert.Contains(expected, judge.Description, StringComparison.Ordinal);

        ContinuousPair pair = NeuralPair.Random(new CheckedContinuousGame(game), Small).Deployed(2);
        game.Steps = 0;
        PairedResult result = judge.Compare(
            new ContinuousDeployment(game, pair),
            new ContinuousDeployment(game, pair with { Global = new UniformContinuousGlobalPolicy() }),
            0,
            CancellationToken.None
        );
        Assert.Equal(2 * result.Rollouts * Math.Max(21, deployed), game.Steps);
    }

    [Fact]
    public void Continuous_and_finite_games_are_judged_over_the_same_horizon()
    {
        var game = new WarehouseContinuous(20);
        Assert.Equal(90, DiscountedHorizon.Fading(game.Discount));
        Assert.Contains("horizon 90,", new NeuralJudge(new CheckedContinuousGame(game), Small).Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_trust_region_step_of_a_proposal_is_told_and_survives_the_trace()
    {
        AlternationResult<NeuralPair> result = Neural.Train(Small, new MagnetGame());
        Assert.All(result.Trace, proposal => Assert.Equal(Small.Updates, proposal.Updates!.Count));
        var steps = result.Trace.SelectMany(proposal => proposal.Updates!).ToList();
        Assert.Contains(steps, step => step is { Outcome: PolicyUpdateOutcome.Taken, Gain: > 0, Divergence: > 0 });
        Assert.All(steps, step => Assert.InRange(step.OutsideRegion, 0, step.Halvings));

        using var folder = new Tests.Runs.TemporaryFolder();
        File.WriteAllText(folder.In("trace.jsonl"), TraceFile.Write(result.Trace));
        Assert.Equal(steps, TraceFile.Read(folder.In("trace.jsonl")).SelectMany(proposal => proposal.Updates!));
    }

    [Fact]
    public void An_algorithm_without_a_trust_region_tells_no_steps_and_its_trace_is_as_before()
    {
        AlternationResult<NeuralPair> result = Neural.Train(Small with { Algorithm = PolicyAlgorithm.Ppo }, new MagnetGame());
        Assert.All(result.Trace, proposal => Assert.Null(proposal.Updates));
        Assert.DoesNotContain("updates", TraceFile.Write(result.Trace), StringComparison.Ordinal);
        Assert.DoesNotContain(result.Notices, notice => notice.Contains("trust region", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, StopReason.NoImprovement, 2)]
    [InlineData(false, StopReason.ScheduleExhausted, 3)]
    public void A_training_whose_steps_were_all_refused_says_so_and_accepts_nothing(bool isJudged, StopReason end, int alternations)
    {
        AlternationResult<NeuralPair> result = Neural.Train(
            Small with
            {
                JudgesProposals = isJudged,
                TrustRegion = new() { Radius = 1e-300 },
            },
            new MagnetGame()
        );
        Assert.Equal((end, 2 * alternations), (result.StopReason, result.Trace.Count));
        Assert.All(result.Trace, proposal => Assert.Equal((false, "same as the current policy"), (proposal.Accepted, proposal.Verdict)));
        Assert.Equal(
            new[] { "global agent", "local agents" }.Select(side =>
                $"All {3 * alternations} trust region steps of the {side} were rejected: {3 * alternations} times no step size improved "
                + "the surrogate objective. This side's policy is still its random initial policy."
            ),
            result.Notices,
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void Proposals_whose_steps_were_all_refused_are_counted_with_their_alternations_and_reasons()
    {
        (PolicyUpdate taken, PolicyUpdate outside, PolicyUpdate flat) = (
            Step(PolicyUpdateOutcome.Taken),
            Step(PolicyUpdateOutcome.OutsideRegion),
            Step(PolicyUpdateOutcome.Stationary)
        );
        Assert.Equal(
            [
                "In 2 of 3 proposals of the local agents every trust region step was rejected (alternations 1, 3): 3 times every step "
                    + "size that improved the surrogate objective left the trust region; once the gradient was 0.",
            ],
            Notices([outside, outside], [taken, outside], [outside, flat])
        );
        Assert.Empty(Notices([taken, outside], [taken, flat]));

        static PolicyUpdate Step(PolicyUpdateOutcome outcome) => new(outcome, 0, 0, 0, 0);
    }

    [Fact]
    public void An_end_without_improvement_tells_which_proposals_were_left_undecided()
    {
        RestartState<NeuralPair> state = State(
            [
                .. Enumerable
                    .Range(0, 4)
                    .Select(index =>
                        Proposal(index, index < 3 ? "undecided within the limit of episodes" : "no gain above the threshold", null)
                    ),
            ],
            StopReason.NoImprovement
        );
        Assert.Equal(
            [
                "3 of the last 4 proposals could not be distinguished from the current policy within 64 pairs of episodes: their gain "
                    + "is unknown, not zero.",
            ],
            NeuralNotices.Of([state], Small)
        );
    }

    private static IReadOnlyList<string> Notices(params PolicyUpdate[][] steps) =>
        NeuralNotices.Of(
            [State([.. steps.Select((each, index) => Proposal((2 * index) + 1, "better", each))], StopReason.MaximumSweeps)],
            Small
        );

    private static RestartState<NeuralPair> State(IReadOnlyList<Proposal> proposals, StopReason end)
    {
        var pair = NeuralPair.Random(new CheckedContinuousGame(new MagnetGame()), Small);
        return RestartState.GoOn(0, "random networks", pair, pair, proposals, end);
    }

    private static Proposal Proposal(int index, string verdict, IReadOnlyList<PolicyUpdate>? updates) =>
        new(0, index, (index / 2) + 1, index % 2 == 0 ? Player.Global : Player.Local, "trpo", 0, 0, 0, 0, 0, 64, false, verdict)
        {
            Updates = updates,
        };

    /// <summary>Counts its steps.</summary>
    private sealed class SteppedGame : MagnetGame
    {
        private long steps;

        internal long Steps
        {
            get => steps;
            set => steps = value;
        }

        public override void MoveGlobal(ReadOnlySpan<double> global, int action, Antiphon.Numerics.RandomStream random, Span<double> next)
        {
            Interlocked.Increment(ref steps);
            base.MoveGlobal(global, action, random, next);
        }
    }
}
