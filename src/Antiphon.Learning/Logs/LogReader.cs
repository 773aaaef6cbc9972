using System.Text;
using Antiphon.Games;

namespace Antiphon.Learning;

/// <summary>
/// Reads a log step by step, checking every line: columns, states and actions of the game, one k throughout, episodes in ascending order,
/// each a run of consecutive steps. Allocates nothing per line, and holds no more than the current one.
/// </summary>
public sealed class LogReader : IDisposable
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly Stream stream;
    private readonly LineReader lines;
    private readonly CooperativeGame game;
    private readonly string source;
    private readonly string[] names;
    private readonly int[] agents;
    private readonly int[] counts;
    private readonly int[] localActions;
    private readonly double[] aggregates;
    private bool pending;

    /// <summary>Opens a log: reads its first line and its first step.</summary>
    /// <param name="stream">The log, from its beginning; disposed with the reader.</param>
    /// <param name="game">The game whose log it is.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <exception cref="InvalidInputException">The first lines are not those of a log of this game.</exception>
    public LogReader(Stream stream, CooperativeGame game, string source)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(game);
        (this.stream, this.game, this.source) = (stream, game, source);
        lines = new LineReader(stream, source);
        if (!lines.Next(out ReadOnlySpan<byte> header))
        {
            throw new InvalidInputException(
                $"{source} is empty; expected a log that begins with the line '{new LogLayout(TrackedColumns.States, 1).Header}' or a "
                    + "similar line"
            );
        }

        header = header.StartsWith(ByteOrderMark) ? header[ByteOrderMark.Length..] : header;
        Layout = LogLayout.Parse(Encoding.UTF8.GetString(header), game, source);
        names = Layout.Header.Split(',');
        agents = new int[Layout.Columns == TrackedColumns.States ? Layout.Width : 0];
        counts = new int[game.LocalStates];
        (localActions, aggregates) = (new int[Layout.LocalActions ? agents.Length : 0], new double[Layout.Aggregates]);
        Subsample = agents.Length;
        pending = ReadLine() ? true : throw new InvalidInputException($"{source} has no step after its first line");
        RequireSubsample();
    }

    /// <summary>The columns.</summary>
    internal LogLayout Layout { get; }

    /// <summary>k, how many agents are tracked.</summary>
    public int Subsample { get; private set; }

    /// <summary>Number of the line that was read last, from 1.</summary>
    public long Line => lines.Line;

    /// <summary>Bytes read so far.</summary>
    public long BytesRead => lines.BytesRead;

    /// <summary>The episode of the current step.</summary>
    public long Episode { get; private set; }

    /// <summary>The current step within its episode.</summary>
    public long Step { get; private set; }

    /// <summary>Whether the current step is the first of its episode.</summary>
    public bool StartsEpisode { get; private set; }

    /// <summary>s_g.</summary>
    public int GlobalState { get; private set; }

    /// <summary>The tracked agents' states, where the log has them; else empty.</summary>
    public ReadOnlySpan<int> Agents => agents;

    /// <summary>How many tracked agents are in each local state; sums to k.</summary>
    public ReadOnlySpan<int> Counts => counts;

    /// <summary>The tracked agents' actions, where the log has them; else empty.</summary>
    public ReadOnlySpan<int> LocalActions => localActions;

    /// <summary>The game's aggregates over all n agents, where the log has them; else empty.</summary>
    public ReadOnlySpan<double> Aggregates => aggregates;

    /// <summary>a_g.</summary>
    public int GlobalAction { get; private set; }

    /// <summary>The reward of the step.</summary>
    public double Reward { get; private set; }

    /// <summary>Goes to the next step.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="InvalidInputException">The line is not the step that has to follow; the message names it.</exception>
    public bool Read()
    {
        if (pending)
        {
            pending = false;
            return true;
        }

        return ReadLine();
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private bool ReadLine()
    {
        if (!lines.Next(out ReadOnlySpan<byte> line))
        {
            return false;
        }

        var cells = new CellReader(line);
        if (line.IsEmpty)
        {
            throw Wrong("is empty", "a step", "remove it");
        }

        (long episode, long step) = (Whole(ref cells, long.MaxValue), Whole(ref cells, long.MaxValue));
        GlobalState = (int)Whole(ref cells, game.GlobalStates);
        counts.AsSpan().Clear();
        if (agents.Length > 0)
        {
            ReadStates(ref cells);
        }
        else
        {
            ReadCounts(ref cells);
        }

        ReadOfSystem(ref cells);
        GlobalAction = (int)Whole(ref cells, game.GlobalActions);
        RequireAllowed();
        Reward = Real(ref cells);
        if (!cells.AtEnd)
        {
            throw Wrong(
                $"has more than {names.Length} cells",
                $"{names.Length}, as in line 1",
                "a log has a single k; put steps with other tracked agents into another log"
            );
        }

        Follow(episode, step);
        return true;
    }

    private void RequireAllowed()
    {
        ActionSet allowed = game.Allowed.Global(GlobalState);
        if (!allowed.Contains(GlobalAction))
        {
            throw Wrong(
                $"has the globalAction '{GlobalAction}', which is forbidden in global state {GlobalState}",
                $"an allowed action: {string.Join(", ", allowed)}",
                "correct it, or use the game that the log belongs to"
            );
        }
    }

    private void ReadOfSystem(ref CellReader cells)
    {
        for (int agent = 0; agent < localActions.Length; agent++)
        {
            localActions[agent] = (int)Whole(ref cells, game.LocalActions);
        }

        for (int aggregate = 0; aggregate < aggregates.Length; aggregate++)
        {
            aggregates[aggregate] = Real(ref cells);
        }
    }

    private double Real(ref CellReader cells)
    {
        RequireMore(ref cells);
        return cells.Real(out double value)
            ? value
            : throw Wrong($"has the {names[cells.Taken - 1]} '{cells.Shown}'", "a finite number such as 3.25", "correct it");
    }

    private void ReadStates(ref CellReader cells)
    {
        for (int agent = 0; agent < agents.Length; agent++)
        {
            agents[agent] = (int)Whole(ref cells, game.LocalStates);
            counts[agents[agent]]++;
        }
    }

    private void ReadCounts(ref CellReader cells)
    {
        long sum = 0L;
        for (int state = 0; state < counts.Length; state++)
        {
            long count = Whole(ref cells, (long)int.MaxValue + 1);
            counts[state] = (int)count;
            sum += count;
        }

        if (Subsample == 0)
        {
            Subsample = sum is > 0 and <= int.MaxValue
                ? (int)sum
                : throw Wrong($"counts {sum} tracked agents", "at least 1", "correct the counts");
        }
        else if (sum != Subsample)
        {
            throw Wrong(
                $"counts {sum} tracked agents",
                $"{Subsample}, as in line 2",
                "a log has a single k; put steps with other tracked agents into another log"
            );
        }
    }

    private long Whole(ref CellReader cells, long bound)
    {
        RequireMore(ref cells);
        if (cells.Whole(out long value) && value < bound)
        {
            return value;
        }

        string name = names[cells.Taken - 1];
        string expected =
            bound == long.MaxValue ? "a whole number of at most 18 digits"
            : bound > int.MaxValue ? "a whole number"
            : $"a whole number from 0 to {bound - 1}, as in game '{game.Name}'";
        throw Wrong(
            $"has the {name} '{cells.Shown}'",
            expected,
            "states and actions are numbered from 0 in the order of the game; correct it, or use the game that the log belongs to"
        );
    }

    private void RequireMore(ref CellReader cells)
    {
        if (cells.AtEnd)
        {
            throw Wrong(
                $"has {cells.Taken} cell{(cells.Taken == 1 ? "" : "s")}",
                $"{names.Length}, as in line 1",
                "it is incomplete, or has a different k; remove or correct it"
            );
        }
    }

    // An episode that began goes on step by step; another one begins where its number grows.
    private void Follow(long episode, long step)
    {
        StartsEpisode = lines.Line == 2 || episode > Episode;
        if (!StartsEpisode && episode < Episode)
        {
            throw Wrong(
                $"belongs to episode {episode}, after episode {Episode}",
                "contiguous episodes in ascending order",
                "sort the log by episode and step"
            );
        }

        if (!StartsEpisode && step != Step + 1)
        {
            throw step > Step
                ? Wrong(
                    $"is step {step} of episode {episode} after step {Step}",
                    $"step {Step + 1}",
                    "steps are missing; give the steps after a gap a new episode number"
                )
                : Wrong(
                    $"is step {step} of episode {episode} after step {Step}",
                    $"step {Step + 1}",
                    "sort the log by episode and step, and remove repeated lines"
                );
        }

        (Episode, Step) = (episode, step);
    }

    private void RequireSubsample()
    {
        if (Subsample > game.Agents)
        {
            throw new InvalidInputException(
                $"{source} tracks {Subsample:N0} agents; expected at most {game.Agents:N0}, the number of agents of game '{game.Name}'; "
                    + "use the game that the log belongs to"
            );
        }
    }

    private InvalidInputException Wrong(string found, string expected, string remedy) =>
        new($"{source}: line {lines.Line} {found}; expected {expected}; {remedy}");
}
