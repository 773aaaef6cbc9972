using System.Globalization;
using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// Infinitely many agents: the make-up mu moves deterministically, mu' = mu M_{s_g}, on the lattice of resolution R, with Kuhn
/// interpolation between nodes. Observations stay random. Value error: the interpolation's, which shrinks with R.
/// </summary>
public sealed class MeanFieldPopulation : PopulationModel
{
    // Draws that stand for a Dirichlet initial law on the nodes. Each is used in all S cyclic shifts, which the symmetric law makes
    // equally likely: the mean is exactly 1/S, and what is left of the sampling error is about 1/sqrt of this in higher moments.
    private const int StartDraws = 1 << 15;

    private readonly long? observationPopulation;

    /// <summary>Builds the lattice of resolution R.</summary>
    /// <param name="game">The game.</param>
    /// <param name="resolution">R, at least 1.</param>
    /// <param name="observationPopulation">
    /// n for hypergeometric observations; used when R divides it and k does not exceed it, else observations are multinomial. Null:
    /// multinomial.
    /// </param>
    /// <exception cref="InvalidInputException">The lattice does not fit.</exception>
    public MeanFieldPopulation(CooperativeGame game, int resolution, long? observationPopulation = null)
        : base(game, Build(game, resolution), Lanes.Stride(game.GlobalStates))
    {
        this.observationPopulation = observationPopulation;
    }

    /// <inheritdoc/>
    public override string Name => "mean-field";

    /// <inheritdoc/>
    public override string Description =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"mean-field, resolution {Resolution:N0}{(Lattice.Blocks.Length > 1 ? " for each type" : "")}, {Nodes:N0} nodes"
        );

    /// <summary>R: fractions of a type's agents are multiples of 1/R.</summary>
    internal int Resolution => Lattice.Blocks[0].Agents;

    /// <summary>How many nodes a resolution has: every type has one lattice of it.</summary>
    internal static long CountVectors(CooperativeGame game, long resolution) =>
        LatticeSize.Product(game.Types.Select(type => type.States), Enumerable.Repeat(resolution, game.Types.Count));

    /// <summary>The finest resolution of at most so many nodes; 0 when there is none.</summary>
    internal static long LargestResolution(CooperativeGame game, long nodes) =>
        game.Types.Count == 1
            ? LatticeSize.LargestAgents(game.LocalStates, nodes)
            : LatticeSize.Largest(resolution => CountVectors(game, resolution), nodes, nodes);

    /// <summary>Bytes that evaluation of one joint policy needs at that resolution, operators and scratch memory included.</summary>
    /// <param name="game">The game.</param>
    /// <param name="resolution">R.</param>
    internal static double Bytes(CooperativeGame game, int resolution)
    {
        ArgumentNullException.ThrowIfNull(game);
        double nodes = (double)CountVectors(game, resolution);
        int functions = (8 + game.GlobalStates) * Lanes.Stride(game.GlobalStates);
        int actionLaws = game.GlobalStates * Lanes.Stride(game.GlobalActions);
        double interpolation = game.GlobalStates * game.LocalStates * 2.5;
        return nodes * sizeof(double) * (functions + actionLaws + interpolation);
    }

    /// <inheritdoc/>
    internal override PopulationOperator Bind(LocalKernels kernels, Workers workers) =>
        new MeanFieldOperator(this, kernels, workers.Cancellation);

    /// <inheritdoc/>
    internal override ObservationLaw Observations(CountLattice observations, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(observations);
        long[]? agents = observationPopulation is { } population ? Game.Types.Split(population) : null;
        return Lattice.Blocks.Length == 1 ? Law(0, observations, Lattice) : new BlockwiseObservationLaw(observations, Lattice, Law);

        ObservationLaw Law(int type, CountLattice few, CountLattice nodes)
        {
            long? own = agents?[type];
            return new SplittingObservationLaw(few, nodes, own % nodes.Agents == 0 && few.Agents <= own ? own : null, cancellation);
        }
    }

    /// <inheritdoc/>
    internal override long? ObservationAgents(CountLattice observations) =>
        observationPopulation is { } agents && agents % Lattice.Agents == 0 && observations.Agents <= agents ? agents : null;

    private protected override void WriteInitialNodes(Span<double> law, CancellationToken cancellation)
    {
        if (Game.Initial.Local is not TypedLocalLaw typed)
        {
            WriteInitialNodes(Game.Initial.Local, Lattice, law, cancellation);
            return;
        }

        // Types start independently of each other: the law on a product of lattices is the product of the laws.
        double[] product = [1.0];
        foreach ((LocalInitialLaw own, CountBlock block) in typed.Types.Zip(Lattice.Blocks))
        {
            var lattice = new CountLattice(block.States, block.Agents);
            double[] nodes = new double[lattice.Size];
            WriteInitialNodes(own, lattice, nodes, cancellation);
            product = [.. product.SelectMany(mass => nodes.Select(node => mass * node))];
        }

        product.CopyTo(law);
    }

    private static void WriteInitialNodes(LocalInitialLaw start, CountLattice lattice, Span<double> law, CancellationToken cancellation)
    {
        var interpolation = new KuhnInterpolation(lattice);
        int[] vertices = new int[interpolation.Vertices];
        double[] weights = new double[interpolation.Vertices];
        law.Clear();
        switch (start)
        {
            case IndependentLocalLaw independent:
                Spread(independent.Probabilities.AsSpan(), 1.0, law);
                break;
            case DirichletLocalLaw dirichlet:
                RandomStream stream = new RandomStream(0).Split(Purposes.InitialLaw);
                double[] fractions = new double[lattice.States];
                double[] shifted = new double[lattice.States];
                for (int draw = 0; draw < StartDraws; draw++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    DirichletSampler.Sample(stream, dirichlet.Concentration, fractions);
                    for (int shift = 0; shift < fractions.Length; shift++)
                    {
                        fractions.AsSpan(shift).CopyTo(shifted);
                        fractions.AsSpan(0, shift).CopyTo(shifted.AsSpan(fractions.Length - shift));
                        Spread(shifted, 1.0 / (StartDraws * fractions.Length), law);
                    }
                }

                break;
            default:
                throw new NotSupportedException("unknown initial law");
        }

        void Spread(ReadOnlySpan<double> point, double mass, Span<double> target)
        {
            interpolation.Locate(point, vertices, weights);
            for (int vertex = 0; vertex < vertices.Length; vertex++)
            {
                target[vertices[vertex]] += mass * weights[vertex];
            }
        }
    }

    private static CountLattice Build(CooperativeGame game, int resolution)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentOutOfRangeException.ThrowIfLessThan(resolution, 1);
        if (game.Types.Count == 1)
        {
            LatticeSize.Require(game.LocalStates, resolution, CountLattice.MaximumSize / 64, 64 * sizeof(double));
            return new CountLattice(game.LocalStates, resolution);
        }

        long size = CountVectors(game, resolution);
        if (size > CountLattice.MaximumSize / 64)
        {
            throw new DoesNotFitException(
                $"{game.Types.Count} types at resolution {resolution:N0} have "
                    + $"{(size == long.MaxValue ? "more than 9.2e18" : size.ToString("N0"))} nodes; at most "
                    + $"{CountLattice.MaximumSize / 64:N0} fit; "
                    + $"use a resolution of at most {LargestResolution(game, CountLattice.MaximumSize / 64):N0}",
                64.0 * sizeof(double) * size,
                (double)sizeof(double) * CountLattice.MaximumSize
            );
        }

        return new CountLattice([.. game.Types.Select(type => new CountBlock(type.First, type.States, resolution))]);
    }
}
