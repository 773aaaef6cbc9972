using System.CommandLine;
using Antiphon.Cli.Cluster;
using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Runs;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon sweep --prepare` and `--slurm`: a sweep folder whose cells other processes run.</summary>
/// <param name="surroundings">Where the program runs.</param>
/// <param name="isJson">Whether a document is asked for.</param>
internal sealed class SweepPreparation(Surroundings surroundings, bool isJson)
{
    /// <summary>Submits workers, if that is asked for, and says how to go on.</summary>
    /// <param name="folder">The sweep.</param>
    /// <param name="choice">What is asked for.</param>
    /// <param name="parse">The command line.</param>
    /// <returns>The exit code.</returns>
    public int Print<TGame, TPair, TOptions>(SweepFolder<TGame, TPair, TOptions> folder, WorkerChoice choice, ParseResult parse)
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions
    {
        int open = folder.Missing().Count;
        int workers = choice.Slurm(parse) is null || open == 0 ? 0 : choice.Workers(parse, open);
        string[] command = [.. surroundings.Self, "sweep", "--worker", folder.Paths.Folder, "--quiet", .. choice.TakeoverWords(parse)];
        string? job = workers == 0 ? null : new SlurmArray(surroundings).Submit(folder.Paths, command, choice.Slurm(parse)!, workers);
        int failed = folder.Cells.Count(cell => cell.Failure is not null);
        if (isJson)
        {
            surroundings.Out.WriteLine(
                JsonOutput.Text(
                    new SweepWorkerDocument
                    {
                        SweepFolder = folder.Paths.Folder,
                        Job = job,
                        JobWorkers = workers,
                        Finished = folder.Cells.Count - failed,
                        Failed = failed,
                        Cells = folder.Record.Options.Cells,
                    }
                )
            );
            return ExitCode.Done;
        }

        Write(Figures.ShellWord(surroundings.Shown(folder.Paths.Folder)), folder.Record.Options.Cells, open, job, workers);
        return ExitCode.Done;
    }

    private void Write(string folder, int cells, int open, string? job, int workers)
    {
        var report = new Report(surroundings);
        report.Line($"Sweep folder: {folder}: {Figures.Count(cells - open)} of {Figures.Count(cells, "cell")} done");
        if (open == 0)
        {
            report.Line($"Result:       antiphon sweep --resume {folder}");
            return;
        }

        report.Line(
            job is null
                ? $"Next:         antiphon sweep --worker {folder}  (any number of times, on any machine that shares the folder)"
                : $"Slurm job:    {job}, {Figures.Count(workers, "worker")}; cancel it with: scancel {job}"
        );
        report.Line($"Status:       antiphon sweep --status {folder}");
        report.Line($"Result:       antiphon sweep --resume {folder}  (also runs what is left)");
    }
}
