using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// The dense matrix of agents whose kernels depend on the population: the law of their next count vector is built agent by agent, from
/// each count vector by the kernel of its own population.
/// </summary>
internal sealed class CoupledMatrix : IWork
{
    private readonly ExactPopulation population;
    private readonly LocalKernels kernels;
    private readonly CountLattice moving;
    private readonly AgentChain chain;
    private readonly Func<int, int> node;
    private readonly int globalState;
    private readonly double[] entries;
    private readonly Scratch[] scratch;

    private CoupledMatrix(
        ExactPopulation population,
        LocalKernels kernels,
        (CountLattice Lattice, AgentChain Chain) moving,
        Func<int, int> node,
        int globalState,
        Workers workers
    )
    {
        (this.population, this.kernels, this.node, this.globalState) = (population, kernels, node, globalState);
        (this.moving, chain) = moving;
        entries = new double[checked(this.moving.Size * this.moving.Size)];
        scratch = [.. Enumerable.Range(0, workers.Count).Select(_ => new Scratch(this.moving))];
    }

    /// <summary>Builds the operator of one global state.</summary>
    /// <param name="population">All agents, on whose make-up kernels depend.</param>
    /// <param name="kernels">What one agent does.</param>
    /// <param name="moving">Count vectors of those who move, all or fewer, and how they are added up.</param>
    /// <param name="node">The node of the population at which those who move have the count vector of a rank.</param>
    /// <param name="globalState">The s_g before the move.</param>
    /// <param name="workers">Who shares the work.</param>
    internal static DenseAdvance Build(
        ExactPopulation population,
        LocalKernels kernels,
        (CountLattice Lattice, AgentChain Chain) moving,
        Func<int, int> node,
        int globalState,
        Workers workers
    )
    {
        var matrix = new CoupledMatrix(population, kernels, moving, node, globalState, workers);
        workers.Run(matrix.moving.Size, matrix);
        return DenseAdvance.Of(matrix.moving.Size, population.Stride, matrix.entries, workers.Cancellation);
    }

    /// <summary>One row.</summary>
    void IWork.Run(int index, int worker)
    {
        Scratch own = scratch[worker];
        moving.Unrank(index, own.Counts);
        ReadOnlySpan<double> kernel = kernels.Transition(globalState, population.Hats(node(index)), own.Kernel);
        chain.Write(own.Counts, kernel, entries.AsSpan(index * moving.Size, moving.Size), own.Law);
    }

    /// <summary>The memory of one worker.</summary>
    internal sealed class Scratch(CountLattice lattice)
    {
        public int[] Counts { get; } = new int[lattice.States];

        public double[] Kernel { get; } = new double[lattice.States * lattice.States];

        public double[] Law { get; } = new double[lattice.Size];
    }
}
