using System.Text.Json;
using Antiphon.Cli.Cluster;
using Antiphon.Tests.Runs;
using Antiphon.Tests.Runs.Sweeps;

namespace Antiphon.Tests.Cli;

/// <summary>`sweep --worker`, `--status`, `--prepare` and `--slurm`.</summary>
public class SweepClusterTests : CommandLineTest
{
    private static readonly string[] Small = SmallSweep.Command;

    [Fact]
    public void A_worker_runs_the_cells_of_a_folder_that_was_prepared()
    {
        string whole = Run([.. Small, "--out", "whole"]).Succeeded();
        Trainer = new ScriptedTrainer();
        Assert.Equal(
            """
            Sweep folder: grid: 0 of 4 cells done
            Next:         antiphon sweep --worker grid  (any number of times, on any machine that shares the folder)
            Status:       antiphon sweep --status grid
            Result:       antiphon sweep --resume grid  (also runs what is left)

            """.ReplaceLineEndings("\n"),
            Run([.. Small, "--out", "grid", "--prepare"]).Succeeded()
        );
        Assert.Equal(0, Trainer.Made);

        string made = Run("sweep", "--worker", "grid").Succeeded();
        Assert.EndsWith(" ran 4 cells. 4 of 4 cells of the sweep are done.\n", made, StringComparison.Ordinal);
        Assert.EndsWith(
            "ran 0 cells. 4 of 4 cells of the sweep are done.\n",
            Run("sweep", "--worker", "grid").Succeeded(),
            StringComparison.Ordinal
        );
        foreach (string table in new[] { "cells.csv", "evaluations.csv", "summary.csv" })
        {
            Assert.Equal(SweepContents.Of(In("whole"))[table], SweepContents.Of(In("grid"))[table]);
        }

        Outcome printed = Run("sweep", "--resume", "grid");
        Assert.Equal(whole.Replace("whole", "grid", StringComparison.Ordinal), printed.Out);
    }

    [Fact]
    public void The_status_names_cells_workers_failures_and_what_their_logs_say()
    {
        Run([.. Small, "--out", "grid", "--prepare"]).Succeeded();
        Variables["SLURM_ARRAY_JOB_ID"] = "12";
        Variables["SLURM_ARRAY_TASK_ID"] = "3";
        OtherTrainer = (options, game, from, onProposal, progress, token) =>
            options.Subsample == 2
                ? throw new InvalidInputException("training at k = 2 needs 9 TB")
                : Trainer.Train(options, game, from, onProposal, progress, token);
        Assert.Equal(3, Run("sweep", "--worker", "grid").Code);

        string status = Run("sweep", "--status", "grid").Succeeded();
        Assert.Contains("2 of 4 cells done, 2 failed, 0 running, 0 waiting.", status, StringComparison.Ordinal);
        Assert.Contains("slurm-12-3  ended", status, StringComparison.Ordinal);
        Assert.Contains("Failed: k2-seed1 (slurm-12-3): training at k = 2 needs 9 TB", status, StringComparison.Ordinal);
        Assert.Contains("  2025-01-01 00:00:00 failed k2-seed1: training at k = 2 needs 9 TB\n", status, StringComparison.Ordinal);

        using var document = JsonDocument.Parse(Run("sweep", "--status", "grid", "--json").Succeeded());
        JsonElement root = document.RootElement;
        Assert.Equal("antiphon-sweep-status/1", root.GetProperty("format").GetString());
        Assert.Equal((4, 2, 2), (Number("cells"), Number("done"), Number("failed")));
        Assert.Equal("ended", root.GetProperty("workers")[0].GetProperty("state").GetString());
        Assert.Equal("k2-seed1", root.GetProperty("failures")[0].GetProperty("cell").GetString());

        int Number(string name) => root.GetProperty(name).GetInt32();
    }

    [Fact]
    public void The_status_tells_the_living_from_the_dead_and_estimates_the_time_left()
    {
        Run([.. Small, "--out", "grid", "--prepare"]).Succeeded();
        string seen = "";
        OtherTrainer = (options, game, from, onProposal, progress, token) =>
        {
            if (options is { Subsample: 2, Seed: 1 } && seen.Length == 0)
            {
                File.WriteAllText(In("grid", "workers", ".dead.lock"), "node7, process 5, beat 12");
                File.WriteAllText(In("grid", "workers", "dead.out"), "slurmstepd: error: Detected 1 oom_kill event\n");
                File.WriteAllText(In("grid", "workers", ".lost.lock"), "node8, process 6, beat 3");
                File.WriteAllText(In("grid", "claims", ".k2-seed2.1.lock"), "lost");
                File.WriteAllText(In("grid", "claims", ".tables.1.lock"), "slurm-12-1");
                Looking = Clock.Tick;
                seen = Run("sweep", "--status", "grid").Succeeded();
                File.Delete(In("grid", "claims", ".k2-seed2.1.lock"));
                File.Delete(In("grid", "claims", ".tables.1.lock"));
            }

            Clock.Advance(60);
            return Trainer.Train(options, game, from, onProposal, progress, token);
        };
        Variables["SLURM_ARRAY_JOB_ID"] = "12";
        Variables["SLURM_ARRAY_TASK_ID"] = "1";
        Run("sweep", "--worker", "grid", "--quiet").Succeeded();

        Assert.Contains("2 of 4 cells done, 0 failed, 1 running, 1 waiting; about 2 min 00 s left.", seen, StringComparison.Ordinal);
        Assert.Contains("slurm-12-1  working  k2-seed1", seen, StringComparison.Ordinal);
        Assert.Contains("dead        silent", seen, StringComparison.Ordinal);
        Assert.Contains("node7, process 5", seen, StringComparison.Ordinal);
        Assert.Contains("dead gives no sign of life and did not end regularly. It holds no cell.", seen, StringComparison.Ordinal);
        Assert.Contains("lost        silent   k2-seed2", seen, StringComparison.Ordinal);
        Assert.Contains(
            "lost gives no sign of life and did not end regularly. Any other worker takes k2-seed2 over.",
            seen.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        Assert.Contains("  slurmstepd: error: Detected 1 oom_kill event\n", seen, StringComparison.Ordinal);
    }

    [Fact]
    public void Slurm_gets_an_array_of_workers()
    {
        string[] given = [];
        OtherProgram = (name, arguments, _) =>
        {
            given = [name, .. arguments];
            return new ProgramOutcome(0, "4711;cluster\n", "");
        };
        string answer = Run([.. Small, "--out", "my grid", "--slurm", "--time=10 --mem=2G", "--slurm-workers", "20"]).Succeeded();

        string script = In("my grid", "workers", "array.sh");
        Assert.Equal(["sbatch", "--parsable", script], given);
        Assert.Contains("Slurm job:    4711, 4 workers; cancel it with: scancel 4711\n", answer, StringComparison.Ordinal);
        Assert.Equal(
            $$"""
            #!/bin/sh
            # Workers on this folder, written by antiphon. Submit it again for more workers.
            #SBATCH --job-name=antiphon
            #SBATCH --array=1-4
            #SBATCH --output="{{In("my grid", "workers")}}/slurm-%A-%a.out"
            #SBATCH --open-mode=append
            #SBATCH --time=10 --mem=2G
            exec antiphon sweep --worker '{{In("my grid")}}' --quiet --threads "${SLURM_CPUS_PER_TASK:-1}"

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(script)
        );
        Assert.Equal(0, Trainer.Made);

        Run("sweep", "--resume", "my grid", "--slurm", "--time=20", "--slurm-workers", "2").Succeeded();
        Assert.Contains("#SBATCH --array=1-2\n", File.ReadAllText(script), StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_that_slurm_refuses_is_named_and_the_folder_stays()
    {
        OtherProgram = (_, _, _) => new ProgramOutcome(1, "", "sbatch: error: invalid\nTry more\n");
        Assert.Contains(
            "sbatch ended with exit code 1: sbatch: error: invalid; Try more; correct --slurm",
            Run([.. Small, "--out", "grid", "--slurm", "--partition=gpu"]).Refused(),
            StringComparison.Ordinal
        );
        OtherProgram = (_, _, _) => new ProgramOutcome(0, "1\n", "");
        Run([.. Small, "--out", "grid", "--slurm", "--time=1"]).Succeeded();
    }

    [Theory]
    [InlineData("--slurm-workers requires --slurm", "sweep", "warehouse", "--k", "1", "--slurm-workers", "3")]
    [InlineData("--worker and --resume cannot be combined", "sweep", "--worker", "a", "--resume", "b")]
    [InlineData("--worker and --status cannot be combined", "sweep", "--worker", "a", "--status", "b")]
    [InlineData("--prepare and --worker cannot be combined", "sweep", "--worker", "a", "--prepare")]
    [InlineData("there is no sweep folder", "sweep", "--worker", "nowhere")]
    [InlineData("there is no sweep folder", "sweep", "--status", "nowhere")]
    public void Contradictions_are_refused(string expected, params string[] arguments) =>
        Assert.Contains(expected, Run(arguments).Refused(), StringComparison.Ordinal);

    [Fact]
    public void A_worker_asked_something_else_is_refused_by_name()
    {
        Run([.. Small, "--out", "grid", "--prepare"]).Succeeded();

        string refused = Run("sweep", "--worker", "grid", "--rollouts", "9").Refused();
        Assert.Contains("--worker uses the options that the sweep was started with", refused, StringComparison.Ordinal);
        Assert.Contains("--rollouts is 9; the sweep was started with 2", refused, StringComparison.Ordinal);
        Assert.Contains("GAME is warehouse-flat", Run("sweep", "warehouse-flat", "--worker", "grid").Refused(), StringComparison.Ordinal);
        Assert.Contains(
            "grid contains a sweep of another game:\n  GAME is warehouse-continuous; the sweep was started with warehouse\n",
            Run("sweep", "warehouse-continuous", "--k", "1", "--agents", "9", "--out", "grid").Refused(),
            StringComparison.Ordinal
        );
        Directory.CreateDirectory(In("other"));
        File.WriteAllText(In("other", "notes.txt"), "dear diary");
        Assert.Contains(
            "is not a sweep folder: it has no sweep.json",
            Run("sweep", "--worker", "other").Refused(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    [Trait("Tier", "full")]
    public void The_cells_of_a_sweep_serve_as_runs_of_a_comparison_over_k()
    {
        OtherTrainer = Antiphon.Cli.Registered.Finite.Train;
        string[] sweep = ["sweep", "warehouse", "--k", "1,2", "--seeds", "1", "--agents", "8", "--out", "grid"];
        Run([.. sweep, "--prepare"]).Succeeded();
        Assert.NotEqual(2, Run("sweep", "--worker", "grid").Code);
        string[] compared = ["certify", "warehouse", "--over-k", "1,2", "--agents", "8", "--json", "--quiet", "--out", "curve.json"];
        string alone = Run([.. compared, "--runs", "alone"]).Out;
        OtherTrainer = (_, _, _, _, _, _) => throw new InvalidOperationException("trains again");

        Assert.Equal(
            alone
                .Replace("alone", "grid/cells", StringComparison.Ordinal)
                .Replace("cells/k1", "cells/k1-seed1", StringComparison.Ordinal)
                .Replace("cells/k2", "cells/k2-seed1", StringComparison.Ordinal),
            Run([.. compared, "--runs", "grid/cells"]).Out
        );
    }
}
