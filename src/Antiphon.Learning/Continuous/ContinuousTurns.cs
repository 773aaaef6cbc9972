using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>The turns of an alternation: who proposes what, and what becomes of it.</summary>
internal sealed class ContinuousTurns(CheckedContinuousGame game, ContinuousOptions options, Workers workers)
{
    private readonly RandomStream root = new RandomStream(options.Seed).Split("continuous training");
    private readonly ExperienceCollector collector = new(game, options);
    private readonly PolicyLearner learner = new(options, game.Discount, workers);
    private readonly ContinuousJudge judge = new(game, options);

    /// <summary>Both sides' networks at random.</summary>
    internal ContinuousState Begin()
    {
        var global = LearnerState.Random(
            game.Features.Size + (options.GlobalSeesState ? game.GlobalStates.Dimension : 0),
            options.Hidden,
            game.GlobalActions.Count,
            root.Split("global network")
        );
        var local = LearnerState.Random(
            game.GlobalStates.Dimension + game.LocalStates.Dimension,
            options.Hidden,
            game.LocalActions.Count,
            root.Split("local network")
        );
        return new ContinuousState(0, global, local, global.Network, local.Network, [], finished: null);
    }

    /// <summary>One turn of one player.</summary>
    internal ContinuousState Take(ContinuousState state, CancellationToken cancellation)
    {
        Player player = state.Position % 2 == 0 ? Player.Global : Player.Local;
        RandomStream random = root.Split("turn", state.Position);
        bool isGlobal = player == Player.Global;
        (LearnerState improved, IReadOnlyList<PolicyUpdate>? updates) = isGlobal
            ? ImproveGlobal(state, random, cancellation)
            : ImproveLocal(state, random, cancellation);
        var candidate = new ContinuousState(
            state.Position + 1,
            isGlobal ? improved : state.Global,
            isGlobal ? state.Local : improved,
            isGlobal ? improved.Network : state.GlobalNetwork,
            isGlobal ? state.LocalNetwork : improved.Network,
            state.Proposals,
            finished: null
        );
        var made = new Made(player, updates);
        return IsUnchanged(state, candidate) ? Repeated(state, candidate, made)
            : options.JudgesProposals ? Judged(state, candidate, made, cancellation)
            : Taken(candidate, made, cancellation);
    }

    private static bool IsUnchanged(ContinuousState incumbent, ContinuousState candidate) =>
        incumbent.GlobalNetwork.Parameters.SequenceEqual(candidate.GlobalNetwork.Parameters)
        && incumbent.LocalNetwork.Parameters.SequenceEqual(candidate.LocalNetwork.Parameters);

    private (LearnerState Improved, IReadOnlyList<PolicyUpdate>? Updates) ImproveGlobal(
        ContinuousState state,
        RandomStream random,
        CancellationToken cancellation
    )
    {
        LearnerState improved = state.Global.Copy();
        if (options.GlobalLearning == GlobalLearning.ContextualBandit)
        {
            Classify(improved, random, cancellation);
            return (improved, null);
        }

        var local = new NeuralLocalPolicy(state.LocalNetwork);
        return (
            improved,
            Update(improved, random, "global agent", stream => collector.Global(improved.Network, local, stream, cancellation))
        );
    }

    private (LearnerState Improved, IReadOnlyList<PolicyUpdate>? Updates) ImproveLocal(
        ContinuousState state,
        RandomStream random,
        CancellationToken cancellation
    )
    {
        LearnerState improved = state.Local.Copy();
        var global = new NeuralGlobalPolicy(state.GlobalNetwork);
        return (
            improved,
            Update(improved, random, "local agents", stream => collector.Local(global, improved.Network, stream, cancellation))
        );
    }

    private List<PolicyUpdate>? Update(LearnerState improved, RandomStream random, string place, Func<RandomStream, Trajectories> collect)
    {
        var steps = new List<PolicyUpdate>();
        for (int update = 0; update < options.Updates; update++)
        {
            if (learner.Update(improved, collect(random.Split("update", update)), place) is { } step)
            {
                steps.Add(step);
            }
        }

        return steps.Count > 0 ? steps : null;
    }

    // The paper's G-LEARN: cross-entropy on the right action for the whole population, given the observation of k agents.
    private void Classify(LearnerState state, RandomStream random, CancellationToken cancellation)
    {
        (SampleBatch observations, int[] labels) = collector.Resets(state.PolicyShape.Inputs, random, cancellation);
        var network = new NetworkGradient(state.PolicyShape, observations, workers);
        var loss = new CrossEntropyLoss(labels, state.PolicyShape.Outputs);
        double[] gradient = new double[state.Policy.Length];
        for (int epoch = 0; epoch < options.GlobalEpochs; epoch++)
        {
            _ = network.Gradient(state.Policy, loss, gradient);
            _ = Adam.Clip(options.LargestGradient, "the global agent's classifier", gradient);
            state.PolicyOptimizer.Step(state.Policy, gradient, options.LearningRate);
        }
    }

    // Nothing to judge: the deployed pair is the one that there was.
    private ContinuousState Repeated(ContinuousState incumbent, ContinuousState candidate, Made made)
    {
        Proposal[] proposals =
        [
            .. incumbent.Proposals,
            Report(incumbent, made, double.NaN, default, isAccepted: false, "the same as the incumbent"),
        ];
        return new ContinuousState(
            candidate.Position,
            candidate.Global,
            candidate.Local,
            incumbent.GlobalNetwork,
            incumbent.LocalNetwork,
            proposals,
            Finished(candidate.Position, proposals)
        );
    }

    private ContinuousState Judged(ContinuousState incumbent, ContinuousState candidate, Made made, CancellationToken cancellation)
    {
        (PairedResult Result, string Words) ruling = judge.Compare(
            incumbent.Pair(options.Subsample),
            candidate.Pair(options.Subsample),
            incumbent.Position,
            cancellation
        );
        bool isBetter = ruling.Result.Decision == PairedDecision.Better;
        ContinuousState kept = isBetter ? candidate : incumbent;
        var difference = new Gain(
            ruling.Result.Difference.Mean,
            ruling.Result.Difference.Low,
            ruling.Result.Difference.High,
            ruling.Result.Rollouts
        );
        Proposal[] proposals =
        [
            .. incumbent.Proposals,
            Report(incumbent, made, ruling.Result.Candidate.Mean, difference, isBetter, ruling.Words),
        ];
        return new ContinuousState(
            candidate.Position,
            candidate.Global,
            candidate.Local,
            kept.GlobalNetwork,
            kept.LocalNetwork,
            proposals,
            Finished(candidate.Position, proposals)
        );
    }

    private ContinuousState Taken(ContinuousState candidate, Made made, CancellationToken cancellation)
    {
        double value =
            made.Player == Player.Local && options.MonitorRollouts > 0
                ? judge.Value(candidate.Pair(options.Subsample), candidate.Position, cancellation)
                : double.NaN;
        var unknown = new Gain(double.NaN, double.NaN, double.NaN, 0);
        Proposal[] proposals =
        [
            .. candidate.Proposals,
            Report(candidate, made, value, unknown, isAccepted: true, "taken without a judgement"),
        ];
        return new ContinuousState(
            candidate.Position,
            candidate.Global,
            candidate.Local,
            candidate.GlobalNetwork,
            candidate.LocalNetwork,
            proposals,
            Finished(candidate.Position, proposals)
        );
    }

    private StopReason? Finished(int position, IReadOnlyList<Proposal> proposals)
    {
        bool isLast = position >= 2 * options.Alternations;
        if (!options.JudgesProposals)
        {
            return isLast ? StopReason.ScheduleExhausted : null;
        }

        if (
            position % 2 == 0
            && position >= 2 * options.Patience
            && !proposals.TakeLast(2 * options.Patience).Any(proposal => proposal.Accepted)
        )
        {
            return StopReason.NoImprovement;
        }

        return isLast ? StopReason.MaximumSweeps : null;
    }

    private Proposal Report(ContinuousState before, Made made, double value, Gain gain, bool isAccepted, string words)
    {
        int index = before.Proposals.Count;
        return new Proposal(
            0,
            index,
            (index / 2) + 1,
            made.Player,
            Oracle(made.Player),
            value,
            0,
            gain.Mean,
            gain.Low,
            gain.High,
            gain.Rollouts,
            isAccepted,
            words
        )
        {
            Updates = made.Updates,
        };
    }

    private string Oracle(Player player) =>
        player == Player.Global && options.GlobalLearning == GlobalLearning.ContextualBandit
            ? "contextual-bandit"
            : options.Algorithm.ToString().ToLowerInvariant();

    private sealed record Made(Player Player, IReadOnlyList<PolicyUpdate>? Updates);

    private readonly record struct Gain(double Mean, double Low, double High, long Rollouts);
}
