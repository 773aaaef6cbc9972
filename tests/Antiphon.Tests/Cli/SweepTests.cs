using System.Text.Json;
using Antiphon.Planning;
using Antiphon.Runs;
using Antiphon.Tests.Runs;
using Antiphon.Tests.Runs.Sweeps;

namespace Antiphon.Tests.Cli;

public class SweepTests : CommandLineTest
{
    private static readonly string[] Small = [.. SmallSweep.Over("2,1"), "--restarts", "1"];

    [Fact]
    public void The_summary_has_a_row_per_k_and_the_tables_a_row_per_cell_and_evaluation_seed()
    {
        string report = Run([.. Small, "--seed", "7"]).Succeeded();

        Assert.Contains(
            "Sweep folder: runs/warehouse-sweep-seed7 (cells.csv, evaluations.csv, summary.csv)\n",
            report,
            StringComparison.Ordinal
        );
        Assert.Equal(["1 7", "1 8", "2 7", "2 8"], Columns("cells.csv", "k", "trainingSeed"));
        Assert.Equal(
            ["1 7 0", "1 7 1", "1 8 0", "1 8 1", "2 7 0", "2 7 1", "2 8 0", "2 8 1"],
            Columns("evaluations.csv", "k", "trainingSeed", "evaluationSeed")
        );
        Assert.Equal(["1 2 0", "2 2 0"], Columns("summary.csv", "k", "finished", "failed"));
        Run("simulate", "runs/warehouse-sweep-seed7/cells/k2-seed8", "--rollouts", "2", "--seeds", "2").Succeeded();

        string[] Columns(string table, params string[] names)
        {
            string[][] rows = [.. File.ReadAllLines(In("runs", "warehouse-sweep-seed7", table)).Select(line => line.Split(','))];
            return [.. rows[1..].Select(row => string.Join(' ', names.Select(name => row[Array.IndexOf(rows[0], name)])))];
        }
    }

    [Fact]
    public void A_cell_is_what_train_and_simulate_print_with_the_same_options()
    {
        string[] options =
        [
            "--agents",
            "40",
            "--restarts",
            "1",
            "--horizon",
            "5",
            "--rollouts",
            "2",
            "--global-oracle",
            "surrogate",
            "--backup",
            "rounded",
        ];
        Run(["sweep", "warehouse", "--k", "2,3", "--seeds", "2", "--seed", "4", "--evaluation-seeds", "3", "--out", "grid", .. options])
            .Succeeded();
        Run(["train", "warehouse", "--k", "3", "--seed", "5", "--seeds", "3", "--out", "one", .. options]).Succeeded();

        Assert.Equal(TemporaryFolder.Contents(In("one")), TemporaryFolder.Contents(In("grid", "cells", "k3-seed5")));
        using var simulated = JsonDocument.Parse(Run("simulate", "one", "--rollouts", "2", "--seeds", "3", "--json").Succeeded());
        SweepCell cell = FiniteCodec.Instance.OpenSweep(In("grid")).LoadCells()[^1];
        Assert.Equal(
            simulated.RootElement.GetProperty("perSeed").EnumerateArray().Select(each => each.GetDouble()),
            cell.Outcome!.Rewards
        );
    }

    [Fact]
    public void The_same_command_goes_on_after_a_cancellation_and_then_only_prints_again()
    {
        string whole = Run([.. Small, "--out", "whole"]).Succeeded();
        int proposals = 0;
        Trainer = new ScriptedTrainer
        {
            AfterProposal = _ =>
            {
                if (++proposals == 5)
                {
                    Cancel();
                }
            },
        };
        Outcome cut = Run([.. Small, "--out", "cut"]);
        Assert.Equal((130, ""), (cut.Code, cut.Out));
        Assert.Equal(
            "Cancelled; 1 of 4 cells done and saved. Resume with the same command, or:\n  antiphon sweep --resume cut\n",
            cut.Error
        );

        Trainer = new ScriptedTrainer();
        Outcome later = Run([.. Small, "--out", "cut"]);
        Assert.Equal((0, "Resuming cut: 1 of 4 cells done.\n"), (later.Code, later.Error));
        Assert.Equal(7, Trainer.Made);
        Assert.Equal(whole.Replace("whole", "cut", StringComparison.Ordinal), later.Out);
        SweepContents.AssertEqual(In("whole"), In("cut"));

        Outcome again = Run("sweep", "--resume", "cut");
        Assert.Equal((0, later.Out, "This sweep is already finished; its result follows.\n"), (again.Code, again.Out, again.Error));
        Assert.Equal(7, Trainer.Made);
    }

    [Fact]
    public void Another_option_in_the_same_folder_is_refused_by_name()
    {
        Run([.. Small, "--out", "grid"]).Succeeded();
        IReadOnlyDictionary<string, string> before = TemporaryFolder.Contents(In("grid"));

        Assert.Contains("--k is 1,2,3; the sweep was started with 1,2", Run(With("--k", "1..3")).Refused(), StringComparison.Ordinal);
        Assert.Contains("--seeds is 3; the sweep was started with 2", Run(With("--seeds", "3")).Refused(), StringComparison.Ordinal);
        Assert.Contains(
            "--evaluation-seeds is 9; the sweep was started with 2",
            Run(With("--evaluation-seeds", "9")).Refused(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "--seed is 3; the sweep was started with 1",
            Run([.. Small, "--out", "grid", "--seed", "3"]).Refused(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "--global-oracle is surrogate; the sweep was started with both",
            Run([.. Small, "--out", "grid", "--global-oracle", "surrogate"]).Refused(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "--keep-runs is false; the sweep was started with true",
            Run([.. Small, "--out", "grid", "--keep-runs", "false"]).Refused(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "--agents is 1000; the sweep was started with 40",
            Run("sweep", "warehouse", "--k", "1,2", "--out", "grid").Refused(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "GAME is warehouse-flat; the sweep was started with warehouse",
            Run([Small[0], "warehouse-flat", .. Small[2..], "--out", "grid"]).Refused(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "--rollouts is 9; the sweep was started with 2",
            Run("sweep", "--resume", "grid", "--rollouts", "9").Refused(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "--k is 5; the sweep was started with 1,2",
            Run("sweep", "--resume", "grid", "--k", "5").Refused(),
            StringComparison.Ordinal
        );
        Assert.Equal(before, TemporaryFolder.Contents(In("grid")));
        Assert.Equal(0, Run([.. Small, "--out", "grid", "--threads", "1"]).Code);

        string[] With(string name, string value) =>
            [.. Small.Select((word, place) => place > 0 && Small[place - 1] == name ? value : word), "--out", "grid"];
    }

    [Fact]
    public void A_cell_that_fails_leaves_the_others_and_ends_with_3()
    {
        OtherTrainer = (options, game, resumeFrom, onProposal, progress, token) =>
            options.Subsample == 2
                ? throw new InvalidInputException("training at k = 2 needs 9 TB; use at most 1 agents")
                : Trainer.Train(options, game, resumeFrom, onProposal, progress, token);

        Outcome outcome = Run([.. Small, "--out", "grid"]);
        Assert.Equal(3, outcome.Code);
        Assert.Contains(
            "Failed: k = 2, 2 seeds: training at k = 2 needs 9 TB; use at most 1 agents",
            outcome.Out,
            StringComparison.Ordinal
        );
        Assert.Equal(3, Run([.. Small, "--out", "grid"]).Code);

        OtherTrainer = null;
        Assert.Equal(0, Run([.. Small, "--out", "grid", "--retry-failed"]).Code);
        Assert.Equal(2, Directory.GetDirectories(In("grid", "cells"), "k2-*").Length);
    }

    [Fact]
    public void A_training_that_falls_short_ends_with_3_as_train_does()
    {
        Trainer = new ScriptedTrainer { StopReason = StopReason.MaximumSweeps };

        Assert.Equal(3, Run([.. Small, "--out", "grid"]).Code);
    }

    [Fact]
    public void The_json_document_has_the_names_that_readers_rely_on()
    {
        using var document = JsonDocument.Parse(Run([.. Small, "--json"]).Succeeded());
        JsonElement root = document.RootElement;

        Assert.Equal("antiphon-sweep-result/1", root.GetProperty("format").GetString());
        Assert.Equal((4, 0), (root.GetProperty("finished").GetInt32(), root.GetProperty("failed").GetInt32()));
        Assert.Equal([1, 2], root.GetProperty("options").GetProperty("subsamples").EnumerateArray().Select(k => k.GetInt32()));
        JsonElement row = root.GetProperty("summary")[1];
        Assert.Equal(2, row.GetProperty("subsample").GetInt32());
        Assert.Equal(2, row.GetProperty("reward").GetProperty("count").GetInt32());
        Assert.InRange(
            row.GetProperty("reward").GetProperty("mean").GetDouble(),
            row.GetProperty("reward").GetProperty("low").GetDouble(),
            row.GetProperty("reward").GetProperty("high").GetDouble()
        );
        Assert.Equal("no-improvement", row.GetProperty("stopReasons")[0].GetProperty("reason").GetString());
        JsonElement cell = root.GetProperty("cells")[3];
        Assert.Equal((2, 2UL), (cell.GetProperty("subsample").GetInt32(), cell.GetProperty("seed").GetUInt64()));
        Assert.Equal(2, cell.GetProperty("outcome").GetProperty("rewards").GetArrayLength());
        Assert.True(cell.GetProperty("cost").GetProperty("allocatedBytes").GetInt64() > 0);
    }

    [Fact]
    public void A_table_edited_by_hand_is_kept_aside_and_made_again()
    {
        Run([.. Small, "--out", "grid"]).Succeeded();
        string own = File.ReadAllText(In("grid", "cells.csv"));
        File.WriteAllText(In("grid", "cells.csv"), own.Replace("finished", "splendid", StringComparison.Ordinal));

        Outcome outcome = Run([.. Small, "--out", "grid"]);
        Assert.StartsWith(
            $"Note: {In("grid", "cells.csv")}: line 2 differs from the journal; the edited table was saved as cells-edited.csv",
            outcome.Error,
            StringComparison.Ordinal
        );
        Assert.Equal(own, File.ReadAllText(In("grid", "cells.csv")));
        Assert.Contains("splendid", File.ReadAllText(In("grid", "cells-edited.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_that_lag_behind_the_journal_are_made_again_without_a_word()
    {
        int proposals = 0;
        Trainer = new ScriptedTrainer
        {
            AfterProposal = _ =>
            {
                if (++proposals == 5)
                {
                    Cancel();
                }
            },
        };
        Run([.. Small, "--out", "grid"]);
        string[] tables = ["cells.csv", "evaluations.csv", "summary.csv"];
        string[] lagging = [.. tables.Select(table => File.ReadAllText(In("grid", table)))];
        Trainer = new ScriptedTrainer();
        Run([.. Small, "--out", "grid"]);
        IReadOnlyDictionary<string, string> whole = TemporaryFolder.Contents(In("grid"));
        for (int table = 0; table < tables.Length; table++)
        {
            Assert.False(lagging[table] == whole[tables[table]]);
            File.WriteAllText(In("grid", tables[table]), lagging[table]);
        }

        Assert.DoesNotContain("Note:", Run([.. Small, "--out", "grid"]).Error, StringComparison.Ordinal);
        Assert.Equal(whole, TemporaryFolder.Contents(In("grid")));
    }

    [Fact]
    public void Damaged_folders_are_refused_by_file_and_remedy()
    {
        Run([.. Small, "--out", "grid"]).Succeeded();
        string journal = File.ReadAllText(In("grid", "journal.jsonl"));
        string record = File.ReadAllText(In("grid", "sweep.json"));

        File.WriteAllText(In("grid", "journal.jsonl"), journal.Replace("\"seed\":2", "\"seed\":3", StringComparison.Ordinal));
        Assert.Contains(
            "line 2 does not match its checksum: it was edited or damaged",
            Run("sweep", "--resume", "grid").Refused(),
            StringComparison.Ordinal
        );

        string[] lines = journal.Split('\n');
        File.WriteAllText(In("grid", "journal.jsonl"), $"{journal}{lines[0]}\n");
        Assert.Contains("line 5 repeats cell k1-seed1", Run("sweep", "--resume", "grid").Refused(), StringComparison.Ordinal);
        File.WriteAllText(In("grid", "journal.jsonl"), journal);

        File.WriteAllText(In("grid", "sweep.json"), record.Replace("\"rollouts\": 2", "\"rollouts\": 3", StringComparison.Ordinal));
        Assert.Contains(
            "line 1 does not belong to the sweep of sweep.json",
            Run("sweep", "--resume", "grid").Refused(),
            StringComparison.Ordinal
        );

        foreach (string seeds in (string[])["0", "2147483647"])
        {
            File.WriteAllText(
                In("grid", "sweep.json"),
                record.Replace("\"trainingSeeds\": 2", $"\"trainingSeeds\": {seeds}", StringComparison.Ordinal)
            );
            Assert.All(
                (string[][])
                    [
                        ["sweep", "--resume", "grid"],
                        ["sweep", "--status", "grid"],
                        ["report", "grid"],
                    ],
                command =>
                    Assert.Contains(
                        $"sweep.json: options.trainingSeeds is {seeds}; expected at least 1",
                        Run(command).Refused(),
                        StringComparison.Ordinal
                    )
            );
        }

        File.WriteAllText(In("grid", "sweep.json"), record[..(record.Length / 2)]);
        Assert.Contains("sweep.json", Run("sweep", "--resume", "grid").Refused(), StringComparison.Ordinal);

        File.WriteAllText(
            In("grid", "sweep.json"),
            record.Replace($"\"version\": \"{AntiphonVersion.Current}\"", "\"version\": \"0.0.9\"", StringComparison.Ordinal)
        );
        Assert.Contains("version is 0.0.9", Run("sweep", "--resume", "grid").Refused(), StringComparison.Ordinal);
        Assert.Contains("version is 0.0.9", Run([.. Small, "--out", "grid"]).Refused(), StringComparison.Ordinal);
        File.WriteAllText(In("grid", "sweep.json"), record);

        using (File.Open(In("grid", ".lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Contains("is being written by another process", Run("sweep", "--resume", "grid").Refused(), StringComparison.Ordinal);
        }

        Assert.Equal(0, Run("sweep", "--resume", "grid").Code);
    }

    [Fact]
    public void A_folder_with_something_else_is_left_alone_and_an_empty_or_half_made_one_is_used()
    {
        Directory.CreateDirectory(In("mine"));
        File.WriteAllText(In("mine", "notes.txt"), "dear diary");
        Assert.Contains(
            "is not a sweep: it contains notes.txt and no sweep.json; nothing was overwritten",
            Run([.. Small, "--out", "mine"]).Refused(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "is not a sweep folder: it has no sweep.json",
            Run("sweep", "--resume", "mine").Refused(),
            StringComparison.Ordinal
        );

        Directory.CreateDirectory(In("half"));
        File.WriteAllText(In("half", ".lock"), "");
        File.WriteAllText(In("half", "game.json"), "{");
        Run([.. Small, "--out", "half"]).Succeeded();
    }

    [Theory]
    [InlineData("sweep needs a GAME, or --resume SWEEP", "sweep", "--k", "1")]
    [InlineData("--k is missing; expected how many of the 1,000 local agents", "sweep", "warehouse")]
    [InlineData("--k has 1,001; expected at most 1,000", "sweep", "warehouse", "--k", "1..1001")]
    [InlineData("--k has 5..2, which ends before it begins", "sweep", "warehouse", "--k", "5..2")]
    [InlineData("--k is 0; only a global agent with memory can act without observations", "sweep", "warehouse", "--k", "0..3")]
    [InlineData("--seeds is 0; expected a whole number, 1 or more", "sweep", "warehouse", "--k", "1", "--seeds", "0")]
    [InlineData(
        "--evaluation-seeds is 1; expected a whole number, 2 or more",
        "sweep",
        "warehouse",
        "--k",
        "1",
        "--evaluation-seeds",
        "1"
    )]
    [InlineData(
        "--evaluation-agents is 4; expected at least 5, the largest --k",
        "sweep",
        "warehouse",
        "--k",
        "1,5",
        "--evaluation-agents",
        "4"
    )]
    [InlineData("--samples requires a sampled backup", "sweep", "warehouse", "--k", "1", "--samples", "5")]
    [InlineData(
        "the paper's UPDATE compares one proposal per turn",
        "sweep",
        "warehouse",
        "--k",
        "1",
        "--update",
        "paper-box",
        "--global-oracle",
        "both"
    )]
    [InlineData("lower the seed", "sweep", "warehouse", "--k", "1", "--seed", "18446744073709551615")]
    [InlineData("expected at most 1,000,000 cells", "sweep", "warehouse", "--k", "1..1000", "--seeds", "1001")]
    [InlineData("there is no sweep folder nowhere", "sweep", "--resume", "nowhere")]
    public void Bad_input_is_named_and_nothing_is_written(string expected, params string[] arguments)
    {
        Assert.Contains(
            expected.Replace("nowhere", In("nowhere"), StringComparison.Ordinal),
            Run(arguments).Refused(),
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder));
    }
}
