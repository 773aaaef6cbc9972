using Antiphon.Cli.Output;
using Antiphon.Runs;

namespace Antiphon.Cli.Cluster;

/// <summary>A job array of Slurm whose tasks are workers on a folder.</summary>
/// <param name="surroundings">Where the program runs.</param>
internal sealed class SlurmArray(Surroundings surroundings)
{
    private const string Program = "sbatch";
    private const string JobVariable = "SLURM_ARRAY_JOB_ID";
    private const string TaskVariable = "SLURM_ARRAY_TASK_ID";

    /// <summary>What a worker that Slurm started is called; null where Slurm did not.</summary>
    public static string? NameOfWorker(Func<string, string?> variable) =>
        variable(JobVariable) is { Length: > 0 } job && variable(TaskVariable) is { Length: > 0 } task ? $"slurm-{job}-{task}" : null;

    /// <summary>Writes the script of an array into the folder of workers, and submits it.</summary>
    /// <param name="paths">The sweep, or another folder that workers share.</param>
    /// <param name="command">The words of a worker's command.</param>
    /// <param name="options">What to tell Slurm, as on the command line of sbatch.</param>
    /// <param name="workers">How many tasks.</param>
    /// <returns>The number of the job.</returns>
    /// <exception cref="InvalidInputException">There is no Slurm here, or it refuses the job.</exception>
    public string Submit(SweepPaths paths, IReadOnlyList<string> command, string options, int workers)
    {
        if (options.Any(char.IsControl))
        {
            throw new InvalidInputException(
                "--slurm has a control character; expected options of sbatch, for example \"--time=60 --mem=2G\""
            );
        }

        string script = Path.Combine(paths.Workers, "array.sh");
        AtomicFile.CreateFolder(paths.Workers);
        AtomicFile.WriteText(script, Script(paths, command, options, workers));
        ProgramOutcome outcome = surroundings.RunProgram(Program, ["--parsable", script], surroundings.Cancellation);
        return outcome.Code == 0
            ? outcome.Out.Trim().Split(';')[0]
            : throw new InvalidInputException(
                $"{Program} ended with exit code {outcome.Code}: {InOneLine(outcome.Error)}; correct --slurm; the folder stays as it is, "
                    + $"and {script} can be submitted by hand"
            );
    }

    private static string InOneLine(string text) => Figures.Printable(text.Trim().ReplaceLineEndings("; "));

    private static string Script(SweepPaths paths, IReadOnlyList<string> command, string options, int workers)
    {
        string output = Path.Combine(paths.Workers.Replace("%", "%%", StringComparison.Ordinal), "slurm-%A-%a.out");
        return $$"""
            #!/bin/sh
            # Workers on this folder, written by antiphon. Submit it again for more workers.
            #SBATCH --job-name=antiphon
            #SBATCH --array=1-{{workers}}
            #SBATCH --output="{{output}}"
            #SBATCH --open-mode=append
            #SBATCH {{options}}
            exec {{string.Join(' ', command.Select(Figures.ShellWord))}} --threads "${SLURM_CPUS_PER_TASK:-1}"

            """.ReplaceLineEndings("\n");
    }
}
