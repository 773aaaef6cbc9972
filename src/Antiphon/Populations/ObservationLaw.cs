namespace Antiphon.Populations;

/// <summary>
/// The law P(F | h) of the histogram F of an observation of k agents, at every node h of a population. May hold scratch memory: not for
/// concurrent use.
/// </summary>
internal abstract class ObservationLaw
{
    /// <summary>Count vectors of the k agents seen.</summary>
    public abstract CountLattice Observations { get; }

    /// <summary>The law in one global state, for rules whose observations depend on it.</summary>
    /// <param name="globalState">s_g.</param>
    internal virtual ObservationLaw At(int globalState) => this;

    /// <summary>atNodes[h] = sum_F P(F | h) f(F), for all channels.</summary>
    /// <param name="function">f[rank(F) * stride + channel].</param>
    /// <param name="atNodes">Receives [h * stride + channel].</param>
    /// <param name="stride">Doubles per histogram and per node: 1, 2, 4 or a multiple of 8.</param>
    internal abstract void Expect(FunctionBuffer function, FunctionBuffer atNodes, int stride);

    /// <summary>The adjoint: atObservations[F] = sum_h P(F | h) w(h), for all channels.</summary>
    /// <param name="atNodes">w[h * stride + channel].</param>
    /// <param name="function">Receives [rank(F) * stride + channel].</param>
    /// <param name="stride">Doubles per histogram and per node.</param>
    internal abstract void Adjoint(FunctionBuffer atNodes, FunctionBuffer function, int stride);
}
