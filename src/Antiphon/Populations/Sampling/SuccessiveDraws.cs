using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// The exact law of the histogram of k agents drawn one after the other. The next is in state x with probability proportional to w_x times
/// the agents of x that are left (with replacement: times all agents of x): P_{j+1}(c + e_x) += P_j(c) w_x (C_x - c_x) / sum_y w_y (C_y -
/// c_y). A workspace: not for concurrent use.
/// </summary>
internal sealed class SuccessiveDraws
{
    private readonly int states;
    private readonly int[][] counts;
    private readonly int[][] above;
    private readonly double[][] laws;
    private readonly CancellationToken cancellation;

    /// <summary>Prepares the lattices of 0, 1, .. k agents.</summary>
    internal SuccessiveDraws(CountLattice observations, CancellationToken cancellation = default)
    {
        this.cancellation = cancellation;
        states = observations.States;
        CountLattice[] lattices = Enumerable
            .Range(0, observations.Agents + 1)
            .Select(agents => agents == observations.Agents ? observations : new CountLattice(states, agents))
            .ToArray();
        counts = [.. lattices.Select(Vectors)];
        above = [.. Enumerable.Range(0, observations.Agents).Select(agents => Above(counts[agents], lattices[agents + 1]))];
        laws = [.. lattices.Select(lattice => new double[lattice.Size])];
    }

    /// <summary>Bytes of the workspace.</summary>
    internal static double Bytes(CountLattice observations) => Bytes(observations.States, observations.Agents);

    /// <summary>Bytes of the workspace for k agents in S states.</summary>
    internal static double Bytes(int states, int agents) =>
        LatticeSize.CountVectors(states + 1, agents) * ((2.0 * states * sizeof(int)) + sizeof(double));

    /// <summary>Writes the law by rank.</summary>
    /// <param name="population">Agents in each state, or fractions of them when drawn agents return.</param>
    /// <param name="weights">w, positive.</param>
    /// <param name="returned">Whether drawn agents return.</param>
    /// <param name="law">Receives the probabilities.</param>
    internal void Law(ReadOnlySpan<double> population, ReadOnlySpan<double> weights, bool returned, Span<double> law)
    {
        laws[0][0] = 1;
        Span<double> chances = stackalloc double[states];
        for (int drawn = 0; drawn < above.Length; drawn++)
        {
            (double[] now, double[] next) = (laws[drawn], laws[drawn + 1]);
            Array.Clear(next);
            for (int rank = 0; rank < now.Length; rank++)
            {
                cancellation.ThrowIfRequested(rank);
                if (now[rank] > 0)
                {
                    Draw(population, weights, returned ? default : counts[drawn].AsSpan(rank * states, states), chances);
                    for (int state = 0; state < states; state++)
                    {
                        next[above[drawn][(rank * states) + state]] += now[rank] * chances[state];
                    }
                }
            }
        }

        laws[^1].CopyTo(law);
    }

    private static void Draw(ReadOnlySpan<double> population, ReadOnlySpan<double> weights, ReadOnlySpan<int> taken, Span<double> chances)
    {
        double sum = 0.0;
        for (int state = 0; state < chances.Length; state++)
        {
            chances[state] = weights[state] * (population[state] - (taken.IsEmpty ? 0 : taken[state]));
            sum += chances[state];
        }

        for (int state = 0; state < chances.Length; state++)
        {
            chances[state] /= sum;
        }
    }

    private int[] Vectors(CountLattice lattice)
    {
        int[] vectors = new int[lattice.Size * lattice.States];
        for (int rank = 0; rank < lattice.Size; rank++)
        {
            cancellation.ThrowIfRequested(rank);
            lattice.Unrank(rank, vectors.AsSpan(rank * lattice.States, lattice.States));
        }

        return vectors;
    }

    // The rank of c + e_x, [rank(c) * S + x].
    private int[] Above(int[] vectors, CountLattice larger)
    {
        int[] ranks = new int[vectors.Length];
        for (int place = 0; place < ranks.Length; place++)
        {
            cancellation.ThrowIfRequested(place);
            Span<int> vector = vectors.AsSpan(place / larger.States * larger.States, larger.States);
            vector[place % larger.States]++;
            ranks[place] = larger.Rank(vector);
            vector[place % larger.States]--;
        }

        return ranks;
    }
}
