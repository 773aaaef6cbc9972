using Antiphon.Games;

namespace Antiphon.Populations;

/// <summary>Sizes of count lattices, and the refusal of those that do not fit.</summary>
internal static class LatticeSize
{
    /// <summary>C(agents+states-1, states-1), saturated at <see cref="long.MaxValue"/>.</summary>
    /// <param name="states">S, at least 1.</param>
    /// <param name="agents">How many agents are counted, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">S is below 1 or the number of agents below 0.</exception>
    public static long CountVectors(int states, long agents)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(states, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(agents);
        Int128 count = 1;
        long steps = Math.Min(states - 1L, agents);
        long other = Math.Max(states - 1L, agents);
        for (long step = 1L; step <= steps; step++)
        {
            // C(other+step, step) from C(other+step-1, step-1): the division is exact.
            count = count * (other + step) / step;
            if (count > long.MaxValue)
            {
                return long.MaxValue;
            }
        }

        return (long)count;
    }

    /// <summary>How many count vectors a number of a game's agents have, split over its types; 0 for fewer agents than types.</summary>
    /// <param name="game">The game.</param>
    /// <param name="agents">How many agents are counted, at least 0.</param>
    public static long CountVectors(CooperativeGame game, long agents)
    {
        ArgumentNullException.ThrowIfNull(game);
        if (game.Types.Count == 1)
        {
            return CountVectors(game.LocalStates, agents);
        }

        return agents < game.Types.Count ? 0 : Product(game.Types.Select(type => type.States), game.Types.Split(agents));
    }

    /// <summary>
    /// The largest number of a game's agents whose lattice has at most <paramref name="limit"/> count vectors; 0 when there is none.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="limit">At least 1.</param>
    public static long LargestAgents(CooperativeGame game, long limit)
    {
        ArgumentNullException.ThrowIfNull(game);
        return game.LocalStates == game.Types.Count ? long.MaxValue
            : game.Types.Count == 1 ? LargestAgents(game.LocalStates, limit)
            : Largest(agents => CountVectors(game, agents), Math.Max(limit, game.Types.Count) * game.Types.Count, limit);
    }

    /// <summary>The largest number of agents whose lattice has at most <paramref name="limit"/> count vectors.</summary>
    /// <param name="states">S, at least 1.</param>
    /// <param name="limit">At least 1.</param>
    /// <returns>k; <see cref="long.MaxValue"/> for S = 1, where every lattice has one vector.</returns>
    public static long LargestAgents(int states, long limit)
    {
        if (states == 1)
        {
            return long.MaxValue;
        }

        return Largest(agents => CountVectors(states, agents), limit, limit);
    }

    /// <summary>Refuses a game's lattice with more than <paramref name="limit"/> count vectors.</summary>
    /// <param name="game">The game.</param>
    /// <param name="agents">k.</param>
    /// <param name="limit">The most that fits.</param>
    /// <param name="bytesPerVector">Bytes that the job needs for each count vector, for the message.</param>
    /// <param name="prefix">What the message begins with, for example the job.</param>
    /// <exception cref="DoesNotFitException">
    /// It does not fit; the message says how many vectors and bytes it would take and which k fits.
    /// </exception>
    public static void Require(CooperativeGame game, long agents, long limit, long bytesPerVector = sizeof(double), string prefix = "")
    {
        long size = CountVectors(game, agents);
        if (size > limit)
        {
            string types = game.Types.Count == 1 ? "" : $" of {game.Types.Count} types";
            Refuse(
                size,
                $"{prefix}{agents:N0} agents{types} in {game.LocalStates} local states",
                limit,
                bytesPerVector,
                LargestAgents(game, limit)
            );
        }
    }

    /// <summary>Refuses a lattice with more than <paramref name="limit"/> count vectors.</summary>
    /// <param name="states">S.</param>
    /// <param name="agents">k.</param>
    /// <param name="limit">The most that fits.</param>
    /// <param name="bytesPerVector">Bytes that the job needs for each count vector, for the message.</param>
    /// <param name="prefix">What the message begins with, for example the job.</param>
    /// <exception cref="DoesNotFitException">
    /// It does not fit; the message says how many vectors and bytes it would take and which k fits.
    /// </exception>
    public static void Require(int states, long agents, long limit, long bytesPerVector = sizeof(double), string prefix = "")
    {
        long size = CountVectors(states, agents);
        if (size > limit)
        {
            Refuse(size, $"{prefix}{agents:N0} agents in {states} local states", limit, bytesPerVector, LargestAgents(states, limit));
        }
    }

    private static void Refuse(long size, string subject, long limit, long bytesPerVector, long largest)
    {
        string vectors = size == long.MaxValue ? "more than 9.2e18" : size.ToString("N0");
        throw new DoesNotFitException(
            $"{subject} have {vectors} count vectors, which would take {Bytes((double)size * bytesPerVector)}; "
                + $"at most {limit:N0} fit ({Bytes((double)limit * bytesPerVector)}); use at most {largest:N0} agents",
            (double)size * bytesPerVector,
            (double)limit * bytesPerVector
        );
    }

    /// <summary>The product of the sizes of blocks, saturated.</summary>
    internal static long Product(IEnumerable<int> states, IEnumerable<long> agents)
    {
        Int128 product = 1;
        foreach ((int own, long count) in states.Zip(agents))
        {
            product *= CountVectors(own, count);
            if (product > long.MaxValue)
            {
                return long.MaxValue;
            }
        }

        return (long)product;
    }

    /// <summary>
    /// The largest argument up to <paramref name="high"/> whose size is within a limit, the size growing with the argument.
    /// </summary>
    internal static long Largest(Func<long, long> size, long high, long limit)
    {
        long low = 0L;
        while (low < high)
        {
            long middle = high - ((high - low) / 2);
            (low, high) = size(middle) <= limit ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    /// <summary>A number of bytes in words, for example "1.5 GB".</summary>
    /// <param name="bytes">Nonnegative.</param>
    public static string Bytes(double bytes)
    {
        ReadOnlySpan<string> units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"];
        int unit = 0;
        while (bytes >= 1000 && unit < units.Length - 1)
        {
            bytes /= 1000;
            unit++;
        }

        return unit == 0 ? $"{bytes:0} bytes" : $"{bytes:0.#} {units[unit]}";
    }
}
