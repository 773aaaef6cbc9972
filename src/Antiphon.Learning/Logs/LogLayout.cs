using Antiphon.Games;

namespace Antiphon.Learning;

/// <summary>The columns of a log.</summary>
/// <param name="Columns">What stands for the tracked agents.</param>
/// <param name="Width">How many columns that takes: k for states, S for counts.</param>
/// <param name="LocalActions">Whether the tracked agents' actions follow, as in logs of systems.</param>
/// <param name="Aggregates">How many aggregates of all agents follow then.</param>
internal sealed record LogLayout(TrackedColumns Columns, int Width, bool LocalActions = false, int Aggregates = 0)
{
    /// <summary>Columns before those of the tracked agents: episode, step, globalState.</summary>
    internal const int Before = 3;

    /// <summary>Columns after those of the tracked agents: globalAction, reward.</summary>
    internal const int After = 2;

    private string Prefix => Columns == TrackedColumns.States ? "agent" : "count";

    /// <summary>The first line of a log, without its line end.</summary>
    public string Header =>
        string.Join(
            ',',
            [
                "episode",
                "step",
                "globalState",
                .. Enumerable.Range(0, Width).Select(column => $"{Prefix}{column}"),
                .. Enumerable.Range(0, LocalActions ? Width : 0).Select(column => $"localAction{column}"),
                .. Enumerable.Range(0, Aggregates).Select(column => $"aggregate{column}"),
                "globalAction",
                "reward",
            ]
        );

    /// <summary>How many columns there are.</summary>
    internal int Count => Before + (LocalActions ? 2 * Width : Width) + Aggregates + After;

    /// <summary>The name of a column.</summary>
    /// <param name="column">Its number, from 0.</param>
    internal string Name(int column) => Header.Split(',')[column];

    /// <summary>Reads the first line.</summary>
    /// <param name="line">The line, without its line end.</param>
    /// <param name="game">The game whose log it is.</param>
    /// <param name="source">The log, for messages.</param>
    /// <exception cref="InvalidInputException">It names other columns.</exception>
    internal static LogLayout Parse(string line, CooperativeGame game, string source)
    {
        // No column of an agent is shorter than this: a line of nothing but commas names none.
        int most = line.Length / "agent0,".Length;
        int width = Math.Min(line.AsSpan().Count(',') + 1 - Before - After, most);
        LogLayout[] candidates =
        [
            new LogLayout(TrackedColumns.States, Math.Max(1, width)),
            new LogLayout(TrackedColumns.Counts, game.LocalStates),
            new LogLayout(
                TrackedColumns.States,
                Math.Max(1, (width - game.Aggregates.Count) / 2),
                LocalActions: true,
                game.Aggregates.Count
            ),
        ];
        return Array.Find(candidates, candidate => candidate.Header == line)
            ?? throw new InvalidInputException(
                $"{source}: line 1 is '{Shortened(line)}'; expected '{candidates[0].Header}' for the states of {candidates[0].Width} "
                    + "tracked agents, "
                    + $"'{candidates[1].Header}' for how many of them are in each of the game's {game.LocalStates} local states, "
                    + "or, for a "
                    + $"system, '{candidates[2].Header}'; "
                    + "give the log this first line, and its columns in this order"
            );
    }

    /// <summary>A piece of a file as a message shows it.</summary>
    internal static string Shortened(string text)
    {
        const int Longest = 80;
        string printable = string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));
        return printable.Length <= Longest ? printable : printable[..Longest] + "..";
    }
}
