namespace Antiphon.Server;

/// <summary>Where the steps of a session come from, for one connection.</summary>
/// <param name="id">The session.</param>
/// <param name="taken">Those that this server takes, with their reasons.</param>
/// <param name="sessions">The sessions of this server.</param>
/// <param name="store">Has the steps of all servers, without reasons.</param>
/// <param name="ending">Is cancelled when the connection ends.</param>
internal sealed class StepSources(string id, StepQueue taken, SessionTable sessions, ISessionStore store, CancellationToken ending)
{
    /// <summary>The steps that this server takes.</summary>
    public StepQueue Taken => taken;

    /// <summary>The steps after one that are kept; null where the session is closed.</summary>
    public Task<IReadOnlyList<StepRow>?> Kept(long after) => store.StepsAfter(id, after);

    /// <summary>Waits until the steps that this server has kept are among the taken ones.</summary>
    public Task Settle() => sessions.Settle(id, ending);
}
