namespace Antiphon.Games;

/// <summary>The tables T, O and R of a file in Cassandra's format, as its lines set them.</summary>
internal sealed class PomdpTables
{
    // 8 million probabilities and rewards, in a few hundred megabytes.
    private const long MostEntries = 1L << 23;
    private const long MostRows = 1L << 21;

    private readonly PomdpWords words;
    private readonly PomdpPreamble preamble;
    private readonly PomdpNames states;
    private readonly PomdpNames actions;
    private readonly PomdpNames? observations;
    private readonly RowRounding rounding;
    private readonly PomdpTable moves;
    private readonly PomdpTable seen;
    private readonly PomdpRewards rewards;
    private readonly Dictionary<(int Action, int State), TransitionRow> seenRows = [];
    private long entries;

    private PomdpTables(PomdpWords words, PomdpPreamble preamble, PomdpNames states, PomdpNames actions, RowRounding rounding)
    {
        this.words = words;
        this.preamble = preamble;
        this.states = states;
        this.actions = actions;
        this.rounding = rounding;
        observations = preamble.Observations;
        moves = new PomdpTable("T", actions.Count, states.Count, states.Count);
        seen = new PomdpTable("O", actions.Count, states.Count, observations?.Count ?? 1);
        rewards = new PomdpRewards(observations?.Count ?? 1);
    }

    /// <summary>How many of the rewards that were averaged so far depend on the next state or on the observation.</summary>
    public int Averaged => rewards.Averaged;

    /// <summary>Empty tables.</summary>
    /// <param name="words">Where their lines come.</param>
    /// <param name="preamble">The preamble, which is complete.</param>
    /// <param name="line">The first line of the tables.</param>
    /// <param name="rounding">Rescales rows.</param>
    public static PomdpTables Begin(PomdpWords words, PomdpPreamble preamble, int line, RowRounding rounding)
    {
        if (preamble is not { States: { } states, Actions: { } actions })
        {
            throw PomdpWords.Fault(line, "begins T, O or R", "states: and actions: before them", "move these up, or add them");
        }

        return (long)states.Count * actions.Count <= MostRows
            ? new PomdpTables(words, preamble, states, actions, rounding)
            : throw PomdpWords.Fault(
                line,
                $"begins tables for {states.Count:N0} states and {actions.Count:N0} actions",
                $"at most {MostRows:N0} pairs",
                "import a smaller problem"
            );
    }

    /// <summary>Reads a section whose word and colon have just been passed.</summary>
    /// <param name="section">T, O or R.</param>
    /// <param name="line">Its line.</param>
    public void Read(string section, int line)
    {
        switch (section)
        {
            case "T":
                Probabilities(moves, states, line);
                break;
            case "O" when observations is null:
                throw PomdpWords.Fault(line, "gives O", "observations: first", "add observations:, or remove O");
            case "O":
                Probabilities(seen, observations, line);
                break;
            default:
                Rewards();
                break;
        }
    }

    /// <summary>P(. | s, a) and r(s, a).</summary>
    /// <exception cref="GameValidationException">A row that is needed is missing, or is no row of probabilities.</exception>
    public (TransitionRow Moves, double Reward) Of(int state, int action)
    {
        TransitionRow row = moves.Row(action, state, () => Named(action, state), rounding);
        double mean = rewards.Mean(action, state, row, next => Seen(action, next));
        return (row, (preamble.IsCost ? -mean : mean) + 0.0);
    }

    private TransitionRow Seen(int action, int next)
    {
        if (!seenRows.TryGetValue((action, next), out TransitionRow? row))
        {
            row = seen.Row(action, next, () => Named(action, next), rounding);
            seenRows.Add((action, next), row);
        }

        return row;
    }

    private string Named(int action, int state) =>
        $"action {PomdpWords.Shown(actions.All[action])}, state {PomdpWords.Shown(states.All[state])}";

    private void Probabilities(PomdpTable table, PomdpNames columns, int line)
    {
        int action = actions.Select(words);
        if (!words.Took(":"))
        {
            Matrix(table, action, line);
            return;
        }

        int state = states.Select(words);
        if (!words.Took(":"))
        {
            table.SetRows(
                action,
                state,
                Row(table, table.Selected(action, state), table == moves ? ", uniform or reset" : " or uniform"),
                line
            );
            return;
        }

        int column = columns.Select(words);
        double probability = words.Number();
        Spend(line, table.Selected(action, state) * (column == PomdpTable.Every && probability != 0 ? (long)table.Columns : 1));
        table.Set(action, state, column, probability, line);
    }

    private void Matrix(PomdpTable table, int action, int line)
    {
        bool isIdentity = table.Columns == states.Count && words.Took("identity");
        if (!isIdentity && words.Next == "uniform")
        {
            table.SetRows(action, PomdpTable.Every, Row(table, table.Selected(action, PomdpTable.Every), ""), line);
            return;
        }

        for (int state = 0; state < states.Count; state++)
        {
            int rows = table.Selected(action, state);
            line = isIdentity ? line : words.Line;
            Spend(line, rows);
            table.SetRows(
                action,
                state,
                isIdentity ? [(state, 1.0)] : Row(table, rows, table == moves ? ", uniform or identity" : " or uniform"),
                line
            );
        }
    }

    private List<(int Column, double Probability)> Row(PomdpTable table, int rows, string forms)
    {
        int line = words.Line;
        double[] row = new double[table.Columns];
        if (words.Took("uniform"))
        {
            Array.Fill(row, 1.0 / row.Length);
        }
        else if (table == moves && words.Took("reset"))
        {
            preamble.StartOrUniform.CopyTo(row, 0);
        }
        else
        {
            words.Numbers(row, forms);
        }

        List<(int, double)> listed = [.. row.Index().Where(entry => entry.Item != 0)];
        Spend(line, rows * (1L + listed.Count));
        return listed;
    }

    private void Rewards()
    {
        int action = actions.Select(words);
        double[] row = new double[observations?.Count ?? 1];
        int state = 0;
        if (!words.Took(":"))
        {
            if (observations is not null)
            {
                throw words.Unexpected("a colon and a state after the action", "give rewards by state where there are observations");
            }

            for (; state < states.Count; state++)
            {
                RewardRows(action, state, row);
            }

            return;
        }

        state = states.Select(words);
        if (!words.Took(":"))
        {
            RewardRows(action, state, row);
            return;
        }

        int next = states.Select(words);
        Spend(words.Line, 1);
        if (!words.Took(":"))
        {
            words.Numbers(row, " or a colon");
            rewards.Set(action, state, next, row);
        }
        else if (words.Took("*"))
        {
            rewards.Set(action, state, next, words.Number());
        }
        else if (observations is null)
        {
            throw words.Unexpected("* in a file without observations", "replace it by *");
        }
        else
        {
            int observation = observations.One(words);
            rewards.Set(action, state, next, observation, words.Number());
        }
    }

    // One row for each next state.
    private void RewardRows(int action, int state, double[] row)
    {
        Spend(words.Line, (long)states.Count * row.Length);
        for (int next = 0; next < states.Count; next++)
        {
            words.Numbers(row, " or a colon");
            rewards.Set(action, state, next, [.. row]);
        }
    }

    private void Spend(int line, long more)
    {
        entries += more;
        if (entries > MostEntries)
        {
            throw PomdpWords.Fault(
                line,
                $"brings the probabilities and rewards that the file sets to {entries:N0}",
                $"at most {MostEntries:N0}",
                "import a smaller problem, or one with fewer nonzero entries"
            );
        }
    }
}
