namespace Antiphon.Cli.Output;

/// <summary>A pair of baselines and what it earns.</summary>
internal sealed record BaselineDocument(string Global, string Local, DeployedDocument Deployed);
