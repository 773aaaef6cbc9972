using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Populations;
using Antiphon.Runs;
using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>
/// ALTERNATING-MARL with neural policies (the paper's Appendix G.2): the global agent's turn and the local agents' turn follow each other;
/// each proposes an improved policy
/// while the other's is fixed, and one judge for both decides by paired simulation of the deployed pairs, or every proposal is taken, as
/// in the authors' program.
/// </summary>
/// <param name="options">What to do; see each option.</param>
public sealed class ContinuousAlternation(ContinuousOptions options)
{
    /// <summary>Trains, then deploys the pair and the baselines.</summary>
    /// <param name="game">The game; its own n is the true one.</param>
    /// <param name="resumeFrom">The state of an earlier run with the same options, to go on from bit by bit; null starts afresh.</param>
    /// <param name="onTurn">Called with the state after every turn.</param>
    /// <param name="progress">Told after every turn.</param>
    /// <param name="cancellation">Cancels between turns and inside simulations.</param>
    /// <exception cref="InvalidInputException">An option is out of range, sizes disagree, or the game's samples leave their box; the
    /// message names the place.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the last state given to <paramref name="onTurn"/> holds the work
    /// done.</exception>
    /// <exception cref="ArithmeticException">A return, a gradient or a network became infinite or not a number.</exception>
    public ContinuousResult Run(
        ContinuousGame game,
        ContinuousState? resumeFrom = null,
        Action<ContinuousState>? onTurn = null,
        IProgress<AlternationProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        options.Require();
        var safe = new CheckedContinuousGame(game);
        RequireFits(safe);
        using var workers = new Workers(options.Threads);
        var turns = new ContinuousTurns(safe, options, workers);
        ContinuousState state = resumeFrom ?? turns.Begin();
        state.Pair(options.Subsample).Require(safe);
        while (state.Finished is null)
        {
            cancellation.ThrowIfCancellationRequested();
            state = turns.Take(state, cancellation);
            onTurn?.Invoke(state);
            progress?.Report(new AlternationProgress(Done(state), Text(state)));
        }

        return Finish(safe, state, cancellation);
    }

    // Deploying costs time too; the bar leaves it a twentieth.
    private double Done(ContinuousState state) => 0.95 * (state.Finished is null ? state.Position / (2.0 * options.Alternations) : 1);

    private string Text(ContinuousState state)
    {
        Proposal last = state.Proposals[^1];
        string value = double.IsFinite(last.ModelValue) ? $", return of the last proposal {last.ModelValue:F2}" : "";
        return $"alternation {last.Sweep} of {(options.JudgesProposals ? "at most " : "")}{options.Alternations}{value}";
    }

    private void RequireFits(CheckedContinuousGame game)
    {
        double samples = (double)
            Math.Max(options.Resets, options.Episodes * options.Horizon * Math.Min(options.Representatives, game.Agents));
        double perSample =
            8.0
            * (
                game.Features.Size
                + (2 * game.GlobalStates.Dimension)
                + game.LocalStates.Dimension
                + (2 * Math.Max(game.GlobalActions.Count, game.LocalActions.Count))
                + 6
            );
        MemoryBudget.Require(
            samples * perSample,
            $"{samples:N0} samples of experience",
            "lower the episodes, the horizon, the representatives or the resets"
        );
    }

    private ContinuousResult Finish(CheckedContinuousGame game, ContinuousState state, CancellationToken cancellation)
    {
        ContinuousPair pair = state.Pair(options.Subsample);
        var execution = new OnlineExecution(options.Deployment);
        var deployment = new ContinuousDeployment(game, pair);
        return new ContinuousResult
        {
            Pair = pair,
            Deployed = execution.Run(deployment, null, cancellation),
            SingleStepAccuracy = deployment.SingleStepAccuracy(
                options.Deployment.Seed,
                options.AccuracyResets,
                options.Deployment.Threads,
                cancellation
            ),
            StopReason = state.Finished!.Value,
            State = state,
            Baselines = options.Baselines
                ?
                [
                    .. ContinuousBaselines
                        .Of(pair)
                        .Select(each => new BaselineResult(
                            each.Global,
                            each.Local,
                            execution.Run(new ContinuousDeployment(game, each.Pair), null, cancellation).Reward
                        )),
                ]
                : [],
            Judge = options.JudgesProposals ? new ContinuousJudge(game, options).Description : "none: every proposal was taken",
            Notices = ContinuousNotices.Of(state, options),
        };
    }
}

/// <summary>The pairs that a trained one is held against.</summary>
internal static class ContinuousBaselines
{
    internal const string Uniform = "uniform";

    /// <summary>All agents uniform; a uniform global agent with the trained local agents.</summary>
    internal static IEnumerable<(string Global, string Local, ContinuousPair Pair)> Of(ContinuousPair trained)
    {
        yield return (Uniform, "trained", trained with { Global = new UniformContinuousGlobalPolicy() });
        yield return (
            Uniform,
            Uniform,
            trained with
            {
                Global = new UniformContinuousGlobalPolicy(),
                Local = new UniformContinuousLocalPolicy(),
            }
        );
    }
}
