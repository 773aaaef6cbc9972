namespace Antiphon.Games;

/// <summary>The rows of P_g or P_l in the order of their indices. Rows that are equal are one object, whatever their number.</summary>
internal sealed class TransitionTable
{
    private readonly TransitionRow[] rows;

    /// <summary>Normalises rows that the validator found sound.</summary>
    public TransitionTable(IEnumerable<TransitionRow> rows, int states)
    {
        States = states;
        int[] all = [.. Enumerable.Range(0, states)];
        var given = new Dictionary<TransitionRow, TransitionRow>(ReferenceEqualityComparer.Instance);
        var known = new Dictionary<TransitionRow, TransitionRow>();
        this.rows = [.. rows.Select(Kept)];
        Entries = known.Keys.Sum(Listed);
        IsCoupled = known.Keys.Any(row => row.Coupling is not null);

        TransitionRow Kept(TransitionRow row)
        {
            if (!given.TryGetValue(row, out TransitionRow? kept))
            {
                TransitionRow normalized = row.Normalized(all);
                kept = known.TryAdd(normalized, normalized) ? normalized : known[normalized];
                given.Add(row, kept);
            }

            return kept;
        }
    }

    /// <summary>The rows at given values of the hat functions.</summary>
    public TransitionTable At(Couplings couplings, ReadOnlySpan<double> hats)
    {
        var fixedRows = new TransitionRow[rows.Length];
        for (int place = 0; place < rows.Length; place++)
        {
            fixedRows[place] = couplings.At(rows[place], hats);
        }

        return new TransitionTable(fixedRows, States);
    }

    /// <summary>Whether a row depends on the population.</summary>
    public bool IsCoupled { get; }

    /// <summary>The number of states, the length of a row with its zeros.</summary>
    public int States { get; }

    /// <summary>How many probabilities are stored, all above 0.</summary>
    public long Entries { get; }

    /// <summary>All rows.</summary>
    public ReadOnlySpan<TransitionRow> Rows => rows;

    /// <summary>The row at a place.</summary>
    public TransitionRow this[int place] => rows[place];

    private static long Listed(TransitionRow row) => row.Coupling?.At.Sum(Listed) ?? row.Probabilities.Length;

    /// <summary>The row at a place with its zeros.</summary>
    public ReadOnlySpan<double> Dense(int place) => rows[place].Dense(States);
}
