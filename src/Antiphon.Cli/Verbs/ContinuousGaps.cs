using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Runs;

namespace Antiphon.Cli.Verbs;

/// <summary>What `antiphon certify` does with a run in a game with continuous states: it estimates.</summary>
/// <param name="surroundings">Where the program runs.</param>
internal sealed class ContinuousGaps(Surroundings surroundings)
{
    /// <summary>Searches for gains, writes and prints them.</summary>
    /// <param name="run">The run.</param>
    /// <param name="options">How thorough the search is.</param>
    /// <param name="output">The file, if one is named.</param>
    /// <param name="isJson">Whether the document is printed.</param>
    /// <param name="isQuiet">Whether no progress is shown.</param>
    public int Run(ContinuousRun run, GapSearchOptions options, string? output, bool isJson, bool isQuiet)
    {
        ContinuousGame game = run.LoadGame();
        NeuralPair pair = run.LoadPolicy(game);
        string path = output is null ? run.Paths.In(GapEstimateDocument.FileName) : surroundings.FullPath(output);
        OutputFile.Require(path, surroundings.Shown(path), ".json", "antiphon-gap-estimate/");
        surroundings.NoteUnfinished(run.Record.Status, run.Paths.Folder);
        GapEstimate estimate;
        using (var progress = new ConsoleProgress(surroundings, isQuiet))
        {
            estimate = new GapSearch(options).Run(game, pair, run.Record.Options, progress, surroundings.Cancellation);
        }

        var document = GapEstimateDocument.From(run.Record, estimate, options);
        return surroundings.StoreDocument(path, JsonOutput.Text(document), isJson, file => document.Write(new Report(surroundings), file));
    }
}
