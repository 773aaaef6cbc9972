using Antiphon.Numerics;

namespace Antiphon.Games;

/// <summary>
/// What counts as a row of probabilities, and how one is made to sum to 1. The same rule holds for games, initial laws and policies.
/// </summary>
internal static class ProbabilityRow
{
    /// <summary>How far from 1 a row's sum may be.</summary>
    public const double Tolerance = 1e-9;

    /// <summary>An entry below zero by at most this is what rounding left of 0, and is taken as 0.</summary>
    public const double Crumb = 1e-12;

    // Rows closer to 1 than this are left as they are. Division by the (compensated) sum leaves an error of at most a few 2^-53, which is
    // below it, so normalising twice equals normalising once: a game that was written and read back is the same game, bit by bit.
    private const double Exact = 1e-15;

    /// <summary>The sum of a row with compensated rounding, what is below zero left out.</summary>
    public static double Sum(ReadOnlySpan<double> row)
    {
        var sum = default(NeumaierSum);
        foreach (double value in row)
        {
            sum.Add(Math.Max(value, 0));
        }

        return sum.Value;
    }

    /// <summary>Puts 0 in place of crumbs below zero and divides a valid row by its sum, unless that is 1 to rounding already.</summary>
    public static void Normalize(Span<double> row)
    {
        double sum = Sum(row);
        double divisor = Math.Abs(sum - 1) > Exact ? sum : 1;
        foreach (ref double value in row)
        {
            value = Math.Max(value, 0) / divisor; // turns -0 into 0, too
        }
    }

    /// <summary>Adds what is wrong with a row: entries that are no probabilities, else a sum that is not 1.</summary>
    public static void Check(string place, ReadOnlySpan<double> row, ICollection<Violation> violations)
    {
        bool sound = true;
        for (int i = 0; i < row.Length; i++)
        {
            if (!(row[i] >= -Crumb && row[i] <= 1 + Tolerance))
            {
                sound = false;
                violations.Add(new Violation($"{place}[{i}]", $"is {row[i]:R}", "a probability from 0 to 1", Remedy(row[i])));
            }
        }

        double sum = sound ? Sum(row) : 1;
        if (row.Length > 0 && Math.Abs(sum - 1) > Tolerance)
        {
            violations.Add(
                new Violation(
                    place,
                    $"sums to {sum:R}",
                    "1 within 1e-9",
                    sum > 0 ? "divide the row by its sum" : "give the row a positive sum"
                )
            );
        }
    }

    private static string Remedy(double value) =>
        value switch
        {
            double.NaN => "check the computation that wrote it",
            < 0 => "replace it; probabilities cannot be negative",
            _ => "replace it by a probability",
        };
}
