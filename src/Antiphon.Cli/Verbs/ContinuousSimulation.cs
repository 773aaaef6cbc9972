using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Runs;
using Antiphon.Simulation;

namespace Antiphon.Cli.Verbs;

/// <summary>What `antiphon simulate` does with a run in a game with continuous states.</summary>
/// <param name="surroundings">Where the program runs.</param>
internal sealed class ContinuousSimulation(Surroundings surroundings)
{
    /// <summary>
    /// Deploys the pair of a run and stores a row per seed; a table that cannot be stored costs the exit code, not the measurement.
    /// </summary>
    /// <returns>The document, and an exit code.</returns>
    public (SimulationDocument Document, int Code) Run(ContinuousRun run, OnlineExecutionOptions options, bool isQuiet)
    {
        ContinuousGame game = Game(run, options.Agents);
        ContinuousPair pair = run.LoadPolicy(game).Deployed(run.Record.Options.Subsample);
        surroundings.NoteUnfinished(run.Record.Status, run.Paths.Folder);
        SimulationResult result;
        using (var progress = new ConsoleProgress(surroundings, isQuiet))
        {
            result = new OnlineExecution(options with { Agents = null }, surroundings.Time).Run(
                new ContinuousDeployment(game, pair),
                progress,
                surroundings.Cancellation
            );
        }

        string? stored = surroundings.TryStore(() => SimulationFile.Save(run.Paths, result, options.Seed));
        return (
            SimulationDocument.From(result, (run.Record.Game, null), run.Record.Options.Subsample, options.Seed, run.Paths.Folder, stored),
            stored is null ? ExitCode.InvalidInput : ExitCode.Done
        );
    }

    private static ContinuousGame Game(ContinuousRun run, long? agents)
    {
        ContinuousGame game = run.LoadGame();
        return agents is not long count || count == game.Agents ? game
            : count <= TrainOptions.MostSimulated ? BuiltInContinuousGames.Find(run.Record.Game)!.Create((int)count)
            : throw new InvalidInputException(
                $"--agents is {Figures.Count(count)}; in a game with continuous states every agent is simulated; lower it"
            );
    }
}
