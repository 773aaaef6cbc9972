namespace Antiphon.Games;

/// <summary>What a file in Cassandra's format may take: a line of a few characters can select every row of a table.</summary>
internal sealed class PomdpBudget
{
    // Some hundred megabytes. A row that stands in many places is stored once.
    private const long MostStored = 1L << 23;

    // The most probabilities of all rows, each counted wherever it stands: a game file gives them one by one.
    private const long MostListed = 1L << 25;

    // Some seconds.
    private const long MostWork = 1L << 26;

    private long listed;
    private long work;

    /// <summary>How many probabilities, rewards and rows are stored.</summary>
    public long Stored { get; private set; }

    /// <summary>Counts what is stored, or is no longer where the number is negative.</summary>
    /// <exception cref="GameValidationException">It is too much.</exception>
    public void Store(long more, int line)
    {
        Stored += more;
        Require(Stored, MostStored, line, "the different probabilities and rewards", "import a problem with fewer nonzero entries");
    }

    /// <summary>Counts probabilities of rows in their places; a negative number are gone.</summary>
    /// <exception cref="GameValidationException">There are too many.</exception>
    public void List(long more, int line)
    {
        listed += more;
        Require(listed, MostListed, line, "the probabilities of all rows together", "import a problem with fewer nonzero entries");
    }

    /// <summary>Counts the rows and entries that a line sets.</summary>
    /// <exception cref="GameValidationException">There are too many.</exception>
    public void Work(long more, int line)
    {
        work += more;
        Require(work, MostWork, line, "the rows and entries that lines set, also those set again,", "use fewer lines with *");
    }

    private static void Require(long found, long most, int line, string what, string remedy)
    {
        if (found > most)
        {
            throw PomdpWords.Fault(line, $"brings {what} to {found:N0}", $"at most {most:N0}", remedy);
        }
    }
}
