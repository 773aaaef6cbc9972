namespace Antiphon.Server;

/// <summary>What a server does from time to time: reloads policies whose files changed, closes sessions that nobody uses.</summary>
internal sealed class Upkeep : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SessionPeriod = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource stopping = new();
    private readonly PolicyCatalog catalog;
    private readonly SessionTable sessions;
    private readonly ServerOptions options;
    private readonly TextWriter log;
    private readonly Task working;

    /// <summary>Begins.</summary>
    public Upkeep(PolicyCatalog catalog, SessionTable sessions, ServerOptions options, TextWriter log)
    {
        this.catalog = catalog;
        this.sessions = sessions;
        this.options = options;
        this.log = log;
        working = Work();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await working;
        stopping.Dispose();
    }

    private async Task Work()
    {
        using var timer = new PeriodicTimer(Period, options.Time);
        DateTimeOffset next = options.Time.GetUtcNow();
        while (await Tick(timer))
        {
            catalog.Refresh(log);
            if (options.Time.GetUtcNow() >= next)
            {
                next += SessionPeriod;
                await CloseIdle();
            }
        }
    }

    private async Task CloseIdle()
    {
        try
        {
            await sessions.CloseIdle(options.Time.GetUtcNow() - TimeSpan.FromDays(options.IdleDays));
        }
        catch (StoreException)
        {
            // The store said why; the next hour is soon enough.
        }
    }

    private async Task<bool> Tick(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
