using System.CommandLine;
using Antiphon.Cli.Input;
using Antiphon.Equilibrium;
using Antiphon.Runs;

namespace Antiphon.Cli.Output;

/// <summary>What `antiphon sweep` says before and after its work.</summary>
/// <param name="parse">The command line, in whose words failures are told.</param>
/// <param name="surroundings">Where the program runs.</param>
/// <param name="paths">The sweep's files.</param>
/// <param name="cells">How many cells there are.</param>
internal sealed class SweepAnswer(ParseResult parse, Surroundings surroundings, SweepPaths paths, int cells)
{
    /// <summary>What was done before; empty where nothing was.</summary>
    /// <param name="done">Cells that have a result.</param>
    /// <param name="open">Cells that are to run.</param>
    public string Announcement(int done, int open) =>
        open == 0 ? "This sweep is already finished; its result follows."
        : done > 0
            ? $"Resuming {surroundings.Shown(paths.Folder)}: {Figures.Count(cells - open)} of " + $"{Figures.Count(cells, "cell")} done."
        : "";

    /// <summary>How a cancelled sweep is gone on with.</summary>
    /// <param name="done">Cells that have a result.</param>
    public string Cancelled(int done) =>
        $"Cancelled; {Figures.Count(done)} of {Figures.Count(cells, "cell")} done and saved. Resume with the same command, or:"
        + $"{surroundings.Error.NewLine}  antiphon sweep --resume {Figures.ShellWord(surroundings.Shown(paths.Folder))}";

    /// <summary>The result for people.</summary>
    public string InWords<TOptions>(SweepResult<TOptions> result)
        where TOptions : TrainingOptions
    {
        using var text = new StringWriter();
        Write(result, surroundings.Plain(text));
        return text.ToString();
    }

    /// <summary>What a worker did.</summary>
    /// <param name="folder">The sweep.</param>
    /// <param name="result">All cells.</param>
    public string OfWorker<TGame, TPair, TOptions>(SweepFolder<TGame, TPair, TOptions> folder, SweepResult<TOptions> result)
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions =>
        $"{folder.Name} ran {Figures.Count(folder.Made, "cell")}. {Figures.Count(result.Cells.Count)} of {Figures.Count(cells, "cell")} of "
        + "the sweep are done.";

    /// <summary>Prints what a worker did.</summary>
    /// <param name="folder">The sweep.</param>
    /// <param name="result">All cells.</param>
    /// <param name="isJson">Whether a document is asked for.</param>
    /// <returns>The exit code.</returns>
    public int Print<TGame, TPair, TOptions>(SweepFolder<TGame, TPair, TOptions> folder, SweepResult<TOptions> result, bool isJson)
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions
    {
        int failed = result.Cells.Count(cell => cell.Failure is not null);
        surroundings.Out.WriteLine(
            isJson
                ? JsonOutput.Text(
                    new SweepWorkerDocument
                    {
                        SweepFolder = paths.Folder,
                        Worker = folder.Name,
                        Made = folder.Made,
                        Finished = result.Cells.Count - failed,
                        Failed = failed,
                        Cells = cells,
                    }
                )
                : OfWorker(folder, result)
        );
        return Code(result);
    }

    /// <summary>Prints the result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="isJson">Whether a document is asked for.</param>
    /// <returns>The exit code.</returns>
    public int Print<TOptions>(SweepResult<TOptions> result, bool isJson)
        where TOptions : TrainingOptions
    {
        if (isJson)
        {
            surroundings.Out.WriteLine(JsonOutput.Text(SweepDocument<TOptions>.From(result, paths.Folder)));
        }
        else
        {
            Write(result, surroundings);
        }

        return Code(result);
    }

    private static int Code<TOptions>(SweepResult<TOptions> result)
        where TOptions : TrainingOptions =>
        result.Cells.All(cell => cell.Outcome is SweepOutcome outcome && !Words.FellShort(outcome.StopReason))
            ? ExitCode.Done
            : ExitCode.AccuracyNotMet;

    /// <summary>Writes the tables as Parquet files too.</summary>
    /// <param name="tables">The tables, by the CSV file that holds each.</param>
    /// <returns>Whether all were stored.</returns>
    public bool SaveParquet(IReadOnlyList<(string Path, ResultTable Table)> tables) =>
        surroundings.TryStore(() =>
        {
            foreach ((string csv, ResultTable table) in tables)
            {
                ParquetTable.Save(ParquetTable.Beside(csv), table);
            }

            return paths.Folder;
        })
            is not null;

    private void Write<TOptions>(SweepResult<TOptions> result, Surroundings where)
        where TOptions : TrainingOptions
    {
        IEnumerable<SweepCell> cellsInWords = result.Cells.Select(cell =>
            cell.Failure is string reason ? cell with { Failure = Declarations.InWordsOf(parse.CommandResult.Command, reason) } : cell
        );
        SweepReport.Write(new Report(where), result with { Cells = [.. cellsInWords] }, surroundings.Shown(paths.Folder));
    }
}
