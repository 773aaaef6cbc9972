namespace Antiphon.Cli.Output;

/// <summary>The result of export for programs.</summary>
/// <param name="Game">Name of the game.</param>
/// <param name="Subsample">k.</param>
/// <param name="Files">Absolute paths of the models.</param>
internal sealed record ExportDocument(string Game, int Subsample, IReadOnlyList<string> Files)
{
    /// <summary>Always "antiphon-export/1".</summary>
    public string Format { get; } = "antiphon-export/1";
}
