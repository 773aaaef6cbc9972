using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;

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
            game.Features.Size + (options.GlobalSeesState ? game.GlobalStates.Dimension : 0), options.Hidden, game.GlobalActions.Count, root.Split("global network"));
        var local = LearnerState.Random(game.GlobalStates.Dimension + game.LocalStates.Dimension, options.Hidden, game.LocalActions.Count, root.Split("local network"));
        return new ContinuousState(0, global, local, [], finished: null);
    }

    /// <summary>One turn of one player.</summary>
    internal ContinuousState Take(ContinuousState state, CancellationToken cancellation)
    {
        var player = state.Position % 2 == 0 ? Player.Global : Player.Local;
        var random = root.Split("turn", state.Position);
        var (global, local) = player == Player.Global
            ? (ImproveGlobal(state, random, cancellation), state.Local)
            : (state.Global, ImproveLocal(state, random, cancellation));
        var candidate = new ContinuousState(state.Position + 1, global, local, state.Proposals, finished: null);
        return options.JudgesProposals ? Judged(state, candidate, player, cancellation) : Taken(candidate, player, cancellation);
    }

    private LearnerState ImproveGlobal(ContinuousState state, RandomStream random, CancellationToken cancellation)
    {
        var improved = state.Global.Copy();
        if (options.GlobalLearning == GlobalLearning.ContextualBandit)
        {
            Classify(improved, random, cancellation);
            return improved;
        }

        var local = new NeuralLocalPolicy(state.Local.Network);
        for (var update = 0; update < options.Updates; update++)
        {
            learner.Update(improved, collector.Global(improved.Network, local, random.Split("update", update), cancellation), "global agent");
        }

        return improved;
    }

    // The paper's G-LEARN: cross-entropy on the right action for the whole population, given the look of k agents.
    private void Classify(LearnerState state, RandomStream random, CancellationToken cancellation)
    {
        var (looks, labels) = collector.Resets(state.PolicyShape.Inputs, random, cancellation);
        var network = new NetworkGradient(state.PolicyShape, looks, workers);
        var loss = new CrossEntropyLoss(labels, state.PolicyShape.Outputs);
        var gradient = new double[state.Policy.Length];
        for (var epoch = 0; epoch < options.GlobalEpochs; epoch++)
        {
            _ = network.Gradient(state.Policy, loss, gradient);
            _ = Adam.Clip(options.LargestGradient, "the global agent's classifier", gradient);
            state.PolicyOptimizer.Step(state.Policy, gradient, options.LearningRate);
        }
    }

    private LearnerState ImproveLocal(ContinuousState state, RandomStream random, CancellationToken cancellation)
    {
        var improved = state.Local.Copy();
        var global = new NeuralGlobalPolicy(state.Global.Network);
        for (var update = 0; update < options.Updates; update++)
        {
            learner.Update(improved, collector.Local(global, improved.Network, random.Split("update", update), cancellation), "local agents");
        }

        return improved;
    }

    private ContinuousState Judged(ContinuousState incumbent, ContinuousState candidate, Player player, CancellationToken cancellation)
    {
        var ruling = judge.Compare(incumbent.Pair(options.Subsample), candidate.Pair(options.Subsample), incumbent.Position, cancellation);
        var kept = ruling.Result.Decision == Simulation.PairedDecision.Better ? candidate : incumbent;
        var gain = ruling.Result.Difference;
        Proposal[] proposals =
        [
            .. incumbent.Proposals,
            Report(incumbent, player, ruling.Result.Candidate.Mean, gain.Mean, gain.Low, gain.High, ruling.Result.Rollouts, kept == candidate, ruling.Words),
        ];
        var next = new ContinuousState(candidate.Position, kept.Global, kept.Local, proposals, finished: null);
        return new ContinuousState(next.Position, next.Global, next.Local, next.Proposals, Finished(next));
    }

    private ContinuousState Taken(ContinuousState candidate, Player player, CancellationToken cancellation)
    {
        var value = player == Player.Local && options.MonitorRollouts > 0 ? judge.Value(candidate.Pair(options.Subsample), candidate.Position, cancellation) : double.NaN;
        Proposal[] proposals = [.. candidate.Proposals, Report(candidate, player, value, double.NaN, double.NaN, double.NaN, 0, isAccepted: true, "taken without a judgement")];
        return new ContinuousState(
            candidate.Position, candidate.Global, candidate.Local, proposals, candidate.Position >= 2 * options.Alternations ? StopReason.ScheduleExhausted : null);
    }

    private StopReason? Finished(ContinuousState state)
    {
        if (state.Position % 2 == 0 && !state.Proposals[^1].Accepted && !state.Proposals[^2].Accepted)
        {
            return StopReason.NoImprovement;
        }

        return state.Position >= 2 * options.Alternations ? StopReason.MaximumSweeps : null;
    }

    private Proposal Report(ContinuousState before, Player player, double value, double gain, double low, double high, long rollouts, bool isAccepted, string words)
    {
        var index = before.Proposals.Count;
        return new Proposal(0, index, (index / 2) + 1, player, Oracle(player), value, 0, gain, low, high, rollouts, isAccepted, words);
    }

    private string Oracle(Player player) => player == Player.Global && options.GlobalLearning == GlobalLearning.ContextualBandit
        ? "contextual-bandit"
        : options.Algorithm.ToString().ToLowerInvariant();
}
