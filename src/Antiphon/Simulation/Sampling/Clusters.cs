using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Simulation;

/// <summary>
/// n agents in n/m clusters of m, as counts per cluster: which agents are together decides what an observation of whole clusters sees.
/// Exact in law; time and memory grow with n/m. A workspace; one per thread.
/// </summary>
internal sealed class Clusters
{
    private readonly int size;
    private readonly int looked;
    private readonly int states;
    private readonly int[] order;
    private readonly long[] moved;
    private long[] members;
    private long[] next;

    /// <summary>Prepares the clusters.</summary>
    /// <param name="rule">m.</param>
    /// <param name="localStates">S.</param>
    /// <param name="agents">n, a multiple of m.</param>
    /// <param name="subsample">k, a multiple of m.</param>
    internal Clusters(ClusteredSampling rule, int localStates, long agents, int subsample)
    {
        (size, states, looked) = (rule.Size, localStates, subsample / rule.Size);
        order = [.. Enumerable.Range(0, (int)(agents / size))];
        members = new long[order.Length * states];
        next = new long[members.Length];
        moved = new long[states];
    }

    /// <summary>Refuses populations of more clusters than memory holds.</summary>
    /// <exception cref="InvalidInputException">There are too many, or k or n are no multiples of m.</exception>
    internal static void Require(ClusteredSampling rule, int localStates, long agents, int subsample)
    {
        rule.Require(agents, subsample);
        long clusters = agents / rule.Size;
        MemoryBudget.Require(
            ((2.0 * sizeof(long) * localStates) + sizeof(int)) * clusters * Environment.ProcessorCount,
            $"{clusters:N0} clusters of {rule.Size:N0} agents",
            "lower the number of agents, or make clusters larger"
        );
        if (clusters * localStates > Array.MaxLength)
        {
            throw new InvalidInputException(
                $"{clusters:N0} clusters of {rule.Size:N0} agents are too many to store; lower the number of agents, or make clusters "
                    + "larger"
            );
        }
    }

    /// <summary>Draws every cluster's first states and writes the counts of all.</summary>
    internal void Start(RandomStream chance, ReadOnlySpan<double> law, Span<long> counts)
    {
        counts.Clear();
        for (int cluster = 0; cluster < order.Length; cluster++)
        {
            // Whichever clusters earlier episodes observed: all start from the same order.
            order[cluster] = cluster;
            MultinomialSampler.Sample(chance, size, law, moved);
            moved.CopyTo(members, cluster * states);
            Add(moved, counts);
        }
    }

    /// <summary>Goes on from where others of the same sizes stand.</summary>
    internal void Continue(Clusters other)
    {
        other.members.CopyTo(members, 0);
        other.order.CopyTo(order, 0);
    }

    /// <summary>Takes k/m different clusters, uniformly, and writes who is in them.</summary>
    internal void Observe(RandomStream chance, Span<int> seen)
    {
        seen.Clear();
        for (int drawn = 0; drawn < looked; drawn++)
        {
            int place = drawn + (int)chance.NextBelow(order.Length - drawn);
            (order[drawn], order[place]) = (order[place], order[drawn]);
            for (int state = 0; state < states; state++)
            {
                seen[state] += (int)members[(order[drawn] * states) + state];
            }
        }
    }

    /// <summary>Moves all agents, cluster by cluster, and writes the counts of all.</summary>
    /// <param name="chance">Randomness.</param>
    /// <param name="step">Moves agents.</param>
    /// <param name="counts">Receives the counts.</param>
    internal void Move(RandomStream chance, StepMoves step, Span<long> counts)
    {
        counts.Clear();
        Array.Clear(next);
        for (int state = 0; state < states; state++)
        {
            for (int cluster = 0; cluster < order.Length; cluster++)
            {
                step.AddSample(chance, state, members[(cluster * states) + state], next.AsSpan(cluster * states, states));
            }
        }

        (members, next) = (next, members);
        for (int cluster = 0; cluster < order.Length; cluster++)
        {
            Add(members.AsSpan(cluster * states, states), counts);
        }
    }

    private static void Add(ReadOnlySpan<long> part, Span<long> counts)
    {
        for (int state = 0; state < part.Length; state++)
        {
            counts[state] += part[state];
        }
    }
}
