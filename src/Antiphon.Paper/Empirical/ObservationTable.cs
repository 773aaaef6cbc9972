using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Populations;

namespace Antiphon.Paper;

/// <summary>
/// What a table of the surrogate is indexed by: all states x of the k agents seen, as tuples or as histograms, and how they move.
/// </summary>
internal abstract class ObservationTable
{
    private protected ObservationTable(LocalKernels kernels, CountLattice lattice) => (Kernels, Lattice) = (kernels, lattice);

    /// <summary>How many x there are.</summary>
    internal abstract int Size { get; }

    /// <summary>Histograms of the k agents.</summary>
    internal CountLattice Lattice { get; }

    private protected LocalKernels Kernels { get; }

    internal static ObservationTable Create(Parameterization parameterization, LocalKernels kernels, CountLattice lattice) =>
        parameterization == Parameterization.Tuples ? new TupleTable(kernels, lattice) : new HistogramTable(kernels, lattice);

    /// <summary>Writes how many agents are in each local state in x.</summary>
    internal abstract void Counts(int observation, Span<int> counts);

    /// <summary>The x that stands for a histogram: for tuples the sorted one.</summary>
    internal abstract int Representative(ReadOnlySpan<int> counts);

    /// <summary>Scratch memory of one worker.</summary>
    internal abstract Mover CreateMover();

    /// <summary>E[V(s_g', x') | s_g, x] for all x at once: value and result are [x * stride + s_g'].</summary>
    internal abstract Action<int, FunctionBuffer, FunctionBuffer> CreateAdvance(CooperativeGame game, Workers workers);

    /// <summary>Moves all k agents by one step.</summary>
    internal abstract class Mover
    {
        /// <summary>Draws the next x.</summary>
        internal abstract int Next(int globalState, int observation, RandomStream stream);
    }
}
