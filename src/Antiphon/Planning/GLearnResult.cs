using Antiphon.Policies;

namespace Antiphon.Planning;

/// <summary>What <see cref="GLearn"/> found.</summary>
public record GLearnResult
{
    /// <summary>pi_g(s_g, F), greedy in the surrogate; ties go to the lowest action index.</summary>
    public required TabularGlobalPolicy Policy { get; init; }

    /// <summary>
    /// Optimal surrogate values V[s_g][rank(F)], within <see cref="ErrorBound"/>. Optimistic about the deployed game for small k.
    /// </summary>
    public required IReadOnlyList<double[]> Values { get; init; }

    /// <summary>
    /// Q[s_g][rank(F) * A + a_g] when asked for, within <see cref="ErrorBound"/>; else null. A forbidden action has the value of the first
    /// allowed one.
    /// </summary>
    public IReadOnlyList<double[]>? ActionValues { get; init; }

    /// <summary>Proved bound on the error of every value.</summary>
    public required double ErrorBound { get; init; }

    /// <summary>Sweeps made.</summary>
    public required int Sweeps { get; init; }

    /// <summary>Why it stopped.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>Says, in words, if an operator could not be built in the usual way; empty otherwise.</summary>
    public required string Notice { get; init; }
}
