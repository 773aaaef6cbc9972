using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Equilibrium;

/// <summary>
/// <see cref="Alternation{TPair}"/> in a finite game. Under the exact judge every accepted update raises the return by at least the
/// threshold, so there are at most range/threshold of them. Under simulation an accepted update is an improvement at the stated
/// confidence, and its estimated mean gain is at least the threshold.
/// </summary>
/// <param name="options">What to do; see each option.</param>
public sealed class Alternation(AlternationOptions options)
{
    /// <summary>Oracles of your own. If a side has any, only these make its proposals.</summary>
    public IReadOnlyList<IOracle<JointPolicy>> Oracles { get; init; } = [];

    /// <summary>Parts that options may ask for beside the built-in ones, such as those of Antiphon.Paper.</summary>
    public IReadOnlyList<FiniteParts> Parts { get; init; } = [];

    /// <summary>
    /// A pair to start from, in place of the last of the usual starts; null: none. Its dispatcher observes k agents, or is of a kind that
    /// can observe any number of them: it reads alpha vectors or a plan of a population, or it is blind.
    /// </summary>
    public JointPolicy? From { get; init; }

    /// <summary>Runs all starts, keeps the best pair, measures it and the baselines when deployed.</summary>
    /// <param name="game">The game; its own n is the true one.</param>
    /// <param name="resumeFrom">States of an earlier run with the same options, to resume from; null starts anew.</param>
    /// <param name="onProposal">Called with the states of all starts after every turn, by one thread at a time.</param>
    /// <param name="progress">Receives progress before the search for starts and after every turn.</param>
    /// <param name="cancellation">Cancels between turns and inside simulations.</param>
    /// <exception cref="InvalidInputException">An option is out of range or something does not fit in memory.</exception>
    /// <exception cref="OperationCanceledException">
    /// It was cancelled; the last states given to <paramref name="onProposal"/> hold the work done.
    /// </exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public AlternationResult<JointPolicy> Run(
        CooperativeGame game,
        IReadOnlyList<RestartState<JointPolicy>>? resumeFrom = null,
        Action<IReadOnlyList<RestartState<JointPolicy>>>? onProposal = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(game);
        if (resumeFrom is null)
        {
            progress?.Report(new Progress(0, "starts and first turns"));
        }

        options.Check();
        AlternationOptions resolved = options.For(game);
        IEquilibriumProblem<JointPolicy> problem =
            resolved.Population == PopulationChoice.Alpha
                ? AlphaProblem.Create(game, resolved, Oracles, cancellation)
                : FiniteProblem.Create(game, resolved, Oracles, Parts, cancellation);
        resumeFrom ??= From is null ? null : [WarmStart.Begin("given pair", WarmStart.Fit(From, options.Deployed(game), resolved))];
        return new Alternation<JointPolicy>(problem).Run(resumeFrom, onProposal, progress, cancellation);
    }

    /// <summary>Refuses a k that cannot be trained with ordinary options, before any work.</summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k.</param>
    /// <exception cref="InvalidInputException">k is above n, or its tables do not fit in memory; the message says what fits.</exception>
    internal static void RequireFits(CooperativeGame game, int subsample)
    {
        ArgumentNullException.ThrowIfNull(game);
        SubsampleCheck.Require(game, subsample);
        var ordinary = new AlternationOptions { Subsample = subsample };
        if (AlphaFit.IsUsual(game, ordinary))
        {
            AlphaFit.Require(game, ordinary);
        }
        else
        {
            TrainingRefusal.Require(game, ordinary);
        }
    }
}
