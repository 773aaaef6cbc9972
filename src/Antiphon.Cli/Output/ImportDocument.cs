namespace Antiphon.Cli.Output;

/// <summary>The result of import for programs.</summary>
/// <param name="Source">The file as it was named.</param>
/// <param name="Game">Name of the game made of it.</param>
/// <param name="Agents">n.</param>
/// <param name="Discount">gamma.</param>
/// <param name="States">How many states there are, the local states of the game.</param>
/// <param name="Actions">How many actions there are, the local actions of the game.</param>
/// <param name="Observations">How many observations the file has; 0 in a file of an MDP.</param>
/// <param name="Lost">What the game does not hold as the file does, one sentence each.</param>
/// <param name="File">Absolute path of the game file; null where none was written.</param>
internal sealed record ImportDocument(
    string Source,
    string Game,
    long Agents,
    double Discount,
    int States,
    int Actions,
    int Observations,
    IReadOnlyList<string> Lost,
    string? File
)
{
    /// <summary>Always "antiphon-import/1".</summary>
    public string Format { get; } = "antiphon-import/1";
}
