using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// Between functions on the lattice of n agents and on that of few of them, d: P, the expectation over a uniform subsample, and R = (P^T
/// P)^-1 P^T, the function of d agents whose expectation is closest in the sum of squares. Functions P f are the polynomials of degree d in
/// the fractions of agents. Not for concurrent use.
/// </summary>
internal sealed class Subsampling
{
    private readonly CholeskyFactor[] factors;
    private readonly BlockProduct product;
    private readonly double[] column;

    /// <summary>Builds the operators.</summary>
    /// <param name="few">Count vectors of d agents.</param>
    /// <param name="many">Count vectors of n agents in blocks of the same states, each with at least as many agents.</param>
    /// <param name="workers">Who shares the work; results do not depend on how many they are.</param>
    internal Subsampling(CountLattice few, CountLattice many, Workers workers)
    {
        Law = LawOf(few, many, workers);
        (CountLattice Few, int Many)[] blocks =
        [
            .. few.Blocks.Zip(many.Blocks, (seen, there) => (new CountLattice(seen.States, seen.Agents), there.Agents)),
        ];
        factors = [.. blocks.Select(block => SubsampleGram.Factor(block.Few, block.Many))];
        int[] sizes = [.. blocks.Select(block => block.Few.Size)];
        product = new BlockProduct(sizes, sizes);
        column = new double[sizes.Max()];
    }

    /// <summary>P and its adjoint.</summary>
    internal ObservationLaw Law { get; }

    /// <summary>Bytes of the operators for agents of one type, and at most of those for agents of several.</summary>
    /// <param name="vectors">Count vectors of few agents.</param>
    /// <param name="few">How few.</param>
    /// <param name="many">How many.</param>
    /// <param name="channels">Doubles per count vector.</param>
    internal static double Bytes(double vectors, int few, long many, int channels) =>
        (vectors * vectors * sizeof(double)) + SubsampleLaw.Bytes(vectors, few, many, channels);

    /// <summary>The law of uniform subsamples of few agents, of each type so many.</summary>
    /// <param name="few">Count vectors of few agents.</param>
    /// <param name="many">Count vectors of many.</param>
    /// <param name="workers">Who shares the work.</param>
    internal static ObservationLaw LawOf(CountLattice few, CountLattice many, Workers workers) =>
        few.Blocks.Length == 1
            ? new SubsampleLaw(few, many, workers)
            : new BlockwiseObservationLaw(few, many, (_, seen, there) => new SubsampleLaw(seen, there, workers));

    /// <summary>P f.</summary>
    /// <param name="few">f[rank * stride + channel] on count vectors of d agents.</param>
    /// <param name="many">Receives P f on those of n.</param>
    /// <param name="stride">Doubles per count vector.</param>
    internal void Prolong(FunctionBuffer few, FunctionBuffer many, int stride) => Law.Expect(few, many, stride);

    /// <summary>R f.</summary>
    /// <param name="many">f[rank * stride + channel] on count vectors of n agents.</param>
    /// <param name="few">Receives R f on those of d.</param>
    /// <param name="scratch">As long; written over.</param>
    /// <param name="stride">Doubles per count vector.</param>
    internal void Restrict(FunctionBuffer many, FunctionBuffer few, FunctionBuffer scratch, int stride)
    {
        Law.Adjoint(many, scratch, stride);
        product.Expect(scratch, few, stride, Divide);
    }

    private void Divide(int block, FunctionBuffer source, FunctionBuffer target, int columns)
    {
        Span<double> vector = column.AsSpan(0, target.Length / columns);
        for (int channel = 0; channel < columns; channel++)
        {
            for (int place = 0; place < vector.Length; place++)
            {
                vector[place] = source.Span[(place * columns) + channel];
            }

            factors[block].Solve(vector);
            for (int place = 0; place < vector.Length; place++)
            {
                target.Span[(place * columns) + channel] = vector[place];
            }
        }
    }
}
