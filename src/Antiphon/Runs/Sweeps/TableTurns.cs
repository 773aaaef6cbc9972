using Antiphon.Equilibrium;

namespace Antiphon.Runs;

/// <summary>When a session writes the tables of its sweep, and who of several processes does.</summary>
/// <param name="folder">The sweep.</param>
/// <param name="time">The clock.</param>
internal sealed class TableTurns<TGame, TPair, TOptions>(SweepFolder<TGame, TPair, TOptions> folder, TimeProvider time)
    where TGame : class
    where TPair : class
    where TOptions : TrainingOptions
{
    private const double EverySeconds = 10;

    // Of the time of a session, tables take at most one part in so many.
    private const double Share = 20;

    private long written = time.GetTimestamp();
    private double pause = EverySeconds;

    /// <summary>Writes them now and then, in the process that holds the folder.</summary>
    public void WriteWhenDue()
    {
        if (!folder.IsWorker && time.GetElapsedTime(written).TotalSeconds >= pause)
        {
            written = time.GetTimestamp();
            folder.WriteTables();
            pause = Math.Max(EverySeconds, Share * time.GetElapsedTime(written).TotalSeconds);
        }
    }

    /// <summary>
    /// Writes them at the end of a session, and removes the claims of a sweep whose cells are all done. Of workers, one that sees all
    /// cells done writes; whoever comes first writes what all others would.
    /// </summary>
    public void WriteLast()
    {
        if (!folder.IsWorker)
        {
            folder.WriteTables();
        }
        else if (folder.Missing().Count == 0 && TakeTables() is { } claim)
        {
            folder.WriteTables();
            folder.Claims.Remove(claim);
        }

        if (folder.Missing().Count == 0)
        {
            folder.RemoveClaims();
        }
    }

    private SweepClaim? TakeTables()
    {
        const string tables = "tables";
        folder.Claims.Read().TryGetValue(tables, out SweepClaim? held);
        return held is null ? folder.Claims.TryTake(tables, 1) : null;
    }
}
