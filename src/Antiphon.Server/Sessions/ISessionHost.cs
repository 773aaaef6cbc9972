namespace Antiphon.Server;

/// <summary>Where sessions are in memory, if not in this process alone.</summary>
internal interface ISessionHost : IAsyncDisposable
{
    /// <summary>Ends when this server can no longer take part, with the reason.</summary>
    Task<string> Lost { get; }

    /// <summary>Begins to take part, before any request is accepted.</summary>
    /// <param name="sessions">The sessions of this server.</param>
    /// <param name="catalog">The policies of this server.</param>
    /// <param name="cancellation">Cancels the start.</param>
    /// <returns>Takes the steps of all sessions.</returns>
    /// <exception cref="InvalidInputException">It cannot take part.</exception>
    Task<ISessionDecisions> Start(SessionTable sessions, PolicyCatalog catalog, CancellationToken cancellation);
}
