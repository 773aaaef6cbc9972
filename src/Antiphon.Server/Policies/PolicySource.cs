namespace Antiphon.Server;

/// <summary>Where a served policy comes from.</summary>
/// <param name="Name">What requests call it; it stands in paths.</param>
/// <param name="Load">Loads it; throws <see cref="InvalidInputException"/> where that is not possible.</param>
public sealed record PolicySource(string Name, Func<ServedPolicy> Load)
{
    /// <summary>
    /// The files that it is loaded from, absolute. It is loaded anew when one changes, and sessions belong to their contents. None: it
    /// never changes.
    /// </summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>
    /// Further files, absolute, that hold what is known of it, such as its value. It is loaded anew when one changes; sessions go on, since
    /// it acts as before.
    /// </summary>
    public IReadOnlyList<string> Records { get; init; } = [];

    /// <summary>How it differs from what the files say, for example its memory: sessions belong to that, too.</summary>
    public string Variant { get; init; } = "";
}
