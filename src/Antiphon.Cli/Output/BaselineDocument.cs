using Antiphon.Equilibrium;

namespace Antiphon.Cli.Output;

/// <summary>A pair of baselines, what it earns, and what the trained pair earns more on the same random numbers.</summary>
internal sealed record BaselineDocument(string Global, string Local, DeployedDocument Deployed, DeployedDocument? Lead)
{
    public static BaselineDocument From(BaselineResult baseline) =>
        new(
            baseline.Global,
            baseline.Local,
            DeployedDocument.From(baseline.Deployed),
            baseline.Lead is { } lead ? DeployedDocument.From(lead) : null
        );
}
