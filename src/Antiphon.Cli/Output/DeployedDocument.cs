using Antiphon.Numerics;

namespace Antiphon.Cli.Output;

/// <summary>A deployed mean with its 95 % interval.</summary>
internal sealed record DeployedDocument(double Mean, double Low, double High, double StandardError)
{
    public static DeployedDocument From(ConfidenceInterval interval) =>
        new(interval.Mean, interval.Low, interval.High, interval.StandardError);
}
