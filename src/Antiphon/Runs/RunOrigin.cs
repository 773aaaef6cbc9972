namespace Antiphon.Runs;

/// <summary>When and how a run or a sweep was begun. It has no influence on results: no hash and no comparison includes it.</summary>
/// <param name="Started">When, in UTC, to the second.</param>
/// <param name="Command">The command line that began it, as a shell takes it; null where none did.</param>
public sealed record RunOrigin(DateTimeOffset Started, string? Command)
{
    /// <summary>What is begun now.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="command">The command line that begins it; null where none does.</param>
    public static RunOrigin Now(TimeProvider time, string? command = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new RunOrigin(DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds()), command);
    }
}
