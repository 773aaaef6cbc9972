using Antiphon.Populations;

namespace Antiphon.Benchmarks.GLearning;

/// <summary>Baseline: the transition matrix between count vectors, written out; it has the square of their number of entries.</summary>
internal sealed class DenseMatrix
{
    private readonly int size;
    private readonly int channels;
    private readonly double[][] matrices;

    public DenseMatrix(LocalKernels kernels, int agents)
    {
        size = new CountLattice(kernels.LocalStates, agents).Size;
        channels = kernels.GlobalStates;
        matrices = [.. Enumerable.Range(0, channels).Select(state => Build(kernels, state, agents))];
    }

    /// <summary>Writes E[V(s_g', c') | c], for one kernel.</summary>
    /// <param name="globalState">Whose kernel.</param>
    /// <param name="function">V[rank * G + s_g'].</param>
    /// <param name="result">Receives the expectations.</param>
    public void Advance(int globalState, double[] function, double[] result)
    {
        double[] matrix = matrices[globalState];
        Array.Clear(result);
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                double weight = matrix[(row * size) + column];
                for (int channel = 0; channel < channels; channel++)
                {
                    result[(row * channels) + channel] += weight * function[(column * channels) + channel];
                }
            }
        }
    }

    // Row by row: the law of the next counts, one agent after the other.
    private static double[] Build(LocalKernels kernels, int globalState, int agents)
    {
        int states = kernels.LocalStates;
        CountLattice[] lattices = [.. Enumerable.Range(0, agents + 1).Select(count => new CountLattice(states, count))];
        double[] matrix = new double[lattices[agents].Size * lattices[agents].Size];
        int[] counts = new int[states];
        for (int row = 0; row < lattices[agents].Size; row++)
        {
            lattices[agents].Unrank(row, counts);
            double[] law = [1];
            int moved = 0;
            for (int from = 0; from < states; from++)
            {
                for (int agent = 0; agent < counts[from]; agent++)
                {
                    law = WithOneMore(
                        law,
                        lattices[moved],
                        lattices[moved + 1],
                        kernels.Transition(globalState).Slice(from * states, states)
                    );
                    moved++;
                }
            }

            law.CopyTo(matrix, row * law.Length);
        }

        return matrix;
    }

    private static double[] WithOneMore(double[] law, CountLattice before, CountLattice after, ReadOnlySpan<double> step)
    {
        double[] result = new double[after.Size];
        int[] counts = new int[after.States];
        for (int rank = 0; rank < law.Length; rank++)
        {
            before.Unrank(rank, counts);
            for (int to = 0; to < step.Length; to++)
            {
                counts[to]++;
                result[after.Rank(counts)] += law[rank] * step[to];
                counts[to]--;
            }
        }

        return result;
    }
}
