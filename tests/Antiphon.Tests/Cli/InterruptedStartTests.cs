using Antiphon.Cli;
using Antiphon.Runs;
using Antiphon.Tests.Files;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Cli;

/// <summary>
/// What a kill leaves at any flush of a command, and what a disk leaves that fails at any flush: the same command or a resumption goes on
/// from it, and ends with the same bits as if nothing had happened.
/// </summary>
public class InterruptedStartTests : CommandLineTest
{
    private const string SmallGame = """
        { "format": "antiphon-game/1", "name": "small", "discount": 0.9, "agents": 6,
          "globalStates": 2, "localStates": 2, "globalActions": 2, "localActions": 2,
          "globalTransition": [[[0.83, 0.17], [0.29, 0.71]], [[0.61, 0.39], [0.13, 0.87]]],
          "localTransition": [[[[0.93, 0.07], [0.37, 0.63]], [[0.89, 0.11], [0.41, 0.59]]],
                               [[[0.23, 0.77], [0.67, 0.33]], [[0.19, 0.81], [0.73, 0.27]]]],
          "globalReward": [[0.3, 0.1], [0.2, 0.7]], "localReward": [[[1.0, 0.6], [0.1, 0.4]], [[0.2, 0.5], [1.3, 0.8]]],
          "initial": { "global": "uniform", "local": "uniform" } }
        """;

    private static readonly string[] Train = ["train", "warehouse", "--k", "3", "--restarts", "1"];
    private static readonly string[] Learn = ["learn", "history.csv", "--route", "model"];
    private static readonly string[] Continuous =
    [
        "train",
        "warehouse-continuous",
        "--k",
        "2",
        "--agents",
        "20",
        "--as",
        "released",
        "--alternations",
        "1",
        "--episodes",
        "2",
        "--episode-steps",
        "2",
        "--rollouts",
        "2",
        "--seeds",
        "2",
        "--horizon",
        "2",
    ];

    private static readonly string[] Binned =
    [
        "train",
        "warehouse-continuous",
        "--discretize",
        "2",
        "--k",
        "1",
        "--agents",
        "6",
        "--restarts",
        "1",
        "--rollouts",
        "2",
        "--seeds",
        "2",
        "--horizon",
        "2",
    ];

    [Theory]
    [InlineData("trained")]
    public void A_kill_at_any_flush_costs_nothing(string kind)
    {
        string[] command = Prepare(kind);
        int states = 0;
        using (Disk.Use(new ScriptedDisk { OnFile = _ => Keep(ref states), OnFolder = _ => Keep(ref states) }))
        {
            Assert.Equal(0, Run([.. command, "--out", "whole/run"]).Code);
        }

        Assert.InRange(states, 8, 60);
        for (int state = 0; state < states; state++)
        {
            GoOn(command, $"state{state}/run");
            AssertSame($"state{state}/run");
        }
    }

    [Theory]
    [InlineData("learned")]
    [InlineData("continuous")]
    [InlineData("binned")]
    [Trait("Tier", "full")]
    public void A_kill_at_any_flush_of_other_kinds_of_training_costs_nothing(string kind) => A_kill_at_any_flush_costs_nothing(kind);

    [Fact]
    public void A_disk_that_fails_at_any_flush_ends_the_command_with_code_2_and_the_cause() => FailAtEveryFlush("trained");

    [Theory]
    [InlineData("learned")]
    [InlineData("continuous")]
    [InlineData("binned")]
    [Trait("Tier", "full")]
    public void A_disk_that_fails_at_any_flush_ends_other_kinds_of_training_so_too(string kind) => FailAtEveryFlush(kind);

    private void FailAtEveryFlush(string kind)
    {
        string[] command = Prepare(kind);
        Assert.Equal(0, Run([.. command, "--out", "whole/run"]).Code);
        int failures = 0;
        for (bool ended = false; !ended; failures += ended ? 0 : 1)
        {
            int left = failures;
            void FailOnce()
            {
                if (left-- == 0)
                {
                    throw ScriptedDisk.Failure();
                }
            }

            string folder = $"failed{failures}/run";
            Outcome outcome;
            using (Disk.Use(new ScriptedDisk { OnFile = _ => FailOnce(), OnFolder = _ => FailOnce() }))
            {
                outcome = Run([.. command, "--out", folder]);
            }

            ended = outcome.Code == 0;
            Assert.True(
                ended || (outcome.Code == 2 && outcome.Error.Contains(ScriptedDisk.Cause, StringComparison.Ordinal)),
                $"flush {failures}: {outcome}"
            );
            Assert.Empty(Directory.Exists(In(folder)) ? Directory.GetFiles(In(folder), ".*.tmp") : []);
            GoOn(command, folder);
            AssertSame(folder);
        }

        Assert.InRange(failures, 8, 60);
    }

    [Fact]
    public void Training_does_not_go_on_in_a_run_that_was_learned()
    {
        string[] command = Prepare("learned");
        Run([.. command, "--out", "mine"]).Succeeded();
        Assert.Equal(RunKind.Learned, FiniteCodec.Instance.Open(In("mine")).Record.Kind);
        Assert.Contains("\"kind\": \"learned\"", File.ReadAllText(In("mine", "run.json")), StringComparison.Ordinal);
        Edit("mine/run.json", "\"status\": \"finished\"", "\"status\": \"running\"");
        StoredRun stored = FiniteCodec.Instance.Open(In("mine"));
        using (RunFolder run = stored.Resume())
        {
            var session = new TrainingSession(run, stored.LoadGame(), new ScriptedTrainer().Train, TimeProvider.System);
            Assert.Contains(
                "learned from a log",
                Assert.Throws<InvalidInputException>(() => session.Train(null, default)).Message,
                StringComparison.Ordinal
            );
        }

        // A record of an older version says no kind; its checkpoint does.
        Edit("mine/run.json", "  \"kind\": \"learned\",\n", "");
        Run("train", "--resume", "mine").Succeeded();
        Assert.Equal((RunKind.Learned, 0), (FiniteCodec.Instance.Open(In("mine")).Record.Kind, Trainer.Made));
    }

    [Fact]
    public void A_record_without_a_kind_is_of_a_trained_run()
    {
        Run([.. Train, "--out", "mine"]).Succeeded();
        Edit("mine/run.json", "  \"kind\": \"trained\",\n", "");
        Assert.Equal(RunKind.Trained, FiniteCodec.Instance.Open(In("mine")).Record.Kind);
        Run("train", "--resume", "mine");
    }

    [Fact]
    public void An_edited_game_is_found_even_where_the_run_has_finished()
    {
        Run([.. Train, "--out", "mine"]).Succeeded();
        Edit("mine/game.json", "\"agents\": 1000", "\"agents\": 1001");
        Assert.Contains("game.json: hash is", Run("train", "--resume", "mine").Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_under_a_name_of_its_own_takes_over_what_a_kill_left_there()
    {
        Directory.CreateDirectory(In("runs", "warehouse-k3-seed1"));
        File.WriteAllText(In("runs", "warehouse-k3-seed1", ".lock"), "");
        File.WriteAllText(In("runs", "warehouse-k3-seed1", ".game.json.1-1.tmp"), "{");
        Assert.Contains("Run folder: runs/warehouse-k3-seed1\n", Run(Train).Succeeded(), StringComparison.Ordinal);
        Assert.Contains("Run folder: runs/warehouse-k3-seed1-2\n", Run(Train).Succeeded(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(In("runs"), "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_folder_that_holds_something_else_is_left_alone()
    {
        Directory.CreateDirectory(In("mine"));
        File.WriteAllText(In("mine", ".lock"), "");
        File.WriteAllText(In("mine", ".diary.tmp"), "dear");
        Assert.Contains("already exists; nothing was overwritten", Run([.. Train, "--out", "mine"]).Refused(), StringComparison.Ordinal);
        Assert.Equal("dear", File.ReadAllText(In("mine", ".diary.tmp")));
    }

    [Fact]
    public void A_reproduction_clears_away_what_killed_writers_left()
    {
        string[] command = ["reproduce", "warehouse", "--k", "1", "--as", "ours", "--rollouts", "2", "--seeds", "2", "--out", "paper"];
        Run(command).Succeeded();
        string[] left =
        [
            In("paper", ".rows.csv.7-1.tmp"),
            In("paper", "cells", ".ours-k1.json.7-2.tmp"),
            In("paper", "figures", ".report.vl.json.7-3.tmp"),
        ];
        Assert.All(left, path => File.WriteAllText(path, "half"));
        Run(command).Succeeded();
        Assert.DoesNotContain(left, File.Exists);
    }

    private string[] Prepare(string kind)
    {
        if (kind is "learned" or "binned")
        {
            OtherTrainer = new Surroundings
            {
                Out = TextWriter.Null,
                Error = TextWriter.Null,
                Folder = Folder,
            }.Trainer;
        }

        if (kind == "learned")
        {
            File.WriteAllText(In("small.json"), SmallGame);
            Run("log", "small.json", "--k", "2", "--steps", "2000", "--out", "history.csv").Succeeded();
        }

        return kind switch
        {
            "trained" => Train,
            "learned" => Learn,
            "continuous" => Continuous,
            _ => Binned,
        };
    }

    // The whole folder as a kill at this instant leaves it; what is being written is torn.
    private void Keep(ref int states)
    {
        Directory.CreateDirectory(In($"state{states}"));
        if (Directory.Exists(In("whole", "run")))
        {
            Directory.CreateDirectory(In($"state{states}", "run"));
            foreach (string file in Directory.EnumerateFiles(In("whole", "run")))
            {
                bool isOpen = Path.GetExtension(file) is ".tmp" or ".lock";
                File.WriteAllText(In($"state{states}", "run", Path.GetFileName(file)), isOpen ? "" : File.ReadAllText(file));
            }
        }

        states++;
    }

    private void GoOn(string[] command, string folder)
    {
        if (File.Exists(In(folder, "run.json")) && Run("train", "--resume", folder).Code == 0)
        {
            return;
        }

        Outcome again = Run([.. command, "--out", folder]);
        Assert.True(again.Code == 0, $"{folder}: {again}");
    }

    private void AssertSame(string folder)
    {
        Dictionary<string, string> whole = Contents("whole/run");
        Dictionary<string, string> found = Contents(folder);
        Assert.Equal(whole.Keys.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        Assert.All(whole, file => Assert.Equal((folder, file.Key, file.Value), (folder, file.Key, found[file.Key])));
    }

    // Documents name the folder in which they were written.
    private Dictionary<string, string> Contents(string folder) =>
        TemporaryFolder
            .Contents(In(folder))
            .ToDictionary(
                file => file.Key,
                file =>
                    file.Value.Replace(In(folder), "FOLDER", StringComparison.Ordinal)
                        .Replace(In("whole/run"), "FOLDER", StringComparison.Ordinal),
                StringComparer.Ordinal
            );

    private void Edit(string file, string found, string replacement)
    {
        string text = File.ReadAllText(In(file));
        Assert.Contains(found, text, StringComparison.Ordinal);
        File.WriteAllText(In(file), text.Replace(found, replacement, StringComparison.Ordinal));
    }
}
