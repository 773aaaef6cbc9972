using System.Globalization;

namespace Antiphon.Games;

/// <summary>Judges aggregates, and whether what depends on one has an entry for each of its breakpoints.</summary>
/// <param name="aggregates">The aggregates of a definition; null where it has none.</param>
/// <param name="violations">Where faults go.</param>
internal sealed class AggregateCheck(IReadOnlyList<Aggregate?>? aggregates, ICollection<Violation> violations)
{
    /// <summary>Checks the aggregates themselves.</summary>
    /// <param name="states">S; null where it is not known.</param>
    public void Aggregates(int? states)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int index = 0; index < (aggregates?.Count ?? 0); index++)
        {
            string place = $"aggregates[{index}]";
            if (aggregates![index] is not { } aggregate)
            {
                violations.Add(new Violation(place, "is missing", "an aggregate", "add it"));
                continue;
            }

            new NameCheck(violations).Single($"{place}.name", aggregate.Name);
            if (aggregate.Name is { } name && !first.TryAdd(name, index))
            {
                violations.Add(
                    new Violation(
                        $"{place}.name",
                        $"is also the name of aggregates[{first[name]}]",
                        "a name of its own",
                        "rename one of them"
                    )
                );
            }

            if (Weights($"{place}.weights", aggregate, states))
            {
                Breakpoints($"{place}.breakpoints", aggregate);
            }
        }
    }

    /// <summary>Checks how many entries stand in place of one.</summary>
    /// <param name="place">The row or reward.</param>
    /// <param name="aggregate">The aggregate that it names, or an index that there is not.</param>
    /// <param name="entries">How many entries it has.</param>
    public void Entries(string place, int aggregate, int entries)
    {
        if (aggregate < 0 || aggregate >= (aggregates?.Count ?? 0))
        {
            violations.Add(
                new Violation(
                    $"{place}.by",
                    $"is aggregate {aggregate}",
                    $"an aggregate of the game ({Names()})",
                    "declare it in aggregates"
                )
            );
        }
        else if (aggregates![aggregate]?.Breakpoints is { } breakpoints && entries != breakpoints.Count)
        {
            violations.Add(
                new Violation(
                    $"{place}.at",
                    $"has {Entries(entries)}",
                    $"{breakpoints.Count}, one per breakpoint of '{aggregates[aggregate]!.Name}'",
                    "give one entry per breakpoint"
                )
            );
        }
    }

    private string Names() => aggregates is { Count: > 0 } ? string.Join(", ", aggregates.Select(one => one?.Name)) : "it declares none";

    private bool Weights(string place, Aggregate aggregate, int? states)
    {
        int before = violations.Count;
        if (aggregate.Weights is not { Count: > 0 } weights)
        {
            string found = aggregate.Weights is null ? "is missing" : "is empty";
            violations.Add(new Violation(place, found, "a weight for each local state", "add it"));
            return false;
        }

        if (states is { } size && weights.Count != size)
        {
            violations.Add(
                new Violation(place, $"has {Entries(weights.Count)}", $"{size}, one per local state", "give every state its weight")
            );
        }

        for (int state = 0; state < weights.Count; state++)
        {
            RewardLaw.CheckNumber($"{place}[{state}]", weights[state], violations);
        }

        return violations.Count == before;
    }

    private void Breakpoints(string place, Aggregate aggregate)
    {
        if (aggregate.Breakpoints is not { Count: >= 2 } breakpoints)
        {
            violations.Add(
                new Violation(
                    place,
                    $"has {Entries(aggregate.Breakpoints?.Count ?? 0)}",
                    "at least 2 numbers in ascending order",
                    "give the smallest and the largest value of the aggregate, and the values between them at which the slope changes"
                )
            );
            return;
        }

        (double least, double greatest) = (aggregate.Weights.Min(), aggregate.Weights.Max());
        for (int i = 0; i < breakpoints.Count; i++)
        {
            if (!(breakpoints[i] >= least && breakpoints[i] <= greatest))
            {
                violations.Add(
                    new Violation(
                        $"{place}[{i}]",
                        $"is {Number(breakpoints[i])}",
                        $"from {Number(least)} to {Number(greatest)}, the range of the aggregate",
                        "leave it out, or correct the weights"
                    )
                );
            }
            else if (i > 0 && breakpoints[i] <= breakpoints[i - 1])
            {
                violations.Add(
                    new Violation(
                        $"{place}[{i}]",
                        $"is {Number(breakpoints[i])}, after {Number(breakpoints[i - 1])}",
                        "distinct numbers in ascending order",
                        "sort them, together with the entries at each"
                    )
                );
            }
        }
    }

    private static string Entries(int number) => $"{number} {(number == 1 ? "entry" : "entries")}";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
