using Antiphon.Populations;

namespace Antiphon.Learning;

/// <summary>Reads the log of a system by episodes.</summary>
internal static class SystemLogFile
{
    private const long StepsBetweenChecks = 1 << 12;
    private const double BytesPerByte = 15;

    /// <summary>Reads all of it.</summary>
    /// <exception cref="InvalidInputException">A line is wrong, or the log does not have the columns of a system's.</exception>
    /// <exception cref="DoesNotFitException">It does not fit in memory.</exception>
    internal static IReadOnlyList<SystemStep[]> Read(TrajectoryLog log, CancellationToken cancellation)
    {
        // A cell takes at least two bytes in the file, a digit and a comma, and four in memory; a step takes some objects and draws
        // beside.
        MemoryBudget.Require(BytesPerByte * log.Bytes, $"the log {log.Path}", "use a shorter log, or track fewer agents");
        using LogReader reader = log.Open();
        if (!reader.Layout.LocalActions)
        {
            throw new InvalidInputException(
                $"{log.Path} does not contain the tracked agents' actions; expected columns localAction0 .. after those of their states; "
                    + "record a system, or add them"
            );
        }

        (List<SystemStep[]> episodes, List<SystemStep> current) = ([], []);
        for (long steps = 0; reader.Read(); steps++)
        {
            if (steps % StepsBetweenChecks == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            if (reader.StartsEpisode && current.Count > 0)
            {
                episodes.Add([.. current]);
                current.Clear();
            }

            current.Add(
                new SystemStep(
                    reader.GlobalState,
                    reader.Agents.ToArray(),
                    reader.LocalActions.ToArray(),
                    reader.Aggregates.Length > 0 ? reader.Aggregates[0] : 0,
                    reader.GlobalAction,
                    reader.Reward
                )
            );
        }

        episodes.Add([.. current]);
        return episodes;
    }
}
