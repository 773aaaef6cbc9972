namespace Antiphon.Populations;

/// <summary>
/// A_M, the k-th symmetric power of one agent's kernel M: (A_M V)(c) = E[V(c') | c] when each of the k agents moves by M independently ;
/// symmetric powers multiply, A_{MN} = A_M A_N. Functions hold one or more channels per count vector, all advanced alike. Not for
/// concurrent use.
/// </summary>
internal abstract class Advance
{
    /// <summary>In words how it works, for notices; empty for the usual way.</summary>
    internal virtual string Notice => "";

    /// <summary>Writes A_M V.</summary>
    /// <param name="function">V[rank * stride + channel].</param>
    /// <param name="result">Receives A_M V, same layout; must not overlap the function.</param>
    internal abstract void Apply(FunctionBuffer function, FunctionBuffer result);

    /// <summary>Writes the adjoint A_M^T d: where a measure d on count vectors goes in one step.</summary>
    /// <param name="measure">d[rank * stride + channel].</param>
    /// <param name="result">Receives A_M^T d; must not overlap the measure.</param>
    internal abstract void ApplyAdjoint(FunctionBuffer measure, FunctionBuffer result);

    /// <summary>
    /// Whether all kernels have an operator for that many agents: an accurate factorization, or a lattice small enough for a dense matrix.
    /// </summary>
    /// <param name="kernels">The kernels.</param>
    /// <param name="lattice">Count vectors of k agents.</param>
    /// <param name="cancellation">Cancels between kernels.</param>
    internal static bool CanAdvance(LocalKernels kernels, CountLattice lattice, CancellationToken cancellation = default)
    {
        if (lattice.Blocks.All(block => LatticeSize.CountVectors(block.States, block.Agents) <= DenseAdvance.MaximumSize))
        {
            return true;
        }

        for (int globalState = 0; globalState < kernels.GlobalStates; globalState++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (MoveFactorization.TryFactor(kernels.Transition(globalState), lattice) is null)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Chooses the factored operator, or the dense one for kernels whose factorization would cost accuracy.</summary>
    /// <param name="lattice">Count vectors of k agents.</param>
    /// <param name="rows">Their rows.</param>
    /// <param name="kernel">M, S x S, row-major.</param>
    /// <param name="channels">Doubles per count vector.</param>
    /// <param name="workers">Who shares the work.</param>
    /// <param name="scratch">Memory shared by all kernels of an operator.</param>
    /// <exception cref="InvalidInputException">Neither is possible; the message says which k is.</exception>
    internal static Advance Create(
        CountLattice lattice,
        LatticeRows rows,
        ReadOnlySpan<double> kernel,
        int channels,
        Numerics.Workers workers,
        PackedScratch? scratch = null
    )
    {
        workers.Cancellation.ThrowIfCancellationRequested();
        var factorization = MoveFactorization.TryFactor(kernel, lattice);
        return factorization is not null ? new FactoredAdvance(lattice, rows, factorization, channels, workers, scratch)
            : lattice.Blocks.Length == 1 ? DenseAdvance.Create(lattice, kernel, channels, workers.Cancellation)
            : new BlockwiseDenseAdvance(lattice, kernel, channels, workers.Cancellation);
    }
}
