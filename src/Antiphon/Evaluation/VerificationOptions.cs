namespace Antiphon.Evaluation;

/// <summary>Options of <see cref="CertificateVerifier"/>.</summary>
public sealed record VerificationOptions
{
    /// <summary>
    /// Unless <see cref="States"/> says otherwise, a function with at most this many states is checked at every one of them: about ten
    /// seconds for a certificate of 10 agents in 5 local states.
    /// </summary>
    public const int EveryState = 20_000;

    /// <summary>
    /// States at which each Bellman equation is checked, at least 1; a function with no more states than that is checked at all of them.
    /// Null: all states of functions with at most <see cref="EveryState"/>, and of larger ones as many as some seconds allow, at least 64.
    /// </summary>
    public int? States { get; init; }

    /// <summary>
    /// Seed of the choice of states where not all are checked. Null: drawn from the system's entropy during the verification, after the
    /// witness was read. With a seed that was known when the certificate was made, a forger can prepare for the states that will be
    /// checked.
    /// </summary>
    public ulong? Seed { get; init; }
}

/// <summary>left &lt;= right, up to a tolerance for rounding.</summary>
/// <param name="Name">What it says.</param>
/// <param name="Left">Left side.</param>
/// <param name="Right">Right side.</param>
/// <param name="Tolerance">How far the left may exceed the right.</param>
/// <param name="IsBellman">Whether it is a Bellman equation at one state.</param>
internal readonly record struct Inequality(string Name, double Left, double Right, double Tolerance, bool IsBellman = false)
{
    /// <summary>
    /// NaN never holds, and neither does what only an infinite number allows: sizes near the largest double have an infinite sum, and
    /// with it an infinite tolerance.
    /// </summary>
    internal bool Holds => double.IsFinite(Left) && double.IsFinite(Right) && double.IsFinite(Tolerance) && Left <= Right + Tolerance;

    internal string Describe() =>
        double.IsFinite(Tolerance)
            ? $"{Name}: {Left:R} is not at most {Right:R}"
            : $"{Name}: its terms are so large that their sizes have no finite sum";
}
