namespace Antiphon.Runs;

/// <summary>
/// Divides pieces of work among processes that share a folder, by claims and signs of life as cells of a sweep are divided. A piece is done
/// when its result is in the folder.
/// </summary>
internal sealed class SharedWork : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private readonly SweepPaths paths;
    private readonly string name;
    private readonly SweepClaims claims;
    private readonly HeartbeatWatch watch;
    private readonly Heartbeat beat;

    /// <summary>Joins the processes on a folder.</summary>
    /// <param name="folder">The folder; it exists.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InvalidInputException">The folder cannot be written.</exception>
    public SharedWork(string folder, TimeProvider time)
    {
        paths = new SweepPaths(Path.GetFullPath(folder));
        name = SweepProcess.Register(paths, SweepProcess.Ordinary);
        claims = new SweepClaims(paths.Claims, name);
        watch = new HeartbeatWatch(paths, time, Takeover);
        beat = new Heartbeat(paths.Heartbeat(name), time, Environment.MachineName);
    }

    /// <summary>How long a process may be silent before its piece is taken over.</summary>
    public static TimeSpan Takeover { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Does a piece of work, unless it is done or another process is at it.</summary>
    /// <param name="piece">Its name.</param>
    /// <param name="find">Reads its result; null while there is none.</param>
    /// <param name="make">Makes its result.</param>
    /// <param name="save">Puts the result into the folder.</param>
    /// <returns>The result; null while another process is at it.</returns>
    public TResult? Do<TResult>(string piece, Func<TResult?> find, Func<TResult> make, Action<TResult> save)
        where TResult : class
    {
        if (find() is { } done)
        {
            return done;
        }

        if (TryTake(piece) is not { } claim)
        {
            return null;
        }

        bool isSaved = false;
        try
        {
            // Who held it before may have saved it meanwhile.
            TResult result = find() ?? make();
            if (!claims.Holds(claim))
            {
                return null;
            }

            save(result);
            isSaved = true;
            claims.Remove(claim);
            return result;
        }
        finally
        {
            if (!isSaved)
            {
                Cleanup.Try(() => GiveUp(claim));
            }
        }
    }

    /// <summary>Waits a while for other processes.</summary>
    /// <param name="cancellation">Asks to stop.</param>
    /// <exception cref="OperationCanceledException">Somebody did.</exception>
    public static void Wait(CancellationToken cancellation)
    {
        cancellation.WaitHandle.WaitOne(Poll);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        beat.Dispose();
        Cleanup.Try(() => Disk.Current.Delete(paths.JournalOf(name)));
    }

    private void GiveUp(SweepClaim claim)
    {
        if (claims.Holds(claim))
        {
            claims.GiveUp(claim);
        }
    }

    private SweepClaim? TryTake(string piece)
    {
        claims.Read().TryGetValue(piece, out SweepClaim? held);
        return held is null || watch.IsLost(held) ? claims.TryTake(piece, 1 + (held?.Number ?? 0)) : null;
    }
}
