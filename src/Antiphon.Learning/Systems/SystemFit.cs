using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Learning;

/// <summary>
/// Fits a game to the log of a system: the laws of one agent's moves and of the global state's, the latter and the rewards also over the
/// declared aggregate of the population. The fit treats agents as alike and independent; the result measures how far they are.
/// </summary>
/// <param name="options">Weight of the pooled laws, share of episodes held out.</param>
public sealed class SystemFit(SystemFitOptions options)
{
    private const double ValidationShare = 0.25;
    private static readonly double[] Candidates = [1, 10, 100, 1_000];

    /// <summary>Fits.</summary>
    /// <param name="log">A log of <see cref="SystemRecorder"/>, or one with the same columns; its game declares the sizes.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <inheritdoc cref="Fit(IReadOnlyList{TrajectoryLog}, CancellationToken)" path="/exception"/>
    public SystemFitResult Fit(TrajectoryLog log, CancellationToken cancellation = default) => Fit([log], cancellation);

    /// <summary>Fits several logs of one system, for example one of exploration and one around a pair.</summary>
    /// <param name="logs">At least one; the game of the first declares the sizes. Episodes of each are held out.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidInputException">
    /// There is no log, an option is out of range, a line of a log is wrong, or the logs cannot identify the game; every gap is listed.
    /// </exception>
    /// <exception cref="DoesNotFitException">A log does not fit in memory.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public SystemFitResult Fit(IReadOnlyList<TrajectoryLog> logs, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(logs);
        options.Check();
        if (logs.Count == 0)
        {
            throw new InvalidInputException("there is no log to fit; expected at least one");
        }

        CooperativeGame game = logs[0].Description.Game;
        foreach (TrajectoryLog log in logs)
        {
            Require(log, game);
            RequireSame(log, logs[0]);
        }

        IReadOnlyList<SystemStep[]> episodes = [.. logs.SelectMany(log => SystemLogFile.Read(log, cancellation))];
        Aggregate? coupling = game.Aggregates.Count > 0 ? game.Aggregates[0] : null;
        var hats = new HatFunctions(coupling);
        (SystemStep[][] own, SystemStep[][] held) = Parted(
            episodes,
            Math.Min((int)(options.HeldOut * episodes.Count), episodes.Count - 1)
        );
        SystemTables tables = Tables(game, hats, own);
        SystemGaps.Require(game, tables, string.Join(", ", logs.Select(log => log.Path)));
        PriorWeights weights = Weights(game, hats, own, cancellation);
        SystemFitCheck check = Check(game, hats, tables, weights, cancellation);
        var alone = new HatFunctions(null);
        SystemFitCheck uncoupled = coupling is null
            ? check
            : Check(game, alone, Tables(game, alone, own), Weights(game, alone, own, cancellation), cancellation);
        SystemStep[][] rest = held.Length > 0 ? held : own;
        (double dispersion, double dispersionError) = check.Dispersion(episodes, cancellation);
        (double unlikeness, double unlikenessError) = check.Unlikeness(episodes, cancellation);
        var result = new SystemFitResult
        {
            Game = check.Fitted.Build(tables),
            Entries = check.Fitted.Entries,
            Dispersion = dispersion,
            DispersionError = dispersionError,
            Unlikeness = unlikeness,
            UnlikenessError = unlikenessError,
            ExplainedReward = check.ExplainedReward(rest),
            GlobalLikelihood = check.GlobalLikelihood(rest),
            UncoupledLikelihood = uncoupled.GlobalLikelihood(rest),
        };
        IEnumerable<string> reach = coupling is null
            ? []
            : SystemFitNotices.Reach(coupling, own.SelectMany(episode => episode.Select(step => step.Aggregate)));
        return result with { Notices = [.. SystemFitNotices.Of(result, held.Length), .. reach] };
    }

    private static void Require(TrajectoryLog log, CooperativeGame game)
    {
        game.RequireOneType("the fit of a system", "declare it without types");
        if (log.Description.Tracked == TrackedSet.Fresh)
        {
            throw new InvalidInputException(
                $"{log.Path}: the tracked agents are drawn anew in every step, so the log contains no agent's move; track the same agents"
            );
        }

        if (game.Aggregates.Count > 1)
        {
            throw new InvalidInputException(
                $"{log.Path}: game '{game.Name}' has {game.Aggregates.Count} aggregates; expected at most one; declare the most "
                    + "important one"
            );
        }
    }

    // What a log declares without laws is the same game where the system is.
    private static void RequireSame(TrajectoryLog log, TrajectoryLog first)
    {
        (string own, string expected) = (log.Description.Game.Hash, first.Description.Game.Hash);
        if (own != expected)
        {
            throw new InvalidInputException(
                $"{log.Path} declares a different game from {first.Path}: '{log.Description.Game.Name}' with hash {own[..8]}, expected "
                    + $"'{first.Description.Game.Name}' with hash {expected[..8]}; names, sizes, aggregates and local rewards must be "
                    + "equal; fit logs of one system together"
            );
        }
    }

    private static SystemFitCheck Check(
        CooperativeGame game,
        HatFunctions hats,
        SystemTables tables,
        PriorWeights weights,
        CancellationToken cancellation
    ) => new(game, FittedLaws.Of(game, tables, weights, cancellation), hats, tables);

    // Some episodes from everywhere: several logs, and what a system learns meanwhile, take part in both.
    private static (SystemStep[][] Kept, SystemStep[][] Apart) Parted(IReadOnlyList<SystemStep[]> episodes, int apart)
    {
        ILookup<bool, SystemStep[]> parts = episodes
            .Select(
                (episode, number) =>
                    (Episode: episode, IsApart: (long)(number + 1) * apart / episodes.Count > (long)number * apart / episodes.Count)
            )
            .ToLookup(entry => entry.IsApart, entry => entry.Episode);
        return ([.. parts[false]], [.. parts[true]]);
    }

    // The weights that predict a part of the episodes best, for each kind.
    private PriorWeights Weights(CooperativeGame game, HatFunctions hats, SystemStep[][] episodes, CancellationToken cancellation)
    {
        int apart = Math.Max(1, (int)(ValidationShare * episodes.Length));
        if (options.PriorWeight is not null || apart == episodes.Length)
        {
            return PriorWeights.All(options.PriorWeight ?? Candidates[0]);
        }

        (SystemStep[][] own, SystemStep[][] validation) = Parted(episodes, apart);
        SystemTables tables = Tables(game, hats, own);
        SystemFitCheck[] fits = [.. Candidates.Select(weight => Check(game, hats, tables, PriorWeights.All(weight), cancellation))];
        return new PriorWeights(
            Best(fit => fit.LocalLikelihood(validation)),
            Best(fit => fit.GlobalLikelihood(validation)),
            Best(fit => fit.ExplainedReward(validation))
        );

        double Best(Func<SystemFitCheck, double> score) => Candidates.Zip(fits.Select(score)).MaxBy(entry => entry.Second).First;
    }

    private SystemTables Tables(CooperativeGame game, HatFunctions hats, IEnumerable<SystemStep[]> episodes)
    {
        var tables = new SystemTables(game, hats, options.RewardClass);
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
