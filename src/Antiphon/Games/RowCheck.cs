namespace Antiphon.Games;

/// <summary>Judges the rows of P_g or P_l, dense or sparse.</summary>
/// <param name="states">What a row goes over.</param>
/// <param name="aggregates">Judges how many rows there are at breakpoints.</param>
internal sealed class RowCheck(Axis states, AggregateCheck aggregates)
{
    // Checking a shorter row again takes no longer than looking up that it was checked.
    private const int Long = 64;

    // Long rows that are sound: one may stand in very many places.
    private readonly HashSet<TransitionRow> sound = new(ReferenceEqualityComparer.Instance);

    /// <summary>Adds what is wrong with the rows of one level.</summary>
    public void Rows(string place, ReadOnlySpan<TransitionRow> rows, ICollection<Violation> violations)
    {
        if (SharedParts.AreOne(rows.ToArray()))
        {
            Row($"{place}.same", rows[0], violations);
            return;
        }

        for (int i = 0; i < rows.Length; i++)
        {
            bool isLong = rows[i]?.Probabilities.Length >= Long;
            if (isLong && sound.Contains(rows[i]))
            {
                continue;
            }

            int before = violations.Count;
            Row($"{place}[{i}]", rows[i], violations);
            if (isLong && violations.Count == before)
            {
                sound.Add(rows[i]);
            }
        }
    }

    private void Row(string place, TransitionRow? row, ICollection<Violation> violations)
    {
        if (row?.Coupling is { } coupling)
        {
            if (coupling.At.Any(part => part?.Coupling is not null))
            {
                violations.Add(
                    new Violation(
                        place,
                        "has a row at a breakpoint that itself depends on an aggregate",
                        "plain rows",
                        "use one aggregate per row"
                    )
                );
                return;
            }

            aggregates.Entries(place, coupling.Aggregate, coupling.At.Count);
            for (int i = 0; i < coupling.At.Count; i++)
            {
                Row($"{place}.at[{i}]", coupling.At[i], violations);
            }

            return;
        }

        if (row is null or { IsDense: true })
        {
            new TableCheck<double>(violations, ProbabilityRow.Check).Table(place, row?.Probabilities.ToArray(), states);
            return;
        }

        int before = violations.Count;
        if (row.Targets.Length != row.Probabilities.Length)
        {
            violations.Add(
                new Violation(
                    $"{place}.p",
                    $"has {Number(row.Probabilities.Length)}",
                    $"{row.Targets.Length}, one per target in to",
                    "give every target its probability"
                )
            );
        }

        Targets($"{place}.to", row.Targets, violations);
        if (violations.Count == before)
        {
            ProbabilityRow.Check($"{place}.p", row.Probabilities, violations);
        }
    }

    private void Targets(string place, ReadOnlySpan<int> targets, ICollection<Violation> violations)
    {
        if (targets.IsEmpty)
        {
            violations.Add(new Violation(place, "is empty", $"at least one {states.Of}", "list the states that can follow"));
        }

        for (int i = 0; i < targets.Length; i++)
        {
            if (targets[i] < 0 || targets[i] >= (states.Size ?? int.MaxValue))
            {
                violations.Add(
                    new Violation(
                        $"{place}[{i}]",
                        $"is {targets[i]}",
                        $"the index of a {states.Of}, from 0 to {states.Size - 1}",
                        "count states from 0"
                    )
                );
            }
            else if (i > 0 && targets[i] <= targets[i - 1] && states.Size is not null)
            {
                violations.Add(Order(place, i, targets));
            }
        }
    }

    private static Violation Order(string place, int i, ReadOnlySpan<int> targets)
    {
        int first = targets[..i].IndexOf(targets[i]);
        return first >= 0
            ? new Violation(
                $"{place}[{i}]",
                $"is state {targets[i]}, as is {place}[{first}]",
                "each target once",
                "add the two probabilities"
            )
            : new Violation(
                $"{place}[{i}]",
                $"is state {targets[i]}, after state {targets[i - 1]}",
                "targets in ascending order of their indices",
                "sort to, and p with it"
            );
    }

    private static string Number(int entries) => $"{entries} {(entries == 1 ? "entry" : "entries")}";
}
