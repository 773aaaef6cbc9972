using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Learning;

/// <summary>
/// Fits a game to the log of a system: the laws of one agent's moves and of the global state's, the latter and the rewards also over the
/// declared aggregate of the population. Agents are taken for alike and independent; how far they are is measured, not assumed.
/// </summary>
/// <param name="options">Weight of the pooled laws, share of episodes held out.</param>
public sealed class SystemFit(SystemFitOptions options)
{
    private const double ValidationShare = 0.25;
    private static readonly double[] Candidates = [1, 10, 100, 1_000];

    /// <summary>Fits.</summary>
    /// <param name="log">A log of <see cref="SystemRecorder"/>, or one with the same columns; its game declares the sizes.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidInputException">
    /// An option is out of range, a line of the log is wrong, or the log cannot identify the game; every gap is listed.
    /// </exception>
    /// <exception cref="DoesNotFitException">The log does not fit in memory.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public SystemFitResult Fit(TrajectoryLog log, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        options.Check();
        CooperativeGame game = log.Description.Game;
        IReadOnlyList<SystemStep[]> episodes = SystemLogFile.Read(log, cancellation);
        int held = Math.Min((int)(options.HeldOut * episodes.Count), episodes.Count - 1);
        var hats = new HatFunctions(game.Aggregates.Count > 0 ? game.Aggregates[0] : null);
        SystemStep[][] own = [.. episodes.Take(episodes.Count - held)];
        SystemTables tables = Tables(game, hats, own);
        SystemGaps.Require(game, tables, log.Path);
        PriorWeights weights = options.PriorWeight is { } given ? PriorWeights.All(given) : Weights(game, hats, own);
        var fitted = FittedLaws.Of(game, tables, weights);
        var check = new SystemFitCheck(game, fitted, hats, tables);
        SystemStep[][] rest = [.. held > 0 ? episodes.Skip(episodes.Count - held) : episodes];
        (double dispersion, double error) = check.Dispersion(episodes, cancellation);
        (double likelihood, double uncoupled) = check.GlobalLikelihood(rest);
        double explained = check.ExplainedReward(rest);
        return new SystemFitResult
        {
            Game = fitted.Game,
            Entries = fitted.Entries,
            Dispersion = dispersion,
            DispersionError = error,
            ExplainedReward = explained,
            GlobalLikelihood = likelihood,
            UncoupledLikelihood = uncoupled,
            Notices = [.. SystemFitCheck.Notices(dispersion, error, explained, fitted.Unseen, held)],
        };
    }

    // The weights that predict the last of the episodes best, for each kind.
    private static PriorWeights Weights(CooperativeGame game, HatFunctions hats, SystemStep[][] episodes)
    {
        int last = Math.Max(1, (int)(ValidationShare * episodes.Length));
        if (last == episodes.Length)
        {
            return PriorWeights.All(Candidates[0]);
        }

        SystemTables tables = Tables(game, hats, episodes[..^last]);
        SystemFitCheck[] fits =
        [
            .. Candidates.Select(weight => new SystemFitCheck(game, FittedLaws.Of(game, tables, PriorWeights.All(weight)), hats, tables)),
        ];
        return new PriorWeights(
            Best(fit => fit.LocalLikelihood(episodes[^last..])),
            Best(fit => fit.GlobalLikelihood(episodes[^last..]).Coupled),
            Best(fit => fit.ExplainedReward(episodes[^last..]))
        );

        double Best(Func<SystemFitCheck, double> score) => Candidates.Zip(fits.Select(score)).MaxBy(entry => entry.Second).First;
    }

    private static SystemTables Tables(CooperativeGame game, HatFunctions hats, IEnumerable<SystemStep[]> episodes)
    {
        var tables = new SystemTables(game, hats);
        foreach (SystemStep[] episode in episodes)
        {
            for (int step = 0; step < episode.Length; step++)
            {
                tables.Add(episode[step], step == 0 ? null : episode[step - 1]);
            }
        }

        return tables;
    }
}
