using System.Collections.Immutable;
using Antiphon.Populations;

namespace Antiphon.Benchmarks.GLearning;

/// <summary>
/// Baseline: the elementary moves of each kernel one after the other over the whole array, each line by de Casteljau's passes, one number
/// at a time: no registers, no blocks kept in cache, no weights prepared.
/// </summary>
internal sealed class PlainMoves
{
    private readonly CountLattice lattice;
    private readonly int channels;
    private readonly MoveFactorization[] factorizations;
    private readonly Dictionary<(int From, int To), int[][]> lines = [];

    public PlainMoves(LocalKernels kernels, int agents)
    {
        lattice = new CountLattice(kernels.LocalStates, agents);
        channels = kernels.GlobalStates;
        factorizations = [.. Enumerable.Range(0, channels).Select(state => Factor(kernels, state, agents))];
        foreach (ElementaryMove move in factorizations.SelectMany(factorization => factorization.Moves))
        {
            lines.TryAdd((move.From, move.To), Lines(move.From, move.To));
        }
    }

    /// <summary>Writes E[V(s_g', c') | c], for one kernel.</summary>
    /// <param name="globalState">Whose kernel.</param>
    /// <param name="function">V[rank * G + s_g'].</param>
    /// <param name="result">Receives the expectations.</param>
    public void Advance(int globalState, double[] function, double[] result)
    {
        function.CopyTo(result, 0);
        ImmutableArray<ElementaryMove> moves = factorizations[globalState].Moves;
        for (int number = moves.Length - 1; number >= 0; number--)
        {
            ElementaryMove move = moves[number];
            foreach (int[] line in lines[(move.From, move.To)])
            {
                Average(line, move.Probability, result);
            }
        }
    }

    private void Average(int[] line, double probability, double[] values)
    {
        for (int pass = 1; pass < line.Length; pass++)
        {
            for (int here = line.Length - 1; here >= pass; here--)
            {
                (int target, int below) = (line[here] * channels, line[here - 1] * channels);
                for (int channel = 0; channel < channels; channel++)
                {
                    values[target + channel] = ((1 - probability) * values[target + channel]) + (probability * values[below + channel]);
                }
            }
        }
    }

    // All ranks along which agents go from one state to another, in order of how many are in the first.
    private int[][] Lines(int from, int to)
    {
        var found = new List<int[]>();
        int[] counts = new int[lattice.States];
        for (int rank = 0; rank < lattice.Size; rank++)
        {
            lattice.Unrank(rank, counts);
            if (counts[from] > 0)
            {
                continue;
            }

            int[] line = new int[counts[to] + 1];
            for (int here = 0; here < line.Length; here++)
            {
                line[here] = lattice.Rank(counts);
                counts[from]++;
                counts[to]--;
            }

            found.Add(line);
        }

        return [.. found];
    }

    private static MoveFactorization Factor(LocalKernels kernels, int globalState, int agents)
    {
        var factorization = MoveFactorization.TryFactor(kernels.Transition(globalState), kernels.LocalStates, agents);
        return factorization is not null && factorization.Relabelling.SequenceEqual(Enumerable.Range(0, kernels.LocalStates))
            ? factorization
            : throw new NotSupportedException("this baseline takes kernels that factor without relabelling");
    }
}
