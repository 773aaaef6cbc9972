using System.Collections.Immutable;

namespace Antiphon.Games;

/// <summary>What counts as a probability vector, and how an accepted one is made exact.</summary>
public static class ProbabilityRow
{
    /// <summary>How far from 1 the sum of an accepted row may be.</summary>
    public const double Tolerance = 1e-9;

    // Above the rounding of one normalization: what has been normalized once is left alone, so files round-trip bit for bit.
    private const double Rounding = 1e-15;

    /// <summary>The sum of a row in compensated arithmetic, correct to rounding.</summary>
    /// <param name="row">The numbers.</param>
    public static double Sum(ReadOnlySpan<double> row)
    {
        var (sum, lost) = (0.0, 0.0);
        foreach (var value in row)
        {
            var next = sum + value;
            lost += Math.Abs(sum) >= Math.Abs(value) ? sum - next + value : value - next + sum;
            sum = next;
        }

        return sum + lost;
    }

    /// <summary>The row divided by its sum; unchanged when the sum is already 1 up to rounding, so that doing it twice changes nothing.</summary>
    /// <param name="row">Nonnegative numbers whose sum is within <see cref="Tolerance"/> of 1.</param>
    internal static ImmutableArray<double> Normalized(IReadOnlyList<double> row)
    {
        double[] copy = [.. row];
        var sum = Sum(copy);
        for (var index = 0; index < copy.Length; index++)
        {
            // Adding zero turns -0 into 0, which would print and hash differently.
            copy[index] = (Math.Abs(sum - 1) <= Rounding ? copy[index] : copy[index] / sum) + 0.0;
        }

        return ImmutableArray.Create(copy);
    }
}
