using System.CommandLine;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Runs;

namespace Antiphon.Cli.Verbs;

/// <summary>What `antiphon train` does with a game with continuous states.</summary>
/// <param name="surroundings">Where the program runs.</param>
/// <param name="shared">The options that both kinds of game have, and those of finite games.</param>
/// <param name="own">The options of games with continuous states.</param>
internal sealed class ContinuousTrainer(Surroundings surroundings, TrainOptions shared, ContinuousTrainOptions own)
{
    /// <summary>Starts a run.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="known">The game.</param>
    /// <param name="subsample">k, if given.</param>
    /// <param name="folder">The folder, if given.</param>
    /// <param name="show">How to show what comes out.</param>
    public int Begin(ParseResult parse, BuiltInContinuousGame known, int? subsample, string? folder, Shown show)
    {
        parse.RequireApplicable(GameKinds.Continuous, known.Name);
        ContinuousGame game = known.Create(Agents(parse, known.Agents));
        int k = subsample
            ?? throw new InvalidInputException(
                $"--k is missing; expected how many of the {Figures.Count(game.Agents)} local agents the global agent sees, for example "
                    + "--k 10"
            );
        if (k > game.Agents)
        {
            throw new InvalidInputException(
                $"--k is {Figures.Count(k)}; expected at most {Figures.Count(game.Agents)}, the number of local agents in {game.Name}; "
                    + "lower --k or raise --agents"
            );
        }

        ContinuousOptions options = own.Read(parse, k, shared.Threads(parse) ?? surroundings.Processors);
        using ContinuousRunFolder training = folder is null
            ? Registered.Continuous.CreateUnderFreeName(
                surroundings.FullPath(Path.Combine("runs", $"{game.Name}-k{k}-seed{options.Seed}")),
                game,
                options
            )
            : Registered.Continuous.Create(surroundings.FullPath(folder), game, options);
        return Train(training, game, show);
    }

    /// <summary>Goes on with a run.</summary>
    public int Resume(ParseResult parse, ContinuousRun stored, Shown show)
    {
        string folder = stored.Paths.Folder;
        if (stored.Record.Status == RunStatus.Finished)
        {
            surroundings.Error.WriteLine("This run had finished already; here is its result again.");
            return Print(stored.Record, folder, show);
        }

        ContinuousGame game = stored.LoadGame();
        using ContinuousRunFolder training = stored.Resume(game, shared.Threads(parse));
        return training.Record.Status == RunStatus.Finished ? Print(training.Record, folder, show) : Train(training, game, show);
    }

    private int Train(ContinuousRunFolder training, ContinuousGame game, Shown show)
    {
        ContinuousRunRecord record;
        using (var progress = new ConsoleProgress(surroundings, show.IsQuiet))
        {
            record = new ContinuousSession(training, game, Registered.Continuous.Train, surroundings.Time).Train(
                progress,
                surroundings.Cancellation
            );
        }

        if (record.Status == RunStatus.Cancelled)
        {
            surroundings.Error.WriteLine("Cancelled; what was learned is saved. Go on with:");
            surroundings.Error.WriteLine($"  antiphon train --resume {Figures.ShellWord(surroundings.Shown(training.Paths.Folder))}");
            return ExitCode.Cancelled;
        }

        return Print(record, training.Paths.Folder, show);
    }

    private int Print(ContinuousRunRecord record, string folder, Shown show)
    {
        if (show.IsJson)
        {
            surroundings.Out.WriteLine(JsonOutput.Text(ContinuousTrainDocument.From(record, folder)));
        }
        else
        {
            ContinuousTrainReport.Write(new Report(surroundings), record, surroundings.Shown(folder));
        }

        return Words.FellShort(record.Outcome!.StopReason) ? ExitCode.AccuracyNotMet : ExitCode.Done;
    }

    /// <summary>n: as asked, or the game's own.</summary>
    /// <exception cref="InvalidInputException">There are too many to be simulated one by one.</exception>
    public int Agents(ParseResult parse, int ordinarily) =>
        shared.Agents(parse) switch
        {
            null => ordinarily,
            > MostAgents and long count => throw new InvalidInputException(
                $"--agents is {Figures.Count(count)}; in a game with continuous states every agent is simulated; expected at most "
                    + $"{Figures.Count(MostAgents)}"
            ),
            long count => (int)count,
        };

    internal const int MostAgents = 10_000_000;

    /// <summary>How results and progress are shown.</summary>
    /// <param name="IsJson">As one JSON document.</param>
    /// <param name="IsQuiet">Without progress.</param>
    internal readonly record struct Shown(bool IsJson, bool IsQuiet);
}
