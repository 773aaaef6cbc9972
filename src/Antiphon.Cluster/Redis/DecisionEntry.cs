using System.Text.Json;

namespace Antiphon.Cluster;

/// <summary>A decision without a session as an entry of the log: JSON, which any tool reads.</summary>
internal static class DecisionEntry
{
    /// <summary>Writes a decision.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="taken">When it was taken, in milliseconds since 1970.</param>
    public static byte[] Write(LoggedDecision decision, long taken) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                taken,
                policy = decision.Policy,
                version = decision.Version,
                seed = decision.Seed,
                question = decision.Question,
                action = decision.Action,
            }
        );
}
