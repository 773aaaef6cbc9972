namespace Antiphon.Server;

/// <summary>
/// What a server does from time to time: reloads policies whose files changed, closes sessions that nobody uses, releases the policies
/// that no session belongs to any more.
/// </summary>
internal sealed class Upkeep : IAsyncDisposable
{
    private static readonly TimeSpan ReloadPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReleasePeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ClosePeriod = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource stopping = new();
    private readonly PolicyCatalog catalog;
    private readonly SessionTable sessions;
    private readonly ServerOptions options;
    private readonly TextWriter log;
    private readonly Task working;

    /// <summary>Begins.</summary>
    public Upkeep(PolicyCatalog catalog, FormerPolicies former, SessionTable sessions, ServerOptions options, TextWriter log)
    {
        this.catalog = catalog;
        this.sessions = sessions;
        this.options = options;
        this.log = log;
        working = Task.WhenAll(Every(ReloadPeriod, Reload), Every(ReleasePeriod, former.Release), Every(ClosePeriod, CloseIdle));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await working;
        stopping.Dispose();
    }

    private async Task Every(TimeSpan period, Func<Task> work)
    {
        using var timer = new PeriodicTimer(period, options.Time);
        do
        {
            try
            {
                await work();
            }
            catch (StoreException)
            {
                // The store said why; the next time is soon enough.
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // One fault must not end it for as long as the service runs.
                await log.WriteLineAsync($"maintenance of the service failed: {failure.Message}");
            }
        } while (await Tick(timer));
    }

    private Task Reload()
    {
        catalog.Refresh(log);
        return Task.CompletedTask;
    }

    private Task CloseIdle() => sessions.CloseIdle(options.Time.GetUtcNow() - TimeSpan.FromDays(options.IdleDays), stopping.Token);

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
