namespace Antiphon.Server;

/// <summary>What is worked on, as the page says it.</summary>
/// <param name="Kind">"training" or "sweep".</param>
/// <param name="Game">The name of the game.</param>
/// <param name="Question">What is asked, in a sentence.</param>
/// <param name="Folder">Where the result is stored.</param>
/// <param name="Options">All options, by name.</param>
internal sealed record WorkDescription(
    string Kind,
    string Game,
    string Question,
    string Folder,
    IReadOnlyList<KeyValuePair<string, string>> Options
)
{
    /// <summary>What a reader should know, for example that the work was resumed; empty: nothing.</summary>
    public string Note { get; init; } = "";
}

/// <summary>How far the work is.</summary>
internal enum WorkState
{
    /// <summary>It goes on.</summary>
    Running,

    /// <summary>Somebody asked to stop it; what was done is being saved.</summary>
    Stopping,

    /// <summary>It is done.</summary>
    Done,

    /// <summary>It was cancelled and can be resumed.</summary>
    Cancelled,

    /// <summary>It failed.</summary>
    Failed,
}
