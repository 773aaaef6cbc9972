using System.Runtime.InteropServices;

namespace Antiphon.Games;

/// <summary>
/// One entry of a table of rewards: its mean and, where it is random, its law; or how it depends on the population, and NaN.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RewardEntry(double Mean, RewardForm? Form)
{
    // Means are recomputed from laws; a definition that states both may have rounded.
    private const double Tolerance = 1e-9;

    /// <summary>The rewards by next state, until they are averaged; null where the reward does not depend on it.</summary>
    public double[]? Next { get; init; }

    /// <summary>Both tables of a definition in one; parts that are missing stay missing.</summary>
    public static Array? Join(Array? means, Array? forms) =>
        means switch
        {
            null => null,
            double[] row => row.Select(
                    (mean, i) => new RewardEntry(mean, forms is RewardForm?[] known && i < known.Length ? known[i] : null)
                )
                .ToArray(),
            _ => JoinParts(means, forms),
        };

    // Neighbours that are one object stay one.
    private static Array?[] JoinParts(Array means, Array? forms)
    {
        var joined = new Array?[means.Length];
        for (int i = 0; i < joined.Length; i++)
        {
            bool repeated = i > 0 && means.GetValue(i) == means.GetValue(i - 1) && Part(forms, i) == Part(forms, i - 1);
            joined[i] = repeated ? joined[i - 1] : Join((Array?)means.GetValue(i), Part(forms, i));
        }

        return joined;
    }

    private static Array? Part(Array? forms, int place) => place < (forms?.Length ?? 0) ? (Array?)forms!.GetValue(place) : null;

    /// <summary>Whether forms have the shape of the means beside which they stand.</summary>
    public static bool Fits(Array? means, Array? forms) =>
        means is null
        || (
            forms is not null
            && means.Length == forms.Length
            && (
                means is double[] || Enumerable.Range(0, means.Length).All(i => Fits((Array?)means.GetValue(i), (Array?)forms.GetValue(i)))
            )
        );

    /// <summary>What judges a row of entries.</summary>
    /// <param name="aggregates">Judges how many entries there are at breakpoints.</param>
    public static TableCheck<RewardEntry>.RowRule Rule(AggregateCheck aggregates) =>
        (place, row, violations) =>
        {
            for (int i = 0; i < row.Length; i++)
            {
                row[i].Check($"{place}[{i}]", aggregates, violations);
            }
        };

    private void Check(string place, AggregateCheck aggregates, ICollection<Violation> violations)
    {
        if (Form is null)
        {
            RewardLaw.CheckNumber(place, Mean, violations);
            return;
        }

        int before = violations.Count;
        Form.Check(place, violations);
        if (Form is CoupledReward coupled)
        {
            aggregates.Entries(place, coupled.Aggregate, coupled.At.IsDefault ? 0 : coupled.At.Length);
        }
        else if (
            Form is RewardLaw law
            && violations.Count == before
            && !(Math.Abs(Mean - law.Mean) <= Tolerance * Math.Max(1, Math.Abs(law.Mean)))
        )
        {
            violations.Add(
                new Violation(
                    place,
                    $"is {Mean:R}",
                    $"{law.Mean:R}, the mean of its distribution",
                    "give the mean, or remove the distribution"
                )
            );
        }
    }
}
