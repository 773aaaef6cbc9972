using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Server;

/// <summary>Observations at which one dispatcher most likely takes one action, the other another, or the same less surely.</summary>
/// <param name="State">The global state.</param>
/// <param name="A">The likeliest action of one.</param>
/// <param name="B">That of the other.</param>
/// <param name="Count">How many observations.</param>
/// <param name="Example">The first of them.</param>
internal sealed record DifferingObservations(int State, int A, int B, long Count, int[] Example);

/// <summary>Action laws of dispatchers over every possible observation, each counted once.</summary>
internal static class ActionLaws
{
    /// <summary>Differences of probabilities up to this one are rounding.</summary>
    public const double Negligible = 1e-9;

    /// <summary>The mean law over all observations, for each global state.</summary>
    public static double[][] Means(Deployed each, CountLattice lattice, CancellationToken cancellation)
    {
        IActionLaw law = each.Policy.RequireActionLaw();
        double[] probabilities = new double[each.Game.GlobalActions];
        double[][] means = new double[each.Game.GlobalStates][];
        for (int state = 0; state < means.Length; state++)
        {
            double[] sums = new double[probabilities.Length];
            foreach (int[] observation in All(lattice, cancellation))
            {
                law.Write(state, observation, probabilities);
                for (int action = 0; action < sums.Length; action++)
                {
                    sums[action] += probabilities[action];
                }
            }

            means[state] = [.. sums.Select(sum => sum / lattice.Size)];
        }

        return means;
    }

    /// <summary>Where two dispatchers act differently, the most observations first.</summary>
    public static IReadOnlyList<DifferingObservations> Differing(
        Deployed a,
        Deployed b,
        CountLattice lattice,
        CancellationToken cancellation
    )
    {
        (IActionLaw lawOfA, IActionLaw lawOfB) = (a.Policy.RequireActionLaw(), b.Policy.RequireActionLaw());
        double[] left = new double[a.Game.GlobalActions];
        double[] right = new double[left.Length];
        var groups = new Dictionary<(int, int, int), DifferingObservations>();
        for (int state = 0; state < a.Game.GlobalStates; state++)
        {
            foreach (int[] observation in All(lattice, cancellation))
            {
                lawOfA.Write(state, observation, left);
                lawOfB.Write(state, observation, right);
                if (Distance(left, right) <= Negligible)
                {
                    continue;
                }

                (int, int, int) key = (state, Likeliest(left), Likeliest(right));
                groups[key] = groups.TryGetValue(key, out DifferingObservations? group)
                    ? group with
                    {
                        Count = group.Count + 1,
                    }
                    : new DifferingObservations(state, key.Item2, key.Item3, 1, [.. observation]);
            }
        }

        return [.. groups.Values.OrderByDescending(group => group.Count).ThenBy(group => (group.State, group.A, group.B))];
    }

    /// <summary>Total variation distance.</summary>
    public static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int action = 0; action < a.Length; action++)
        {
            sum += Math.Abs(a[action] - b[action]);
        }

        return sum / 2;
    }

    /// <summary>The action of the largest probability; of equal ones the first.</summary>
    public static int Likeliest(ReadOnlySpan<double> law)
    {
        int best = 0;
        for (int action = 1; action < law.Length; action++)
        {
            best = law[action] > law[best] ? action : best;
        }

        return best;
    }

    // All count vectors in order; the array is used again.
    private static IEnumerable<int[]> All(CountLattice lattice, CancellationToken cancellation)
    {
        int[] counts = new int[lattice.States];
        lattice.WriteFirst(counts);
        for (int rank = 0; rank < lattice.Size; rank++)
        {
            cancellation.ThrowIfRequested(rank);
            yield return counts;
            lattice.MoveNext(counts);
        }
    }
}
