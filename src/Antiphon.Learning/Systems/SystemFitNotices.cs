using Antiphon.Games;

namespace Antiphon.Learning;

/// <summary>What a reader should know before trusting a fitted game.</summary>
internal static class SystemFitNotices
{
    // A twentieth more variance than expected, and beyond noise, is told.
    private const double NoticedDispersion = 1.05;
    private const double NoticedErrors = 3;
    private const double NoticedExplained = 0.5;

    /// <summary>The notices.</summary>
    /// <param name="fit">What was measured.</param>
    /// <param name="held">Episodes held out.</param>
    internal static IEnumerable<string> Of(SystemFitResult fit, int held)
    {
        if (IsNoticed(fit.Dispersion, fit.DispersionError))
        {
            yield return $"Agents do not move independently: counts of moves vary {fit.Dispersion:0.00} times as much as with "
                + $"independent moves (standard error {fit.DispersionError:0.00}). Something moves them together, so populations of the "
                + "game vary too little.";
        }

        if (IsNoticed(fit.Unlikeness, fit.UnlikenessError))
        {
            yield return $"Agents are not identical: the frequency of moves varies {fit.Unlikeness:0.00} times as much between agents as "
                + $"between identical ones (standard error {fit.UnlikenessError:0.00}). The game has one distribution for all of them.";
        }

        if (fit.ExplainedReward < NoticedExplained)
        {
            yield return $"The game explains {Math.Max(0, fit.ExplainedReward):0 %} of the variance of the system's rewards; the rest is "
                + "noise, or depends on factors that are not in the game.";
        }

        int unseen = fit.Entries.Count(entry => entry.Visits == 0);
        if (unseen > 0)
        {
            yield return $"{unseen:N0} of {fit.Entries.Count:N0} distributions and rewards have no samples and use all samples from the "
                + "same state.";
        }

        if (held == 0)
        {
            yield return "No episode was held out: the fit is evaluated on its own training episodes, which overstates its quality.";
        }
    }

    /// <summary>Breakpoints of the coupling that no step of the log comes near: what the game says there is invented.</summary>
    /// <param name="coupling">The aggregate.</param>
    /// <param name="values">Its values in the log.</param>
    internal static IEnumerable<string> Reach(Aggregate coupling, IEnumerable<double> values)
    {
        (double least, double most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in values)
        {
            (least, most) = (Math.Min(least, value), Math.Max(most, value));
        }

        if (least > coupling.Breakpoints[0] || most < coupling.Breakpoints[^1])
        {
            yield return $"In the log {coupling.Name} ranges from {least:G3} to {most:G3}; outside this range the game is not based on "
                + "data.";
        }
    }

    private static bool IsNoticed(double measure, double error) =>
        measure > NoticedDispersion && (double.IsNaN(error) || measure - 1 > NoticedErrors * error);
}
