namespace Antiphon.Populations;

/// <summary>
/// The operators of a population whose agents move by fixed kernels M_{s_g}. Holds scratch memory: not for concurrent use.
/// </summary>
internal abstract class PopulationOperator
{
    /// <summary>In words, where an operator had to be built in another than the usual way; empty otherwise.</summary>
    public virtual string Notice => "";

    /// <summary>
    /// Whether functions may be advanced from several s_g at the same time, one thread each: where a single advance is too small to share.
    /// </summary>
    internal virtual bool SharesByState => false;

    /// <summary>result[h, s_g'] = E[V(s_g', h') | h], agents moving by M_{globalState}; for all s_g' at once.</summary>
    /// <param name="globalState">The s_g before the move, which decides the kernel.</param>
    /// <param name="function">V[h * Stride + s_g'].</param>
    /// <param name="result">Receives the expectation, same layout; must not overlap.</param>
    internal abstract void Advance(int globalState, FunctionBuffer function, FunctionBuffer result);

    /// <summary>The adjoint of <see cref="Advance"/>: where a measure on (s_g', h) goes.</summary>
    /// <param name="globalState">The s_g before the move.</param>
    /// <param name="measure">d[h * Stride + s_g']; overwritten, it serves as scratch memory.</param>
    /// <param name="result">Receives the pushed measure, same layout; must not overlap.</param>
    internal abstract void Push(int globalState, FunctionBuffer measure, FunctionBuffer result);

    /// <summary>
    /// Adds the sum over h, s_g' of weight[h, s_g'] * dE[V(s_g', h') | h] / dM_{globalState}[x][y], with all entries of M taken as free,
    /// to derivative[(hat * S + x) * S + y]. Each node's part is multiplied by the value there of each hat function that kernels are sums
    /// over. The result is determined up to a constant per row x, which does not matter for changes of a stochastic row.
    /// </summary>
    /// <param name="globalState">The s_g before the move.</param>
    /// <param name="function">V[h * Stride + s_g'].</param>
    /// <param name="weight">w[h * Stride + s_g'].</param>
    /// <param name="derivative">Receives S x S sums for every hat function; there is one where nothing depends on the population.</param>
    internal abstract void AddMoveDerivative(int globalState, FunctionBuffer function, FunctionBuffer weight, Span<double> derivative);
}
