namespace Antiphon.Games;

/// <summary>
/// One table of probabilities of a file in Cassandra's format, T or O: a row for each action and state. What no line sets is 0; later
/// lines overwrite earlier ones. A row that one line sets in many places is stored once, until a line changes it in some of them.
/// </summary>
/// <param name="name">T or O.</param>
/// <param name="actions">The number of actions.</param>
/// <param name="states">The number of states.</param>
/// <param name="columns">The length of a row.</param>
/// <param name="budget">What the tables of the file may take.</param>
internal sealed class PomdpTable(string name, int actions, int states, int columns, PomdpBudget budget)
{
    /// <summary>Selects every action, state or column.</summary>
    public const int Every = -1;

    private readonly PomdpRow?[] rows = new PomdpRow?[actions * states];
    private int[]? all;
    private PomdpRow? uniform;
    private PomdpRow?[]? units;

    /// <summary>The length of a row.</summary>
    public int Columns => columns;

    /// <summary>Sets one probability of the rows that are selected, or all of each.</summary>
    public void Set(int action, int state, int column, double probability, int line)
    {
        if (column == Every)
        {
            budget.Work(columns, line);
            SetRows(action, state, probability == 0 ? new PomdpRow([], [], line) : Constant(probability, line), line);
            return;
        }

        budget.Work(Selected(action, state), line);
        if (action != Every && state != Every)
        {
            int place = (action * states) + state;
            Put(place, Changed(rows[place], 1, column, probability, line), line);
            return;
        }

        Dictionary<PomdpRow, int> selected = CountSelected(action, state);
        var changed = new Dictionary<PomdpRow, PomdpRow>(ReferenceEqualityComparer.Instance);
        PomdpRow? added = null;
        (PomdpRow? Row, PomdpRow? Next) last = (null, null);
        foreach (int place in Places(action, state))
        {
            PomdpRow? row = rows[place];
            if (row is null)
            {
                Put(place, added ??= Changed(null, 0, column, probability, line), line);
                continue;
            }

            if (!ReferenceEquals(row, last.Row))
            {
                if (!changed.TryGetValue(row, out PomdpRow? next))
                {
                    changed.Add(row, next = Changed(row, selected[row], column, probability, line));
                }

                last = (row, next);
            }

            Put(place, last.Next!, line);
        }
    }

    /// <summary>Sets whole rows, which become one.</summary>
    public void SetRows(int action, int state, PomdpRow row, int line)
    {
        budget.Work(Selected(action, state), line);
        if (row.Places == 0)
        {
            budget.Store(1L + row.Count, line);
            row.Line = line;
        }

        foreach (int place in Places(action, state))
        {
            Put(place, row, line);
        }
    }

    /// <summary>The row of equal probabilities.</summary>
    public PomdpRow Uniform(int line) => uniform ??= Kept(Constant(1.0 / columns, line), line);

    /// <summary>The row that leads to one column.</summary>
    public PomdpRow Unit(int column, int line) =>
        (units ??= new PomdpRow?[columns])[column] ??= Kept(new PomdpRow([column], [1.0], line), line);

    /// <summary>A row that stays for later lines. No line may change it where it stands: this counts as one more place.</summary>
    public PomdpRow Kept(PomdpRow row, int line)
    {
        budget.Store(1L + row.Count, line);
        row.Places++;
        return row;
    }

    /// <summary>A row that sums to 1; one that is off by rounding is rescaled.</summary>
    /// <param name="action">The action.</param>
    /// <param name="state">The state.</param>
    /// <param name="of">A row in words.</param>
    /// <param name="rounding">Notes what is rescaled.</param>
    /// <exception cref="GameValidationException">The row is not there, or no row of probabilities.</exception>
    public TransitionRow Row(int action, int state, Func<int, int, string> of, RowRounding rounding)
    {
        if (rows[(action * states) + state] is not { } row)
        {
            throw new GameValidationException(
                "",
                [new Violation(name, $"is missing for {of(action, state)}", "a row of probabilities", "add it")]
            );
        }

        if (row.Read is { } read)
        {
            return read;
        }

        (int[] targets, double[] given) = row.Entries();
        double[] probabilities = rounding.Read($"line {row.Line}", given);
        double sum = ProbabilityRow.Sum(probabilities);
        if (!(Math.Abs(sum - 1) <= ProbabilityRow.Tolerance && probabilities.All(value => value >= -ProbabilityRow.Crumb)))
        {
            string found = probabilities.Any(value => value < -RowRounding.Reach)
                ? $"leaves {name} of {of(action, state)} with a probability of {probabilities.Min():R}"
                : $"leaves {name} of {of(action, state)} with a sum of {sum:R}";
            throw PomdpWords.Fault(row.Line, found, "probabilities that sum to 1 within 1e-4", "correct the row, or a line before it");
        }

        return row.Read = new TransitionRow(targets, probabilities).Normalized(all ??= [.. Enumerable.Range(0, columns)]);
    }

    private PomdpRow Constant(double probability, int line)
    {
        double[] values = new double[columns];
        Array.Fill(values, probability);
        return new PomdpRow(all ??= [.. Enumerable.Range(0, columns)], values, line);
    }

    // The row with one other probability: itself where it stands in no other place than those that are selected.
    private PomdpRow Changed(PomdpRow? row, int selected, int column, double probability, int line)
    {
        if (row is not null && row.Places == selected)
        {
            int before = row.Count;
            row.Set(column, probability, line);
            budget.Store(row.Count - before, line);
            budget.List((row.Count - before) * (long)selected, line);
            return row;
        }

        budget.Work(row?.Changes ?? 0, line);
        PomdpRow next = row?.Copy() ?? new PomdpRow([], [], line);
        next.Set(column, probability, line);
        budget.Store(1L + next.Count, line);
        return next;
    }

    private void Put(int place, PomdpRow row, int line)
    {
        PomdpRow? former = rows[place];
        if (ReferenceEquals(former, row))
        {
            return;
        }

        rows[place] = row;
        row.Places++;
        budget.List(row.Count - (former?.Count ?? 0), line);
        if (former is not null && --former.Places == 0)
        {
            budget.Store(-(1L + former.Count), line);
        }
    }

    private Dictionary<PomdpRow, int> CountSelected(int action, int state)
    {
        var counts = new Dictionary<PomdpRow, int>(ReferenceEqualityComparer.Instance);
        PomdpRow? last = null;
        int count = 0;
        foreach (int place in Places(action, state))
        {
            if (!ReferenceEquals(rows[place], last))
            {
                Add();
                (last, count) = (rows[place], 0);
            }

            count++;
        }

        Add();
        return counts;

        // Neighbours that are one row are looked up once.
        void Add()
        {
            if (last is not null)
            {
                counts[last] = counts.GetValueOrDefault(last) + count;
            }
        }
    }

    private long Selected(int action, int state) => (action == Every ? (long)actions : 1) * (state == Every ? states : 1);

    private IEnumerable<int> Places(int action, int state)
    {
        (int first, int last) = action == Every ? (0, actions - 1) : (action, action);
        (int from, int to) = state == Every ? (0, states - 1) : (state, state);
        for (int a = first; a <= last; a++)
        {
            for (int s = from; s <= to; s++)
            {
                yield return (a * states) + s;
            }
        }
    }
}
