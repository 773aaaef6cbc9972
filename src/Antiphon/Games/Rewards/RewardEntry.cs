using System.Runtime.InteropServices;

namespace Antiphon.Games;

/// <summary>One entry of a table of rewards: its mean and, where it is random, its law.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RewardEntry(double Mean, RewardLaw? Law)
{
    // Means are recomputed from laws; a definition that states both may have rounded.
    private const double Tolerance = 1e-9;

    /// <summary>The rewards by next state, until they are averaged; null where the reward does not depend on it.</summary>
    public double[]? Next { get; init; }

    /// <summary>Both tables of a definition in one; parts that are missing stay missing.</summary>
    public static Array? Join(Array? means, Array? laws) =>
        means switch
        {
            null => null,
            double[] row => row.Select(
                    (mean, i) => new RewardEntry(mean, laws is RewardLaw?[] known && i < known.Length ? known[i] : null)
                )
                .ToArray(),
            _ => JoinParts(means, laws),
        };

    // Neighbours that are one object stay one.
    private static Array?[] JoinParts(Array means, Array? laws)
    {
        var joined = new Array?[means.Length];
        for (int i = 0; i < joined.Length; i++)
        {
            bool repeated = i > 0 && means.GetValue(i) == means.GetValue(i - 1) && Part(laws, i) == Part(laws, i - 1);
            joined[i] = repeated ? joined[i - 1] : Join((Array?)means.GetValue(i), Part(laws, i));
        }

        return joined;
    }

    private static Array? Part(Array? laws, int place) => place < (laws?.Length ?? 0) ? (Array?)laws!.GetValue(place) : null;

    /// <summary>Whether laws have the shape of the means beside which they stand.</summary>
    public static bool Fits(Array? means, Array? laws) =>
        means is null
        || (
            laws is not null
            && means.Length == laws.Length
            && (means is double[] || Enumerable.Range(0, means.Length).All(i => Fits((Array?)means.GetValue(i), (Array?)laws.GetValue(i))))
        );

    /// <summary>Judges a row of entries.</summary>
    public static void Check(string place, ReadOnlySpan<RewardEntry> row, ICollection<Violation> violations)
    {
        for (int i = 0; i < row.Length; i++)
        {
            row[i].Check($"{place}[{i}]", violations);
        }
    }

    private void Check(string place, ICollection<Violation> violations)
    {
        if (Law is null)
        {
            RewardLaw.CheckNumber(place, Mean, violations);
            return;
        }

        int before = violations.Count;
        Law.Check(place, violations);
        if (violations.Count == before && !(Math.Abs(Mean - Law.Mean) <= Tolerance * Math.Max(1, Math.Abs(Law.Mean))))
        {
            violations.Add(new Violation(place, $"is {Mean:R}", $"{Law.Mean:R}, the mean of its law", "give the mean, or remove the law"));
        }
    }
}
