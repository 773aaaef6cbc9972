using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>How well a fitted game describes a log.</summary>
/// <param name="game">The declared game.</param>
/// <param name="fitted">The laws.</param>
/// <param name="hats">The coupling's hat functions.</param>
/// <param name="tables">The counts they were fitted to.</param>
internal sealed class SystemFitCheck(CooperativeGame game, FittedLaws fitted, HatFunctions hats, SystemTables tables)
{
    // Moves together with a twentieth more variance than independent ones, and beyond noise, are told.
    private const double NoticedDispersion = 1.05;
    private const double NoticedErrors = 3;
    private const double NoticedExplained = 0.5;

    // Expected counts below this make squared deviations jump.
    private const double LeastVariance = 0.5;
    private const double LeastProbability = 1e-3;

    /// <summary>Mean dispersion of moves, and its standard error over episodes.</summary>
    internal (double Mean, double Error) Dispersion(IReadOnlyList<SystemStep[]> episodes, CancellationToken cancellation)
    {
        double[] means = [.. episodes.Select(Dispersion).Where(mean => !double.IsNaN(mean))];
        cancellation.ThrowIfCancellationRequested();
        double mean = means.Length > 0 ? means.Average() : double.NaN;
        double square = means.Sum(own => (own - mean) * (own - mean));
        return (mean, means.Length > 1 ? Math.Sqrt(square / (means.Length - 1) / means.Length) : double.NaN);
    }

    /// <summary>Mean log-likelihood of the global state's moves, with and without the population.</summary>
    internal (double Coupled, double Uncoupled) GlobalLikelihood(IReadOnlyList<SystemStep[]> episodes)
    {
        (double coupled, double uncoupled, long moves) = (0.0, 0.0, 0L);
        foreach (SystemStep[] episode in episodes)
        {
            for (int step = 1; step < episode.Length; step++)
            {
                SystemStep before = episode[step - 1];
                int row = (before.GlobalState * game.GlobalActions) + before.Action;
                int next = tables.Successor(row, episode[step].GlobalState);
                coupled += Math.Log(Mixed(fitted.Global[row], before.Aggregate, next));
                uncoupled += Math.Log(tables.Moves[row].Frequencies()[next]);
                moves++;
            }
        }

        return (coupled / moves, uncoupled / moves);
    }

    /// <summary>Mean log-likelihood of the agents' moves.</summary>
    internal double LocalLikelihood(IReadOnlyList<SystemStep[]> episodes)
    {
        (double sum, long moves) = (0.0, 0L);
        foreach (SystemStep[] episode in episodes)
        {
            for (int step = 1; step < episode.Length; step++)
            {
                SystemStep before = episode[step - 1];
                for (int agent = 0; agent < before.States.Length; agent++)
                {
                    double[] law = fitted.Local[tables.Row(before.States[agent], before.GlobalState, before.Actions[agent])];

                    // A move never seen counts as one of a thousand.
                    sum += Math.Log(Math.Max(LeastProbability, law[episode[step].States[agent]]));
                    moves++;
                }
            }
        }

        return sum / moves;
    }

    /// <summary>Share of the variance of the system's own rewards that the game explains.</summary>
    internal double ExplainedReward(IReadOnlyList<SystemStep[]> episodes)
    {
        (double sum, double squares, double rest, long steps) = (0.0, 0.0, 0.0, 0L);
        foreach (SystemStep step in episodes.SelectMany(episode => episode))
        {
            double own = tables.OwnReward(step);
            double[] at = fitted.Rewards[(step.GlobalState * game.GlobalActions) + step.Action];
            (int below, double above) = hats.At(step.Aggregate);
            double expected = ((1 - above) * at[below]) + (above > 0 ? above * at[below + 1] : 0);
            (sum, squares, rest, steps) = (sum + own, squares + (own * own), rest + ((own - expected) * (own - expected)), steps + 1);
        }

        double variance = squares - (sum * sum / steps);
        return variance > 0 ? 1 - (rest / variance) : double.NaN;
    }

    /// <summary>What a reader should know.</summary>
    internal static IEnumerable<string> Notices(double dispersion, double error, double explained, int unseen, int held)
    {
        if (dispersion > NoticedDispersion && !(dispersion - 1 < NoticedErrors * error))
        {
            yield return $"Agents do not move independently: counts of moves vary {dispersion:0.00} times as much as independent "
                + "moves would "
                + "(standard error of this: "
                + $"{error:0.00}). Something moves them together, or they are not alike; the game shows populations that are too steady.";
        }

        if (explained < NoticedExplained)
        {
            yield return $"The game explains {Math.Max(0, explained):0 %} of the variance of the system's own rewards; the rest is "
                + "noise, or "
                + "depends on what the game does not see.";
        }

        if (unseen > 0)
        {
            yield return $"{unseen:N0} laws and rewards have no draw of their own and are those of all draws from the same state.";
        }

        if (held == 0)
        {
            yield return "No episode was held out: the fit is measured on the episodes that it was made from, and looks better than "
                + "it is.";
        }
    }

    private double Mixed(double[][] laws, double value, int next)
    {
        (int below, double above) = hats.At(value);
        return ((1 - above) * laws[below][next]) + (above > 0 ? above * laws[below + 1][next] : 0);
    }

    // Of an episode: the mean of (count - mean)^2 / variance over steps and next states, given where agents were and what they did.
    private double Dispersion(SystemStep[] episode)
    {
        (double sum, int terms) = (0.0, 0);
        (double[] means, double[] variances, int[] counts) = (
            new double[game.LocalStates],
            new double[game.LocalStates],
            new int[game.LocalStates]
        );
        for (int step = 1; step < episode.Length; step++)
        {
            means.AsSpan().Clear();
            variances.AsSpan().Clear();
            counts.AsSpan().Clear();
            SystemStep before = episode[step - 1];
            for (int agent = 0; agent < before.States.Length; agent++)
            {
                double[] law = fitted.Local[tables.Row(before.States[agent], before.GlobalState, before.Actions[agent])];
                for (int next = 0; next < law.Length; next++)
                {
                    means[next] += law[next];
                    variances[next] += law[next] * (1 - law[next]);
                }

                counts[episode[step].States[agent]]++;
            }

            for (int next = 0; next < means.Length; next++)
            {
                if (variances[next] >= LeastVariance)
                {
                    sum += (counts[next] - means[next]) * (counts[next] - means[next]) / variances[next];
                    terms++;
                }
            }
        }

        return terms > 0 ? sum / terms : double.NaN;
    }
}
