using Antiphon.Evaluation;

namespace Antiphon.Cli.Output;

/// <summary>The result of verify --json, "antiphon-verification/1".</summary>
internal sealed record VerificationDocument
{
    public VerificationDocument(NashCertificate certificate, Verification verification)
    {
        (Game, GameHash, PolicyHash, Agents) = (certificate.Game, certificate.GameHash, certificate.PolicyHash, certificate.Agents);
        (Holds, Inequalities, Failure) = (verification.Holds, verification.Checked, verification.Failure);
        (BellmanStates, BellmanEquations) = (verification.BellmanStates, verification.BellmanEquations);
    }

    public string Format { get; } = "antiphon-verification/1";

    public string Version { get; } = AntiphonVersion.Current;

    public string Game { get; }

    public string GameHash { get; }

    public string PolicyHash { get; }

    public long Agents { get; }

    public bool Holds { get; }

    public long Inequalities { get; }

    public long BellmanStates { get; }

    public long BellmanEquations { get; }

    public string? Failure { get; }
}
