using Antiphon.Planning;

namespace Antiphon.Cli.Output;

/// <summary>The result of export --npz for programs.</summary>
/// <param name="Game">Name of the game.</param>
/// <param name="Subsample">k.</param>
/// <param name="File">Absolute path.</param>
/// <param name="Arrays">What it holds, in its order.</param>
/// <param name="LeftOut">Why there are no values; null where there are.</param>
internal sealed record ArrayDocument(string Game, int Subsample, string File, IReadOnlyList<StoredArray> Arrays, string? LeftOut)
{
    /// <summary>Always "antiphon-arrays/1".</summary>
    public string Format { get; } = "antiphon-arrays/1";
}
