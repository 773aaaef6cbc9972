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
    /// <summary>What was asked for; null takes what the run was trained with.</summary>
    internal sealed record Asked(long? Agents, int? Horizon, int Rollouts, int Seeds, ulong? Seed, int Threads, bool IsQuiet);

    /// <summary>Deploys the pair of a run and stores a row per seed; a table that cannot be stored costs the exit code, not the
    /// measurement.</summary>
    /// <returns>The document, and an exit code.</returns>
    public (SimulationDocument Document, int Code) Run(string folder, Asked asked)
    {
        var run = ContinuousRun.Open(folder);
        ContinuousGame game = Game(run, asked.Agents);
        ContinuousPair pair = run.LoadPolicy(game);
        ContinuousOptions trained = run.Record.Options;
        var options = new OnlineExecutionOptions
        {
            Horizon = asked.Horizon ?? trained.DeployedHorizon,
            Rollouts = asked.Rollouts,
            Seeds = asked.Seeds,
            Seed = asked.Seed ?? trained.Seed,
            Threads = asked.Threads,
        };
        if (run.Record.Status != RunStatus.Finished)
        {
            surroundings.Error.WriteLine(
                $"Note: the training of this run has not finished; this is its policy so far. `antiphon train --resume "
                    + $"{Figures.ShellWord(surroundings.Shown(folder))}` goes on."
            );
        }

        SimulationResult result;
        using (var progress = new ConsoleProgress(surroundings, asked.IsQuiet))
        {
            result = new OnlineExecution(options, surroundings.Time).Run(
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
            : count <= ContinuousTrainer.MostAgents ? BuiltInContinuousGames.Find(run.Record.Game)!.Create((int)count)
            : throw new InvalidInputException(
                $"--agents is {Figures.Count(count)}; in a game with continuous states every agent is simulated; lower it"
            );
    }
}
