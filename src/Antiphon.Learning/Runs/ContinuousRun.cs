using Antiphon.Games;
using Antiphon.Runs;

namespace Antiphon.Learning;

/// <summary>
/// The folder of a run in a game with continuous states: run.json, checkpoint.json after every turn, trace.jsonl, policy.json and
/// baselines.csv at the end. Every file is replaced whole, so that a
/// kill at any instant leaves a run that resumes.
/// </summary>
public sealed class ContinuousRun
{
    private const int MostAgents = 10_000_000;

    private ContinuousRun(RunPaths paths, ContinuousRunRecord record) => (Paths, Record) = (paths, record);

    /// <summary>Where its files are.</summary>
    public RunPaths Paths { get; }

    /// <summary>Options, status and outcome.</summary>
    public ContinuousRunRecord Record { get; }

    /// <summary>Whether a folder holds such a run (rather than one of a finite game, or none).</summary>
    /// <param name="folder">The folder.</param>
    public static bool IsAt(string folder) => RunFile.IsContinuous(folder);

    /// <summary>Opens a run.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InvalidInputException">run.json is missing, damaged, of another format or of another version's
    /// options.</exception>
    public static ContinuousRun Open(string folder)
    {
        var paths = new RunPaths(Path.GetFullPath(folder));
        ContinuousRunRecord record = RunFile.Read<ContinuousRunRecord>(
            paths.Record,
            ContinuousRunRecord.CurrentFormat,
            LearningJsonStyle.Document
        );
        RunFile.RequireOutcome(paths.Record, record.Status, record.Outcome is not null);
        return new ContinuousRun(paths, record);
    }

    /// <summary>The built-in game of the run, with its number of agents.</summary>
    /// <exception cref="InvalidInputException">There is no built-in game of that name; a game of your own is given to
    /// <see cref="ContinuousTraining"/> by your program.</exception>
    public ContinuousGame LoadGame() =>
        Record.Agents is < 1 or > MostAgents
            ? throw new InvalidInputException(
                $"{Paths.Record}: agents is {Record.Agents:N0}; every agent is simulated; expected 1 to {MostAgents:N0}; restore the file"
            )
            : BuiltInContinuousGames.Find(Record.Game)?.Create(Record.Agents)
                ?? throw new InvalidInputException(
                    $"{Paths.Record}: game is '{Record.Game}', which is not built in; a program that defines the game can open this run"
                );

    /// <summary>The trained pair.</summary>
    /// <param name="game">The run's game; its sizes are checked.</param>
    /// <exception cref="InvalidInputException">There is none yet, it is damaged, or it does not fit the game.</exception>
    public ContinuousPair LoadPolicy(ContinuousGame game)
    {
        if (!File.Exists(Paths.Policy))
        {
            throw Record.Status == RunStatus.Finished
                ? new InvalidInputException(
                    $"{Paths.Policy}: is missing, although the run has finished; expected the trained pair; restore the file, or train "
                        + "again in another folder"
                )
                : new ResumableRunException(
                    $"{Paths.Folder} has no policy yet, its training has not ended; resume it first",
                    Paths.Folder
                );
        }

        ContinuousPair pair = NeuralPolicyFile.Load(Paths.Policy, Record.Game);
        pair.Require(game);
        return pair;
    }
}
