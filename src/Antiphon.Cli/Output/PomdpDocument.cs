namespace Antiphon.Cli.Output;

/// <summary>The result of export --pomdp for programs.</summary>
/// <param name="Game">Name of the game.</param>
/// <param name="Local">The local policy as it was named.</param>
/// <param name="File">Absolute path of the problem.</param>
/// <param name="StartGlobalState">The global state of the start belief.</param>
/// <param name="Seed">Seed of the draw that is the start belief.</param>
/// <param name="Lower">A proved lower bound of the value at the start.</param>
/// <param name="Upper">A proved upper bound.</param>
internal sealed record PomdpDocument(
    string Game,
    string Local,
    string File,
    string StartGlobalState,
    ulong Seed,
    double Lower,
    double Upper
)
{
    /// <summary>Always "antiphon-pomdp/1".</summary>
    public string Format { get; } = "antiphon-pomdp/1";
}
