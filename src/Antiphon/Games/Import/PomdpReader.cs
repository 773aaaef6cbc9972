namespace Antiphon.Games;

/// <summary>
/// Reads a file in Cassandra's format: a preamble and then the tables T, O and R. After a fault reading goes on with the next section.
/// </summary>
internal sealed class PomdpReader
{
    private const string GlobalState = "steady";
    private const string GlobalAction = "wait";

    private readonly CancellationToken cancellation;
    private readonly PomdpWords words;
    private readonly RowRounding rounding = new() { Rescales = true };
    private readonly HashSet<string> given = new(StringComparer.Ordinal);
    private readonly PomdpPreamble preamble;
    private PomdpTables? tables;

    /// <summary>Starts before the first line.</summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="cancellation">Stops reading.</param>
    public PomdpReader(string text, CancellationToken cancellation)
    {
        this.cancellation = cancellation;
        words = new PomdpWords(text, cancellation);
        preamble = new PomdpPreamble(words, rounding);
    }

    /// <summary>Every fault found.</summary>
    public List<Violation> Violations { get; } = [];

    /// <summary>How many observations the file has; 0 in a file of an MDP.</summary>
    public int Observations => preamble.Observations?.Count ?? 0;

    /// <summary>How many probabilities, rewards and rows are stored.</summary>
    public long Stored => tables?.Stored ?? 0;

    /// <summary>Reads the whole file as a game of one global state and action; null where it has a fault.</summary>
    /// <param name="name">The name of the game.</param>
    /// <param name="agents">n.</param>
    public GameDefinition? Read(string name, long agents)
    {
        while (words.Next.Length > 0 && Violations.Count < ViolationList.Printed)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                Section();
            }
            catch (GameValidationException fault)
            {
                Violations.AddRange(fault.Violations);
                words.SkipToSection();
            }
        }

        foreach (string section in (string[])["discount", "states", "actions", "T"])
        {
            if (!given.Contains(section))
            {
                Violations.Add(new Violation(section, "is missing", "this section", $"add {section}: to the file"));
            }
        }

        return Violations.Count == 0 ? Definition(name, agents) : null;
    }

    private void Section()
    {
        int line = words.Line;
        if (!words.AtSection)
        {
            throw words.Unexpected(
                $"the beginning of a section, {PomdpWords.Sections}, and a colon",
                "remove it; the entry before it may be too long or misspelled"
            );
        }

        string section = words.Take();
        bool isTable = section is "T" or "O" or "R";
        if (!given.Add(section) && !isTable)
        {
            throw PomdpWords.Fault(line, $"gives {section} again", "once", "remove one of the two");
        }

        if (!isTable)
        {
            Preamble(section, line);
            return;
        }

        words.Colon(section);
        if (preamble is not { States: not null, Actions: not null } && Violations.Count > 0)
        {
            // Tables cannot be read without states and actions; what is wrong with these is noted.
            words.SkipToSection();
            return;
        }

        tables ??= PomdpTables.Begin(words, preamble, line, rounding);
        tables.Read(section, line);
    }

    private void Preamble(string section, int line)
    {
        if (tables is not null)
        {
            throw PomdpWords.Fault(line, $"gives {section} after T, O or R", "it before them", "move the line up");
        }

        preamble.Read(section, line);
    }

    private GameDefinition? Definition(string name, long agents)
    {
        (string[] states, string[] actions) = (preamble.States!.All, preamble.Actions!.All);
        TransitionRow[][] rows = [.. states.Select(_ => new TransitionRow[actions.Length])];
        double[][] rewards = [.. states.Select(_ => new double[actions.Length])];
        for (int state = 0; state < states.Length; state++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int action = 0; action < actions.Length && Violations.Count < ViolationList.Printed; action++)
            {
                try
                {
                    (rows[state][action], rewards[state][action]) = tables!.Of(state, action);
                }
                catch (GameValidationException fault)
                {
                    Violations.AddRange(fault.Violations);
                }
            }
        }

        return Violations.Count > 0
            ? null
            : new GameDefinition
            {
                Name = name,
                Discount = preamble.Discount,
                Agents = agents,
                GlobalStateNames = [GlobalState],
                LocalStateNames = states,
                GlobalActionNames = [GlobalAction],
                LocalActionNames = actions,
                GlobalTransition = [],
                GlobalRows =
                [
                    [new TransitionRow([0], [1.0])],
                ],
                LocalTransition = [],
                LocalRows = [.. rows.Select(row => (TransitionRow[][])[row])],
                GlobalReward =
                [
                    [0],
                ],
                LocalReward = [.. rewards.Select(row => (double[][])[row])],
                Initial = new InitialLaw([1], new IndependentLocalLaw([.. preamble.StartOrUniform])),
            };
    }

    /// <summary>What the game does not hold as the file does, one sentence each.</summary>
    public IEnumerable<string> Lost()
    {
        if (preamble.Observations is { } observations)
        {
            yield return $"Observations ({observations.Count:N0}) and their distribution O are dropped: every agent observes its own "
                + "state.";
        }

        if (preamble.Start is null)
        {
            yield return "The file has no start: every agent's initial state is drawn uniformly.";
        }
        else if (!preamble.Start.Contains(1.0))
        {
            yield return "The start belief becomes the distribution of every agent's initial state, which the agent then observes.";
        }

        if (preamble.IsCost)
        {
            yield return "Costs become rewards with the opposite sign.";
        }

        if (tables?.Averaged > 0)
        {
            yield return "Rewards that depend on the next state or the observation are averaged over them (pairs of state and action: "
                + $"{tables.Averaged:N0}).";
        }

        if (rounding.Rows.Count > 0)
        {
            double most = rounding.Rows.Max(row => Math.Max(Math.Abs(row.Sum - 1), -row.BelowZero));
            yield return $"Rows that are off by rounding ({rounding.Rows.Count:N0}, by at most {most:0.#e-0}) are rescaled.";
        }
    }
}
