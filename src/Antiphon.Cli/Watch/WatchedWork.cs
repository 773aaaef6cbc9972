using Antiphon.Numerics;
using Antiphon.Server;

namespace Antiphon.Cli.Watch;

/// <summary>Work with a page beside it. Disposing of it ends the page's server.</summary>
internal sealed class WatchedWork : IDisposable
{
    // The work may hold as many threads as there are processors.
    private const int ThreadsForPages = 4;

    private readonly WorkFeed feed;
    private readonly WatchServer server;
    private readonly CancellationTokenRegistration stopping;

    /// <summary>Begins to serve the page.</summary>
    /// <param name="surroundings">Where the program runs.</param>
    /// <param name="urls">Where to listen.</param>
    /// <param name="description">What is worked on.</param>
    /// <param name="board">What is known of it.</param>
    /// <exception cref="InvalidInputException">It cannot listen there.</exception>
    public WatchedWork(Surroundings surroundings, IReadOnlyList<string> urls, WorkDescription description, IWorkBoard board)
    {
        ThreadPool.GetMinThreads(out int workers, out int ports);
        ThreadPool.SetMinThreads(workers + ThreadsForPages, ports);
        feed = new WorkFeed(description, board, Interrupt, surroundings.Time);
        var options = new ServerOptions
        {
            Urls = urls,
            Log = TextWriter.Synchronized(surroundings.Error),
            Time = surroundings.Time,
        };
        try
        {
            server = WatchServer.StartAsync(options, feed, surroundings.Cancellation).GetAwaiter().GetResult();
        }
        catch
        {
            feed.Dispose();
            throw;
        }

        stopping = surroundings.Cancellation.Register(() => feed.Stopping());

        void Interrupt()
        {
            if (!surroundings.Cancellation.IsCancellationRequested)
            {
                surroundings.Stop.Interrupt();
            }
        }
    }

    /// <summary>Where the page is.</summary>
    public string Address => server.Address;

    /// <summary>Tells the page of progress, and whoever is told else.</summary>
    /// <param name="other">Who is told else.</param>
    public IProgress<Progress> With(IProgress<Progress> other) => new Both(feed, other);

    /// <summary>Says how the work ended.</summary>
    /// <param name="state">How.</param>
    /// <param name="words">What came of it, as the command says it.</param>
    public void End(WorkState state, string words) => feed.End(state, words);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Not while a request is answered that does what Ctrl+C does.
        stopping.Unregister();
        feed.End(WorkState.Failed, "The work ended with an error, which the command says.");
        server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        feed.Dispose();
    }

    private sealed class Both(IProgress<Progress> first, IProgress<Progress> second) : IProgress<Progress>
    {
        public void Report(Progress value)
        {
            first.Report(value);
            second.Report(value);
        }
    }
}
