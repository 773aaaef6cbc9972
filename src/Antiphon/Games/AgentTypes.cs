using System.Collections;
using System.Collections.Immutable;

namespace Antiphon.Games;

/// <summary>
/// The types of a game's local agents in the order of their blocks of local states. A game that declares none has one type, which covers
/// all states. Immutable.
/// </summary>
internal sealed class AgentTypes : IReadOnlyList<AgentType>
{
    private readonly ImmutableArray<AgentType> types;

    private AgentTypes(ImmutableArray<AgentType> types, bool declared) => (this.types, Declared) = (types, declared);

    /// <summary>Whether the game declares types; then its local states are named "type/state".</summary>
    public bool Declared { get; }

    /// <summary>How many types there are, at least 1.</summary>
    public int Count => types.Length;

    /// <summary>One type.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    public AgentType this[int index] => types[index];

    /// <inheritdoc/>
    public IEnumerator<AgentType> GetEnumerator() => ((IEnumerable<AgentType>)types).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>
    /// How many of a number of agents are of each type: every type gets one, then each further agent goes to the type with the largest
    /// share / (2 a + 1), a being what it has so far; ties to the earlier type (the rule of Webster and Sainte-Lague). Used for
    /// populations and for observations alike.
    /// </summary>
    /// <remarks>
    /// Largest remainders would take an agent away from a type when the number of agents grows (the Alabama paradox); this rule never
    /// does, so that an observation at k of n agents never asks for more agents of a type than there are.
    /// </remarks>
    /// <param name="agents">At least the number of types.</param>
    /// <returns>One number for each type; they sum to <paramref name="agents"/>.</returns>
    /// <exception cref="InvalidInputException">There are fewer agents than types.</exception>
    public long[] Split(long agents) =>
        Count == 1 ? [agents]
        : agents >= Count ? Apportion(agents, atLeast: 1)
        : throw new InvalidInputException(
            $"{agents} {(agents == 1 ? "agent" : "agents")} cannot include one of each of the {Count} types "
                + $"({string.Join(", ", types.Select(type => type.Name))}); use at least {Count}"
        );

    /// <summary>The weight of each type in the mean over agents: n_t / n.</summary>
    /// <param name="agents">n, at least the number of types.</param>
    /// <returns>Positive numbers that sum to 1 within rounding; exactly 1 for a single type.</returns>
    /// <exception cref="InvalidInputException">There are fewer agents than types.</exception>
    public double[] Weights(long agents) => [.. Split(agents).Select(own => (double)own / agents)];

    /// <summary>The index of the type that a local state belongs to.</summary>
    /// <param name="localState">s_l.</param>
    public int Of(int localState)
    {
        int index = 0;
        while (localState >= types[index].End)
        {
            index++;
        }

        return index;
    }

    /// <summary>The single type of a game that declares none.</summary>
    internal static AgentTypes None(int localStates) => new([new AgentType(string.Empty, 1, 0, localStates)], declared: false);

    /// <summary>Types in the order of their blocks; shares that are off by rounding are divided by their sum.</summary>
    internal static AgentTypes Declare(IEnumerable<(string Name, double Share, int States)> types)
    {
        var all = types.ToList();
        double[] shares = [.. all.Select(type => type.Share)];
        ProbabilityRow.Normalize(shares);
        (ImmutableArray<AgentType>.Builder blocks, int first) = (ImmutableArray.CreateBuilder<AgentType>(), 0);
        for (int index = 0; index < all.Count; index++)
        {
            blocks.Add(new AgentType(all[index].Name, shares[index], first, all[index].States));
            first += all[index].States;
        }

        return new AgentTypes(blocks.ToImmutable(), declared: true);
    }

    /// <summary>Notes a population that is too small for the shares: rounded, some type would have no agent.</summary>
    internal void CheckAgents(long agents, ICollection<Violation> violations)
    {
        if (agents is < 1 or > GameLimits.Agents || Count == 1)
        {
            return;
        }

        long[] split = Apportion(agents, atLeast: 0);
        int missing = Array.IndexOf(split, 0);
        if (missing >= 0)
        {
            violations.Add(
                new Violation(
                    "agents",
                    $"is {agents}, which leaves no agent of type '{types[missing].Name}' (share {types[missing].Share:R})",
                    $"at least {SmallestPopulation():N0} agents, so that the shares round to one of each type",
                    "raise agents, or change the shares"
                )
            );
        }
    }

    private long SmallestPopulation()
    {
        (long low, long high) = (1L, GameLimits.Agents);
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            (low, high) = Apportion(middle, atLeast: 0).Contains(0) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    // One agent at a time would take n steps; each type ends within 2 T + 2 of its quota share * n, so that all but a few are given at
    // once.
    private long[] Apportion(long agents, long atLeast)
    {
        if (Count == 1)
        {
            return [agents];
        }

        long[] split = [.. types.Select(type => Math.Max(atLeast, (long)(type.Share * agents) - (2 * Count) - 2))];
        for (long left = agents - split.Sum(); left > 0; left--)
        {
            int best = 0;
            for (int index = 1; index < split.Length; index++)
            {
                best = types[index].Share / ((2 * split[index]) + 1.0) > types[best].Share / ((2 * split[best]) + 1.0) ? index : best;
            }

            split[best]++;
        }

        return split;
    }
}
