using Antiphon.Equilibrium;

namespace Antiphon.Cli.Output;

/// <summary>What observing is worth, against the best blind pair found.</summary>
internal sealed record ObservingDocument(bool Ignored, double BlindValue, DeployedDocument? BlindDeployed, DeployedDocument? Gain)
{
    public static ObservingDocument? From(ObservationWorth? worth) =>
        worth is null
            ? null
            : new ObservingDocument(
                worth.Ignored,
                worth.BlindValue,
                worth.BlindDeployed is { } deployed ? DeployedDocument.From(deployed) : null,
                worth.Gain is { } gain ? DeployedDocument.From(gain) : null
            );
}
