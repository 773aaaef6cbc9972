namespace Antiphon.Planning;

/// <summary>The vectors of a blind pair: <c>Vectors[s_g * S + s_l]</c>, and what the pair earns from the initial law.</summary>
/// <param name="Vectors">alpha; a reader must not change it.</param>
/// <param name="Value">Expected discounted return.</param>
/// <param name="Error">Bound on the error of every entry and of the value, rounding included.</param>
/// <param name="Accurate">Whether the error meets the accuracy asked for, or the limit of double precision.</param>
internal sealed record BlindSolution(double[] Vectors, double Value, double Error, bool Accurate)
{
    /// <summary>Whether this pair certainly earns more than another.</summary>
    internal bool Beats(BlindSolution other) => Value - Error > other.Value + other.Error;
}
