using Microsoft.Extensions.Hosting;

namespace Antiphon.Server;

/// <summary>
/// Leaves signals to the program that embeds the server. The usual lifetime of a host takes Ctrl+C and SIGTERM away from it, also the
/// second one, which should end the process.
/// </summary>
internal sealed class SilentLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
