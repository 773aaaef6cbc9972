using System.Text.Json;

namespace Antiphon.Server;

/// <summary>A step as a request is answered.</summary>
/// <param name="Answer">The step.</param>
/// <param name="ActionName">The name of its action, in the policy that the session belongs to.</param>
internal sealed record TakenStep(StepAnswer Answer, string ActionName);

/// <summary>Takes steps of sessions: this server itself, or the member of a cluster that holds the session.</summary>
internal interface ISessionDecisions
{
    /// <summary>Takes the next step of a session, or finds the one that a key belongs to.</summary>
    /// <param name="id">The session.</param>
    /// <param name="key">The idempotency key; null where there is none.</param>
    /// <param name="body">The body of the request.</param>
    /// <param name="cancellation">Gives up waiting for the session.</param>
    Task<TakenStep> Decide(string id, string? key, JsonElement body, CancellationToken cancellation);
}
