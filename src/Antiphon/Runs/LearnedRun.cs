using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Runs;

/// <summary>
/// Makes a run of a policy that was learned elsewhere, so that everything which takes a run takes it: <c>simulate</c>, <c>certify</c>,
/// <c>report</c>. It is measured like a trained one: its value in the model, its return when deployed, the baselines, and what each side's
/// oracles still gain; no proposal is made.
/// </summary>
internal static class LearnedRun
{
    /// <summary>Measures the pair and finishes the run.</summary>
    /// <param name="run">A new run.</param>
    /// <param name="game">Its game.</param>
    /// <param name="policy">The pair; its global policy is a table that sees as many agents as the run's options say.</param>
    /// <param name="origin">What it was learned from, in words.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Receives progress, or null.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <returns>The record as stored.</returns>
    /// <exception cref="InvalidInputException">
    /// The pair does not fit the game or the options, or a file cannot be written; the folder is removed again.
    /// </exception>
    public static RunRecord Finish(
        RunFolder run,
        CooperativeGame game,
        JointPolicy policy,
        string origin,
        TimeProvider time,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(policy);
        policy.RequireFit(game);
        RestartState<JointPolicy> start = Start(origin, policy);
        // From here on a kill loses no more than the measuring.
        run.Save([start]);
        run.Save(run.Record with { Kind = RunKind.Learned });
        return Measure(run, game, start, time, progress, cancellation);
    }

    /// <summary>
    /// Measures the pair of a run that was cancelled or killed while it was measured; ends with the same bits as if it had not been.
    /// </summary>
    /// <param name="run">The run, opened to resume it.</param>
    /// <param name="game">Its game.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Receives progress, or null.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <returns>The record as stored.</returns>
    /// <exception cref="InvalidInputException">The learned policy was not stored yet, or a file cannot be written.</exception>
    public static RunRecord Resume(
        RunFolder run,
        CooperativeGame game,
        TimeProvider time,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(game);
        return run.Restarts is [var learned]
            ? Measure(run, game, Start(learned.Start, learned.Incumbent), time, progress, cancellation)
            : throw new InvalidInputException(
                $"{run.Paths.Folder} was abandoned before its learned policy was stored; learn from the log again, into the same folder"
            );
    }

    private static RestartState<JointPolicy> Start(string origin, JointPolicy policy) =>
        new(0, origin, policy, [], 0, StopReason.LogExhausted, double.NegativeInfinity, 0, 0, []);

    private static RunRecord Measure(
        RunFolder run,
        CooperativeGame game,
        RestartState<JointPolicy> start,
        TimeProvider time,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        return new TrainingSession(run, game, Trainer, time) { IsOfLearned = true }.Train(progress, cancellation);

        AlternationResult<JointPolicy> Trainer(
            AlternationOptions options,
            CooperativeGame ofRun,
            IReadOnlyList<RestartState<JointPolicy>>? resumeFrom,
            Action<IReadOnlyList<RestartState<JointPolicy>>> onProposal,
            IProgress<Progress>? told,
            CancellationToken stop
        )
        {
            AlternationResult<JointPolicy> result = run.Codec.Train(options, ofRun, [start], onProposal, told, stop);
            RestartState<JointPolicy>[] states =
            [
                start with
                {
                    ModelValue = result.Value,
                    GlobalGain = result.GlobalGain,
                    LocalGain = result.LocalGain,
                },
            ];
            return result with { States = states, Restarts = RestartSummary.Of(states, []) };
        }
    }
}
