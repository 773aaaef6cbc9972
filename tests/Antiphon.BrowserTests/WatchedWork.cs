using Antiphon.Planning;
using Antiphon.Runs;
using Antiphon.Server;
using Antiphon.Tests.Server;

namespace Antiphon.BrowserTests;

/// <summary>A training or a sweep for a page to look at.</summary>
internal sealed class WatchedWork : IAsyncDisposable
{
    private WatchServer? server;

    private WatchedWork(WorkDescription description, IWorkBoard board) =>
        Feed = new WorkFeed(description, board, () => Interrupts++, TimeProvider.System);

    /// <summary>What tells the page.</summary>
    public WorkFeed Feed { get; }

    /// <summary>How often somebody asked to stop.</summary>
    public int Interrupts { get; private set; }

    /// <summary>Where it is.</summary>
    public Uri Address => new($"{server!.Address}/");

    /// <summary>A training, and what is known of it.</summary>
    public static async Task<(WatchedWork Work, TrainingBoard Board)> Training()
    {
        TrainingBoard board = FakeWork.TrainingBoard();
        return (await new WatchedWork(FakeWork.Training, board).Start(), board);
    }

    /// <summary>A sweep, and what is known of it.</summary>
    public static async Task<(WatchedWork Work, SweepBoard Board)> Sweep(params IReadOnlyList<SweepCell> done)
    {
        SweepBoard board = FakeWork.SweepBoard(done);
        return (await new WatchedWork(FakeWork.Sweep, board).Start(), board);
    }

    /// <summary>The process is gone without a word.</summary>
    public async Task Vanish()
    {
        await server!.DisposeAsync();
        server = null;
    }

    public async ValueTask DisposeAsync()
    {
        Feed.End(WorkState.Failed, "the test is over");
        Feed.Dispose();
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }

    private async Task<WatchedWork> Start()
    {
        server = await WatchServer.StartAsync(new ServerOptions { Urls = ["http://127.0.0.1:0"] }, Feed, CancellationToken.None);
        return this;
    }
}
