using System.Text.Json;
using Antiphon.Equilibrium;
using Antiphon.Numerics;

namespace Antiphon.Runs;

/// <summary>cells.csv, evaluations.csv and summary.csv of a sweep folder. A table that someone edited is kept aside.</summary>
/// <typeparam name="TOptions">The options of a training.</typeparam>
/// <param name="paths">The sweep.</param>
/// <param name="record">The question.</param>
/// <param name="line">The JSON form of options.</param>
internal sealed class SweepTableFiles<TOptions>(SweepPaths paths, SweepRecord<TOptions> record, JsonSerializerOptions line)
    where TOptions : TrainingOptions
{
    private int tabled = -1;

    /// <summary>Problems found when the tables were written: some that someone edited.</summary>
    public IReadOnlyList<string> Notices { get; private set; } = [];

    /// <summary>The tables, by the file that holds each.</summary>
    /// <param name="cells">The cells, in order.</param>
    public IReadOnlyList<(string Path, ResultTable Table)> Of(IReadOnlyList<SweepCell> cells)
    {
        var tables = new SweepTables<TOptions>(record, line, cells);
        return [(paths.Cells, tables.Cells()), (paths.Evaluations, tables.Evaluations()), (paths.Summary, tables.Summary())];
    }

    /// <summary>Writes the tables, unless they are of these cells.</summary>
    /// <param name="cells">The cells, in order.</param>
    /// <param name="journaled">Every cell that was ever journaled, those that ran again among them.</param>
    /// <exception cref="InvalidInputException">A table cannot be written.</exception>
    public void Write(IReadOnlyList<SweepCell> cells, IReadOnlyList<SweepCell> journaled)
    {
        if (tabled == journaled.Count)
        {
            return;
        }

        bool isFirst = tabled < 0;
        foreach ((string path, string text) in Texts(cells))
        {
            if (isFirst && EditedTable.Is(path, text))
            {
                continue;
            }

            if (isFirst && EditedTable.SetAside(path, text, () => Ever(path, journaled)) is string notice)
            {
                Notices = [.. Notices, notice];
            }

            AtomicFile.WriteText(path, text);
        }

        tabled = journaled.Count;
    }

    private (string Path, string Text)[] Texts(IReadOnlyList<SweepCell> cells)
    {
        var tables = new SweepTables<TOptions>(record, line, cells);

        // Of thousands of cells they take a while, when a session begins.
        (string each, string evaluations) = Both.Do(
            record.Options.Training.Threads,
            () => tables.Cells().ToString(),
            tables.EvaluationsText,
            CancellationToken.None
        );
        return [(paths.Cells, each), (paths.Evaluations, evaluations), (paths.Summary, tables.Summary().ToString())];
    }

    // Cells that failed and ran again, and k whose seeds were not all done, had other rows before.
    private string[] Ever(string path, IReadOnlyList<SweepCell> journaled)
    {
        var ever = new SweepTables<TOptions>(record, line, journaled);
        string text =
            path == paths.Cells ? ever.Cells().ToString()
            : path == paths.Evaluations ? ever.EvaluationsText()
            : ever.Summary(journaled.GroupBy(cell => (cell.Variant, cell.Subsample)).SelectMany(Prefixes).SelectMany(SweepSummary.Of))
                .ToString();
        return text.Split('\n');
    }

    // Of a cell that ran again the later result counts.
    private static IEnumerable<SweepCell[]> Prefixes(IEnumerable<SweepCell> cells)
    {
        SweepCell[] all = [.. cells];
        return Enumerable
            .Range(1, all.Length)
            .Select(count =>
                all[..count].GroupBy(cell => cell.Key()).Select(group => group.Last()).OrderBy(cell => cell.Key().Place).ToArray()
            );
    }
}
