using System.Text.Json;
using Antiphon.Planning;
using Antiphon.Runs;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Cli;

public class TrainTests : CommandLineTest
{
    [Fact]
    public void The_default_run_folder_says_game_k_and_seed_and_counts_up()
    {
        Assert.Contains(
            "Run folder: runs/warehouse-k3-seed1\n",
            Run("train", "warehouse", "--k", "3").Succeeded(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Run folder: runs/warehouse-k3-seed1-2\n",
            Run("train", "warehouse", "--k", "3").Succeeded(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "antiphon simulate runs/warehouse-k4-seed9  # simulate it",
            Run("train", "warehouse", "--k", "4", "--seed", "9").Succeeded(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Every_option_is_stored_as_resolved()
    {
        Run(
                "train",
                "warehouse",
                "--k",
                "3",
                "--agents",
                "1e6",
                "--global-oracle",
                "surrogate",
                "--restarts",
                "2",
                "--sweeps",
                "5",
                "--threshold",
                "0.25",
                "--population",
                "mean-field",
                "--resolution",
                "8",
                "--accuracy",
                "1e-4",
                "--horizon",
                "60",
                "--rollouts",
                "20",
                "--seeds",
                "3",
                "--seed",
                "11",
                "--threads",
                "1",
                "--no-baselines",
                "--out",
                "mine"
            )
            .Succeeded();

        RunRecord record = FiniteCodec.Instance.Open(In("mine")).Record;
        Assert.Equal(1_000_000, record.Agents);
        Assert.Equal(
            new Antiphon.Equilibrium.AlternationOptions
            {
                Subsample = 3,
                GlobalOracle = Antiphon.Equilibrium.GlobalOracle.Surrogate,
                Restarts = 2,
                MaximumSweeps = 5,
                Threshold = 0.25,
                Population = Antiphon.Equilibrium.PopulationChoice.MeanField,
                Resolution = 8,
                Accuracy = 1e-4,
                Horizon = 60,
                Rollouts = 20,
                Seeds = 3,
                Seed = 11,
                Threads = 1,
                Baselines = false,
            },
            record.Options
        );
    }

    [Theory]
    [InlineData("--baselines", "false")]
    [InlineData("--no-baselines")]
    public void Without_baselines_the_summary_compares_with_nothing(params string[] option)
    {
        string summary = Run(["train", "warehouse", "--k", "3", .. option]).Succeeded();

        Assert.DoesNotContain("aseline", summary, StringComparison.Ordinal);
    }

    [Fact]
    public void The_json_document_has_the_names_that_readers_rely_on()
    {
        using var document = JsonDocument.Parse(Run("train", "warehouse", "--k", "3", "--restarts", "2", "--json").Succeeded());
        JsonElement root = document.RootElement;

        Assert.Equal("antiphon-train/1", root.GetProperty("format").GetString());
        Assert.Equal("warehouse", root.GetProperty("game").GetString());
        Assert.Equal(3, root.GetProperty("subsample").GetInt32());
        Assert.Equal("mean-field", root.GetProperty("populationModel").GetString());
        Assert.Equal(1001, root.GetProperty("populationNodes").GetInt32());
        Assert.Equal(116.0437, root.GetProperty("value").GetDouble());
        Assert.Equal(114.31, root.GetProperty("deployed").GetProperty("mean").GetDouble());
        Assert.Equal(114.12, root.GetProperty("deployed").GetProperty("low").GetDouble());
        Assert.Equal(114.5, root.GetProperty("deployed").GetProperty("high").GetDouble());
        Assert.Equal(0, root.GetProperty("globalGain").GetDouble());
        Assert.Equal(0.0123, root.GetProperty("localGain").GetDouble());
        Assert.Equal("no-improvement", root.GetProperty("stopReason").GetString());
        Assert.Equal(6, root.GetProperty("proposals").GetInt32());
        Assert.InRange(root.GetProperty("accepted").GetInt32(), 0, 6);
        Assert.Equal(0, root.GetProperty("seconds").GetDouble());
        Assert.Equal(In("runs", "warehouse-k3-seed1"), root.GetProperty("runFolder").GetString());
        Assert.Equal("constant 2", root.GetProperty("baselines")[0].GetProperty("global").GetString());
        Assert.Equal(2, root.GetProperty("restarts").GetArrayLength());
        Assert.Equal("both", root.GetProperty("options").GetProperty("globalOracle").GetString());
        Assert.Equal(1, root.GetProperty("notices").GetArrayLength());
    }

    [Fact]
    public void Stopping_short_of_what_was_asked_is_exit_code_3_and_said()
    {
        Trainer = new ScriptedTrainer { StopReason = StopReason.MaximumSweeps };

        Outcome outcome = Run("train", "warehouse", "--k", "3", "--out", "short");
        Assert.Equal(3, outcome.Code);
        Assert.Contains("limit of 10 sweeps reached", outcome.Out, StringComparison.Ordinal);

        // Printed again, it is still short of what was asked.
        Assert.Equal(3, Run("train", "--resume", "short").Code);
    }

    [Fact]
    public void A_cancelled_run_says_how_to_go_on_and_ends_as_if_undisturbed()
    {
        string summary = Run("train", "warehouse", "--k", "3", "--out", "whole").Succeeded();

        Trainer = new ScriptedTrainer
        {
            AfterProposal = done =>
            {
                if (done == 5)
                {
                    Cancel();
                }
            },
        };
        Outcome cancelled = Run("train", "warehouse", "--k", "3", "--out", "disturbed");
        Assert.Equal((130, ""), (cancelled.Code, cancelled.Out));
        Assert.Equal("Cancelled; progress is saved. Resume with:\n  antiphon train --resume disturbed\n", cancelled.Error);
        Assert.Equal(RunStatus.Cancelled, FiniteCodec.Instance.Open(In("disturbed")).Record.Status);

        Trainer = new ScriptedTrainer();
        Assert.Equal(summary.Replace("whole", "disturbed", StringComparison.Ordinal), Run("train", "--resume", "disturbed").Succeeded());
        Assert.Equal(TemporaryFolder.Contents(In("whole")), TemporaryFolder.Contents(In("disturbed")));
    }

    [Fact]
    public void A_finished_run_is_printed_again()
    {
        string first = Run("train", "warehouse", "--k", "3", "--out", "mine").Succeeded();
        IReadOnlyDictionary<string, string> before = TemporaryFolder.Contents(In("mine"));

        Outcome again = Run("train", "--resume", "mine");
        Assert.Equal((0, first), (again.Code, again.Out));
        Assert.Contains("is already finished", again.Error, StringComparison.Ordinal);
        Assert.Equal(before, TemporaryFolder.Contents(In("mine")));
    }

    [Fact]
    public void Resuming_refuses_other_options_but_takes_equal_ones_and_threads()
    {
        Run("train", "warehouse", "--k", "3", "--out", "mine").Succeeded();

        string refusal = Run("train", "warehouse-flat", "--resume", "mine", "--k", "4", "--horizon", "9", "--out", "x").Refused();
        Assert.Contains("--k is 4; the run was started with 3", refusal, StringComparison.Ordinal);
        Assert.Contains("--horizon is 9; the run was started with 100", refusal, StringComparison.Ordinal);
        Assert.Contains("--out cannot be changed", refusal, StringComparison.Ordinal);
        Assert.Contains("GAME is warehouse-flat; the run was started with warehouse", refusal, StringComparison.Ordinal);
        Assert.Equal(0, Run("train", "warehouse", "--resume", "mine", "--k", "3", "--threads", "1", "--seed", "1").Code);
    }

    [Fact]
    public void The_papers_algorithms_are_stored_with_the_run_and_cannot_be_changed_on_resuming()
    {
        Trainer = new ScriptedTrainer
        {
            AfterProposal = done =>
            {
                if (done == 1)
                {
                    Cancel();
                }
            },
        };
        Run(
            "train",
            "warehouse",
            "--k",
            "3",
            "--out",
            "paper",
            "--backup",
            "sampled",
            "--samples",
            "paper",
            "--local-oracle",
            "chain-ucfh",
            "--ucfh-scale",
            "0.5",
            "--chain-reward",
            "selfish-v1",
            "--update",
            "paper-box",
            "--eta",
            "0.25",
            "--parameterization",
            "paper-rule"
        );

        string record = File.ReadAllText(In("paper", "run.json"));
        string[] expected =
        [
            "\"globalOracle\": \"surrogate\"",
            "\"backup\": \"frozen\"",
            "\"samples\": null",
            "\"localOracle\": \"chain-ucfh\"",
            "\"ucfhScale\": 0.5",
            "\"chainReward\": \"selfish-v1\"",
            "\"updateRule\": \"paper-box\"",
            "\"eta\": 0.25",
            "\"parameterization\": \"paper-rule\"",
        ];
        Assert.All(expected, field => Assert.Contains(field, record, StringComparison.Ordinal));
        Assert.Contains(
            "--eta is 0.5; the run was started with 0.25",
            Run("train", "--resume", "paper", "--eta", "0.5").Refused(),
            StringComparison.Ordinal
        );
    }
}
