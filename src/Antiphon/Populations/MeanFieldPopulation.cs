using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// Infinitely many agents: the make-up mu moves deterministically, mu' = mu M_{s_g}, on the lattice of resolution R, with Kuhn interpolation
/// between nodes. Looks stay random. Value error: the interpolation's, which shrinks with R.
/// </summary>
public sealed class MeanFieldPopulation : PopulationModel
{
    // Draws that stand for a Dirichlet start law on the nodes. Each is used in all S cyclic shifts, which the symmetric law makes
    // equally likely: the mean is exactly 1/S, and what is left of the sampling error is about 1/sqrt of this in higher moments.
    private const int StartDraws = 1 << 15;

    private readonly long? lookPopulation;

    /// <summary>Builds the lattice of resolution R.</summary>
    /// <param name="game">The game.</param>
    /// <param name="resolution">R, at least 1.</param>
    /// <param name="lookPopulation">n for hypergeometric looks; used when R divides it and k does not exceed it, else looks are multinomial. Null: multinomial.</param>
    /// <exception cref="InvalidInputException">The lattice does not fit.</exception>
    public MeanFieldPopulation(CooperativeGame game, int resolution, long? lookPopulation = null)
        : base(game, Build(game, resolution), Lanes.Stride(game.GlobalStates))
    {
        this.lookPopulation = lookPopulation;
    }

    /// <inheritdoc/>
    public override string Name => "mean-field";

    /// <inheritdoc/>
    public override string Description => $"mean-field, resolution {Lattice.Agents:N0}, {Nodes:N0} nodes";

    /// <summary>Bytes that evaluation of one joint policy needs at that resolution, operators and scratch memory included.</summary>
    /// <param name="game">The game.</param>
    /// <param name="resolution">R.</param>
    public static double Bytes(CooperativeGame game, int resolution)
    {
        ArgumentNullException.ThrowIfNull(game);
        var nodes = (double)LatticeSize.CountVectors(game.LocalStates, resolution);
        var functions = (8 + game.GlobalStates) * Lanes.Stride(game.GlobalStates);
        var actionLaws = game.GlobalStates * Lanes.Stride(game.GlobalActions);
        var interpolation = game.GlobalStates * game.LocalStates * 2.5;
        return nodes * sizeof(double) * (functions + actionLaws + interpolation);
    }

    /// <inheritdoc/>
    public override PopulationOperator Bind(LocalKernels kernels, Workers workers) => new MeanFieldOperator(this, kernels);

    /// <inheritdoc/>
    public override LookLaw Looks(CountLattice looks)
    {
        ArgumentNullException.ThrowIfNull(looks);
        return new SplittingLookLaw(looks, Lattice, LookAgents(looks));
    }

    /// <inheritdoc/>
    internal override long? LookAgents(CountLattice looks) =>
        lookPopulation is { } agents && agents % Lattice.Agents == 0 && looks.Agents <= agents ? agents : null;

    private protected override void WriteInitialNodes(Span<double> law)
    {
        var interpolation = new KuhnInterpolation(Lattice);
        var vertices = new int[Lattice.States];
        var weights = new double[Lattice.States];
        law.Clear();
        switch (Game.Initial.Local)
        {
            case IndependentLocalLaw independent:
                Spread(independent.Probabilities.AsSpan(), 1.0, law);
                break;
            case DirichletLocalLaw dirichlet:
                var stream = new RandomStream(0).Split("mean-field start law");
                var fractions = new double[Lattice.States];
                var shifted = new double[Lattice.States];
                for (var draw = 0; draw < StartDraws; draw++)
                {
                    DirichletSampler.Sample(stream, dirichlet.Concentration, fractions);
                    for (var shift = 0; shift < fractions.Length; shift++)
                    {
                        fractions.AsSpan(shift).CopyTo(shifted);
                        fractions.AsSpan(0, shift).CopyTo(shifted.AsSpan(fractions.Length - shift));
                        Spread(shifted, 1.0 / (StartDraws * fractions.Length), law);
                    }
                }

                break;
            default:
                throw new NotSupportedException("unknown start law");
        }

        void Spread(ReadOnlySpan<double> point, double mass, Span<double> target)
        {
            interpolation.Locate(point, vertices, weights);
            for (var vertex = 0; vertex < vertices.Length; vertex++)
            {
                target[vertices[vertex]] += mass * weights[vertex];
            }
        }
    }

    private static CountLattice Build(CooperativeGame game, int resolution)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentOutOfRangeException.ThrowIfLessThan(resolution, 1);
        LatticeSize.Require(game.LocalStates, resolution, CountLattice.MaximumSize / 64, 64 * sizeof(double));
        return new CountLattice(game.LocalStates, resolution);
    }
}
