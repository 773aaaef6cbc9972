namespace Antiphon.Games;

/// <summary>The tables T, O and R of a file in Cassandra's format, as its lines set them.</summary>
internal sealed class PomdpTables
{
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
    private readonly PomdpBudget budget = new();
    private readonly Func<int, int, string> named;
    private PomdpRow? reset;

    private PomdpTables(PomdpWords words, PomdpPreamble preamble, PomdpNames states, PomdpNames actions, RowRounding rounding)
    {
        this.words = words;
        this.preamble = preamble;
        this.states = states;
        this.actions = actions;
        this.rounding = rounding;
        observations = preamble.Observations;
        moves = new PomdpTable("T", actions.Count, states.Count, states.Count, budget);
        seen = new PomdpTable("O", actions.Count, states.Count, observations?.Count ?? 1, budget);
        named = Named;
        rewards = new PomdpRewards(observations?.Count ?? 1, (action, next) => seen.Row(action, next, named, rounding));
    }

    /// <summary>How many of the rewards that were averaged so far depend on the next state or on the observation.</summary>
    public int Averaged => rewards.Averaged;

    /// <summary>How many probabilities, rewards and rows are stored.</summary>
    public long Stored => budget.Stored;

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
        TransitionRow row = moves.Row(action, state, named, rounding);
        double mean = rewards.Mean(action, state, row);
        return (row, (preamble.IsCost ? -mean : mean) + 0.0);
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
        if (words.Took(":"))
        {
            int column = columns.Select(words);
            table.Set(action, state, column, words.Number(), line);
        }
        else
        {
            table.SetRows(action, state, Row(table, table == moves ? ", uniform or reset" : " or uniform"), line);
        }
    }

    private void Matrix(PomdpTable table, int action, int line)
    {
        bool isIdentity = table.Columns == states.Count && words.Took("identity");
        if (!isIdentity && words.Next == "uniform")
        {
            table.SetRows(action, PomdpTable.Every, Row(table, ""), line);
            return;
        }

        for (int state = 0; state < states.Count; state++)
        {
            line = isIdentity ? line : words.Line;
            PomdpRow row = isIdentity ? table.Unit(state, line) : Row(table, table == moves ? ", uniform or identity" : " or uniform");
            table.SetRows(action, state, row, line);
        }
    }

    private PomdpRow Row(PomdpTable table, string forms)
    {
        int line = words.Line;
        if (words.Took("uniform"))
        {
            return table.Uniform(line);
        }

        if (table == moves && words.Took("reset"))
        {
            return reset ??= table.Kept(PomdpRow.Of(preamble.StartOrUniform, line), line);
        }

        double[] row = new double[table.Columns];
        words.Numbers(row, forms);
        return PomdpRow.Of(row, line);
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
        budget.Store(1, words.Line);
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
        budget.Store((long)states.Count * row.Length, words.Line);
        for (int next = 0; next < states.Count; next++)
        {
            words.Numbers(row, " or a colon");
            rewards.Set(action, state, next, [.. row]);
        }
    }
}
