namespace Antiphon.Evaluation;

/// <summary>Options of <see cref="CertificateVerifier"/>.</summary>
public sealed record VerificationOptions
{
    /// <summary>Random states at which each Bellman equation is checked, at least 1; all states where there are no more than that.</summary>
    public int States { get; init; } = 32;

    /// <summary>Seed of the choice of states.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>What a verification found.</summary>
/// <param name="Holds">Whether every inequality holds.</param>
/// <param name="Checked">Inequalities checked; each gap inequality over all states counts once.</param>
/// <param name="BellmanStates">States at which Bellman equations were checked, over all functions.</param>
/// <param name="BellmanEquations">How many states all functions have together: when all were checked, every figure is proved, up to rounding.</param>
/// <param name="Failure">The first inequality that fails, in words; null when all hold.</param>
public sealed record Verification(bool Holds, long Checked, long BellmanStates, long BellmanEquations, string? Failure);

/// <summary>left &lt;= right, up to a tolerance for rounding.</summary>
/// <param name="Name">What it says.</param>
/// <param name="Left">Left side.</param>
/// <param name="Right">Right side.</param>
/// <param name="Tolerance">How far the left may exceed the right.</param>
/// <param name="IsBellman">Whether it is a Bellman equation at one state.</param>
internal readonly record struct Inequality(string Name, double Left, double Right, double Tolerance, bool IsBellman = false)
{
    /// <summary>NaN never holds.</summary>
    internal bool Holds => Left <= Right + Tolerance;

    internal string Describe() => $"{Name}: {Left:R} is not at most {Right:R}";
}
