namespace Antiphon.Games;

/// <summary>
/// One table of probabilities of a file in Cassandra's format, T or O: a row for each action and state. What no line sets is 0; later
/// lines overwrite earlier ones.
/// </summary>
/// <param name="name">T or O.</param>
/// <param name="actions">The number of actions.</param>
/// <param name="states">The number of states.</param>
/// <param name="columns">The length of a row.</param>
internal sealed class PomdpTable(string name, int actions, int states, int columns)
{
    /// <summary>Selects every action, state or column.</summary>
    public const int Every = -1;

    private readonly Dictionary<int, double>?[] rows = new Dictionary<int, double>?[actions * states];
    private readonly int[] lines = new int[actions * states];

    /// <summary>The length of a row.</summary>
    public int Columns => columns;

    /// <summary>Sets one probability of the rows that are selected.</summary>
    public void Set(int action, int state, int column, double probability, int line)
    {
        foreach (int place in Places(action, state))
        {
            lines[place] = line;
            if (column == Every)
            {
                rows[place] = probability == 0 ? [] : Enumerable.Range(0, columns).ToDictionary(each => each, _ => probability);
            }
            else if (probability == 0)
            {
                (rows[place] ??= []).Remove(column);
            }
            else
            {
                (rows[place] ??= [])[column] = probability;
            }
        }
    }

    /// <summary>Sets whole rows.</summary>
    public void SetRows(int action, int state, IReadOnlyList<(int Column, double Probability)> row, int line)
    {
        foreach (int place in Places(action, state))
        {
            lines[place] = line;
            rows[place] = row.Where(entry => entry.Probability != 0).ToDictionary(entry => entry.Column, entry => entry.Probability);
        }
    }

    /// <summary>How many rows are selected.</summary>
    public int Selected(int action, int state) => (action == Every ? actions : 1) * (state == Every ? states : 1);

    /// <summary>A row that sums to 1; one that is off by rounding is rescaled.</summary>
    /// <param name="action">The action.</param>
    /// <param name="state">The state.</param>
    /// <param name="of">The row in words.</param>
    /// <param name="rounding">Notes what is rescaled.</param>
    /// <exception cref="GameValidationException">The row is not there, or no row of probabilities.</exception>
    public TransitionRow Row(int action, int state, Func<string> of, RowRounding rounding)
    {
        int place = (action * states) + state;
        if (rows[place] is not { } row)
        {
            throw new GameValidationException("", [new Violation(name, $"is missing for {of()}", "a row of probabilities", "add it")]);
        }

        int[] targets = [.. row.Keys.Order()];
        double[] probabilities = rounding.Read($"line {lines[place]}", [.. targets.Select(target => row[target])]);
        double sum = ProbabilityRow.Sum(probabilities);
        if (!(Math.Abs(sum - 1) <= ProbabilityRow.Tolerance && probabilities.All(value => value >= -ProbabilityRow.Crumb)))
        {
            string found = probabilities.Any(value => value < -RowRounding.Reach)
                ? $"leaves {name} of {of()} with a probability of {probabilities.Min():R}"
                : $"leaves {name} of {of()} with a sum of {sum:R}";
            throw PomdpWords.Fault(lines[place], found, "probabilities that sum to 1 within 1e-4", "correct the row, or a line before it");
        }

        ProbabilityRow.Normalize(probabilities);
        return TransitionRow.Of(targets.Zip(probabilities));
    }

    private IEnumerable<int> Places(int action, int state) =>
        from a in action == Every ? Enumerable.Range(0, actions) : [action]
        from s in state == Every ? Enumerable.Range(0, states) : [state]
        select (a * states) + s;
}
