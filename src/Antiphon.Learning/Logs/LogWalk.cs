using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Learning;

/// <summary>Receives the steps of a log, each with the one that follows it in its episode.</summary>
internal interface IStepListener
{
    /// <summary>A step, before its successor is known. Comes for every step.</summary>
    void See(LogReader step);

    /// <summary>What followed: the step before, and the current one.</summary>
    void Learn(in LoggedStep before, LogReader now, int cell);
}

/// <summary>The step before the current one.</summary>
/// <param name="Cell">s_g * N + rank(c).</param>
/// <param name="GlobalState">s_g.</param>
/// <param name="Action">a_g.</param>
/// <param name="Reward">Its reward.</param>
internal readonly record struct LoggedStep(int Cell, int GlobalState, int Action, double Reward);

/// <summary>Walks through a log from its first step to its last.</summary>
internal static class LogWalk
{
    private const long StepsBetweenReports = 1 << 16;

    /// <summary>Walks.</summary>
    /// <returns>How many steps there are.</returns>
    /// <exception cref="InvalidInputException">
    /// A line is wrong, or the log has another number of steps than its description says.
    /// </exception>
    public static long Run<TListener>(
        TrajectoryLog log,
        LogReader reader,
        CountLattice lattice,
        TListener listener,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
        where TListener : IStepListener
    {
        (long steps, LoggedStep before, long bytes) = (0L, default(LoggedStep), Math.Max(1, log.Bytes));
        while (reader.Read())
        {
            if (steps % StepsBetweenReports == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(new Progress(Math.Min(1, (double)reader.BytesRead / bytes)));
            }

            int cell = (reader.GlobalState * lattice.Size) + lattice.Rank(reader.Counts);
            if (!reader.StartsEpisode)
            {
                listener.Learn(in before, reader, cell);
            }

            listener.See(reader);
            before = new LoggedStep(cell, reader.GlobalState, reader.GlobalAction, reader.Reward);
            steps++;
        }

        return log.Description.Steps is not { } declared || declared == steps
            ? steps
            : throw new InvalidInputException(
                $"{log.Path} ends after line {reader.Line}, with {steps:N0} steps; expected {declared:N0}, as in its description; its "
                    + "end is missing, or it belongs to another description"
            );
    }
}
