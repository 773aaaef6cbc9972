namespace Antiphon.Server;

/// <summary>Where a served policy comes from.</summary>
/// <param name="Name">Its name in requests; a part of their paths.</param>
/// <param name="Load">Loads it; throws <see cref="InvalidInputException"/> where that is not possible.</param>
public sealed record PolicySource(string Name, Func<ServedPolicy> Load)
{
    /// <summary>
    /// The files that it is loaded from, as absolute paths; empty if it never changes. It is loaded again when one changes, and sessions
    /// belong to their contents.
    /// </summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>
    /// Further files, as absolute paths, with what is known about it, such as its value. It is loaded again when one changes; sessions
    /// continue, since it acts as before.
    /// </summary>
    public IReadOnlyList<string> Records { get; init; } = [];

    /// <summary>How it differs from what the files say, for example its memory: sessions belong to that, too.</summary>
    public string Variant { get; init; } = "";
}
