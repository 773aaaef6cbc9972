namespace Antiphon.Populations;

/// <summary>Sizes of count lattices, and the refusal of those that do not fit.</summary>
public static class LatticeSize
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
        var steps = Math.Min(states - 1L, agents);
        var other = Math.Max(states - 1L, agents);
        for (var step = 1L; step <= steps; step++)
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

        var low = 0L;
        var high = limit;
        while (low < high)
        {
            var middle = high - ((high - low) / 2);
            if (CountVectors(states, middle) <= limit)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    /// <summary>Refuses a lattice with more than <paramref name="limit"/> count vectors.</summary>
    /// <param name="states">S.</param>
    /// <param name="agents">k.</param>
    /// <param name="limit">The most that fits.</param>
    /// <param name="bytesPerVector">Bytes that the job needs for each count vector, for the message.</param>
    /// <param name="prefix">What the message begins with, for example the job.</param>
    /// <exception cref="InvalidInputException">It does not fit; the message says how many vectors and bytes it would take and which k fits.</exception>
    public static void Require(int states, long agents, long limit, long bytesPerVector = sizeof(double), string prefix = "")
    {
        var size = CountVectors(states, agents);
        if (size <= limit)
        {
            return;
        }

        var vectors = size == long.MaxValue ? "more than 9.2e18" : size.ToString("N0");
        throw new InvalidInputException(
            $"{prefix}{agents:N0} agents in {states} local states have {vectors} count vectors, which would take {Bytes((double)size * bytesPerVector)}; "
            + $"at most {limit:N0} fit ({Bytes((double)limit * bytesPerVector)}); use at most {LargestAgents(states, limit):N0} agents");
    }

    /// <summary>A number of bytes in words, for example "1.5 GB".</summary>
    /// <param name="bytes">Nonnegative.</param>
    public static string Bytes(double bytes)
    {
        ReadOnlySpan<string> units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"];
        var unit = 0;
        while (bytes >= 1000 && unit < units.Length - 1)
        {
            bytes /= 1000;
            unit++;
        }

        return unit == 0 ? $"{bytes:0} bytes" : $"{bytes:0.#} {units[unit]}";
    }
}
