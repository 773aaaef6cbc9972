namespace Antiphon.Games;

/// <summary>The preamble of a file in Cassandra's format: discount, values, states, actions, observations and start.</summary>
internal sealed class PomdpPreamble(PomdpWords words, RowRounding rounding)
{
    /// <summary>gamma, in [0, 1).</summary>
    public double Discount { get; private set; }

    /// <summary>Whether R are costs.</summary>
    public bool IsCost { get; private set; }

    /// <summary>The states; null before they were read.</summary>
    public PomdpNames? States { get; private set; }

    /// <summary>The actions; null before they were read.</summary>
    public PomdpNames? Actions { get; private set; }

    /// <summary>The observations; null in a file of an MDP.</summary>
    public PomdpNames? Observations { get; private set; }

    /// <summary>The probabilities of the first state; null where the file gives none, which means that they are equal.</summary>
    public double[]? Start { get; private set; }

    /// <summary>The probabilities of the first state.</summary>
    public double[] StartOrUniform => Start ?? InitialReader.UniformLaw(States!.Count);

    /// <summary>Reads the section whose word has just been passed.</summary>
    /// <param name="section">The word.</param>
    /// <param name="line">Its line.</param>
    public void Read(string section, int line)
    {
        if (section == "start")
        {
            ReadStart();
            return;
        }

        words.Colon(section);
        switch (section)
        {
            case "discount":
                Discount = words.Number();
                if (!(Discount >= 0 && Discount < 1))
                {
                    throw PomdpWords.Fault(
                        line,
                        $"gives a discount of {Discount:R}",
                        "at least 0 and below 1",
                        "choose for example 0.95; games without a discount are not supported"
                    );
                }

                break;
            case "values":
                IsCost = words.Next == "cost";
                if (!IsCost && words.Next != "reward")
                {
                    throw words.Unexpected("reward or cost", "replace it");
                }

                words.Take();
                break;
            case "states":
                States = PomdpNames.Read(words, "state");
                break;
            case "actions":
                Actions = PomdpNames.Read(words, "action");
                break;
            default:
                Observations = PomdpNames.Read(words, "observation");
                break;
        }
    }

    // uniform, one state, one probability for each state, or the states that are included or excluded.
    private void ReadStart()
    {
        bool includes = words.Took("include");
        bool excludes = !includes && words.Took("exclude");
        words.Colon("start");
        if (States is null)
        {
            throw words.Unexpected("states: before start:", "move start: down, below states:");
        }

        int line = words.Line;
        double[] law = new double[States.Count];
        if (includes || excludes)
        {
            Array.Fill(law, excludes ? 1 : 0);
            while (!words.AtSection)
            {
                law[States.One(words)] = includes ? 1 : 0;
            }
        }
        else if (words.Took("uniform"))
        {
            Array.Fill(law, 1);
        }
        else if (States.Count > 1 && words.IsLastOfSection)
        {
            law[States.One(words)] = 1;
        }
        else
        {
            words.Numbers(law, ", uniform or a state");
            law = rounding.Read($"line {line}", law);
            var violations = new List<Violation>();
            ProbabilityRow.Check($"line {line}: start", law, violations);
            if (violations.Count > 0)
            {
                throw new GameValidationException("", violations);
            }
        }

        if (law.All(share => share == 0))
        {
            throw PomdpWords.Fault(line, "leaves no state to start in", "at least one state", "correct start:");
        }

        ProbabilityRow.Normalize(law);
        Start = law;
    }
}
