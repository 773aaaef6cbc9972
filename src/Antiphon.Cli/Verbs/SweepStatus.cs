using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Runs;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon sweep --status SWEEP`: cells, workers, time left and failures.</summary>
/// <param name="surroundings">Where the program runs.</param>
/// <param name="isJson">Whether a document is asked for.</param>
internal sealed class SweepStatus(Surroundings surroundings, bool isJson)
{
    /// <summary>Looks at a sweep and prints what it sees.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <returns>The exit code.</returns>
    public int Print<TGame, TPair, TOptions>(StoredSweep<TGame, TPair, TOptions> sweep)
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions
    {
        SweepStanding standing = new SweepObservation<TGame, TPair, TOptions>(sweep, surroundings.Time, surroundings.Pause).Read(
            surroundings.Cancellation
        );
        if (isJson)
        {
            surroundings.Out.WriteLine(
                JsonOutput.Text(SweepStatusDocument.From(standing, sweep.Record.Game, sweep.Record.Version, sweep.Paths.Folder))
            );
        }
        else
        {
            SweepStatusReport.Write(new Report(surroundings), standing, SweepReport.Question(sweep.Record));
        }

        return ExitCode.Done;
    }
}
