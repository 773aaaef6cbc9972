namespace Antiphon.Server;

/// <summary>Lets work be done one piece at a time; whoever comes meanwhile waits without a thread.</summary>
internal sealed class Turns
{
    // Nobody asks it for a handle, so that it holds nothing to dispose of.
    private SemaphoreSlim Gate { get; } = new(1);

    /// <summary>Does something on another thread when its turn has come.</summary>
    /// <param name="work">What is done.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task<T> Run<T>(Func<T> work, CancellationToken cancellation)
    {
        await Gate.WaitAsync(cancellation);
        try
        {
            return await Task.Run(work, cancellation);
        }
        finally
        {
            Gate.Release();
        }
    }
}
