using Antiphon.Evaluation;

namespace Antiphon.Cli.Output;

/// <summary>The result of verify --json, "antiphon-verification/1".</summary>
internal sealed record VerificationDocument
{
    private const double Unlikely = 0.01;

    public VerificationDocument(StoredCertificate stored, Verification verification)
    {
        NashCertificate certificate = stored.Certificate;
        (Game, GameHash, PolicyHash, Agents, Subsample, Sampling) = (
            certificate.Game,
            certificate.GameHash,
            certificate.PolicyHash,
            certificate.Agents,
            certificate.Subsample,
            certificate.Sampling
        );
        (EpsilonInitial, EpsilonWorst) = (stored.EpsilonInitial, stored.EpsilonWorst);
        (Holds, Inequalities, Failure) = (verification.Holds, verification.Checked, verification.Failure);
        (BellmanStates, BellmanEquations) = (verification.BellmanStates, verification.BellmanEquations);
        (Complete, Seed, Rounding) = (verification.Complete, verification.Seed, verification.Rounding);
        if (!verification.Complete && verification.Weakest is VerifiedFunction weakest)
        {
            Sample = new VerificationSample(
                weakest.Name,
                weakest.Checked,
                weakest.States,
                weakest.MissProbability(1),
                weakest.FoundFrom(Unlikely)
            );
        }
    }

    public string Format { get; } = "antiphon-verification/1";

    public string Version { get; } = AntiphonVersion.Current;

    public string Game { get; }

    public string GameHash { get; }

    public string PolicyHash { get; }

    public long Agents { get; }

    public int Subsample { get; }

    public string? Sampling { get; }

    public double EpsilonInitial { get; }

    public double EpsilonWorst { get; }

    public bool Holds { get; }

    public long Inequalities { get; }

    public long BellmanStates { get; }

    public long BellmanEquations { get; }

    /// <summary>Whether every equation is checked at every state.</summary>
    public bool Complete { get; }

    /// <summary>By how much rounding may hide that a figure is too good, in units of the return; 0 where an inequality fails.</summary>
    public double Rounding { get; }

    /// <summary>What was taken from the files as it is, by the names of the fields.</summary>
    public IReadOnlyList<string> NotRechecked { get; } = Verification.NotRechecked;

    /// <summary>Seed of the choice of states; null when all are checked.</summary>
    public ulong? Seed { get; }

    /// <summary>The function of which the smallest share is checked; null when all are checked everywhere.</summary>
    public VerificationSample? Sample { get; }

    public string? Failure { get; }
}

/// <summary>What a check at drawn states is worth.</summary>
/// <param name="Function">The function.</param>
/// <param name="Checked">States that were drawn.</param>
/// <param name="States">States it has.</param>
/// <param name="MissOfOne">Probability that the draw misses a function that is wrong at one state.</param>
/// <param name="FoundFrom">The number of wrong states that the draw misses with a probability below 1 %.</param>
internal sealed record VerificationSample(string Function, long Checked, long States, double MissOfOne, long FoundFrom);
