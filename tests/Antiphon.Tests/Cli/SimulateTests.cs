using System.Text.Json;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Cli;

public class SimulateTests : CommandLineTest
{
    private static readonly string[] Brief = ["simulate", "mine", "--horizon", "5", "--rollouts", "4", "--seeds", "3"];

    public SimulateTests() => Run("train", "warehouse", "--k", "3", "--agents", "40", "--out", "mine").Succeeded();

    [Fact]
    public void The_json_document_has_the_names_that_readers_rely_on()
    {
        using var document = JsonDocument.Parse(Run([.. Brief, "--json"]).Succeeded());
        JsonElement root = document.RootElement;

        Assert.Equal("antiphon-simulation/1", root.GetProperty("format").GetString());
        Assert.Equal(40, root.GetProperty("agents").GetInt64());
        Assert.Equal(5, root.GetProperty("horizon").GetInt32());
        Assert.Equal(4, root.GetProperty("rollouts").GetInt32());
        Assert.Equal(3, root.GetProperty("seeds").GetInt32());
        JsonElement reward = root.GetProperty("reward");
        double[] perSeed = [.. root.GetProperty("perSeed").EnumerateArray().Select(value => value.GetDouble())];
        Assert.Equal(perSeed.Average(), reward.GetProperty("mean").GetDouble(), 1e-9);
        Assert.Equal(
            Math.Sqrt(perSeed.Average(value => Math.Pow(value - perSeed.Average(), 2))),
            reward.GetProperty("std").GetDouble(),
            1e-9
        );
        Assert.InRange(
            reward.GetProperty("mean").GetDouble(),
            reward.GetProperty("low").GetDouble(),
            reward.GetProperty("high").GetDouble()
        );
        Assert.InRange(root.GetProperty("modeAccuracy").GetDouble(), 0, 1);
        Assert.True(root.GetProperty("stepsPerSecond").GetDouble() > 0);
    }

    [Fact]
    public void The_results_file_has_a_row_per_seed_and_a_name_that_says_the_settings()
    {
        Run([.. Brief, "--agents", "1e6", "--seed", "4"]).Succeeded();

        string[] lines = File.ReadAllLines(In("mine", "simulation-n1000000-h5-rollouts4-seeds3-seed4.csv"));
        Assert.Equal("seed,meanReward", lines[0]);
        Assert.Equal("0 1 2", string.Join(' ', lines[1..].Select(line => line.Split(',')[0])));
    }

    [Fact]
    public void Equal_settings_give_equal_files_at_any_thread_count()
    {
        string path = In("mine", "simulation-n40-h5-rollouts4-seeds3-seed1.csv");
        Run([.. Brief, "--threads", "1"]).Succeeded();
        string first = File.ReadAllText(path);
        Run([.. Brief, "--threads", "2"]).Succeeded();

        Assert.Equal(first, File.ReadAllText(path));
    }

    [Fact]
    public void The_trace_has_a_row_per_step_whose_fractions_sum_to_one_and_is_never_overwritten()
    {
        Run([.. Brief, "--trace", "episode.csv"]).Succeeded();

        string[] lines = File.ReadAllLines(In("episode.csv"));
        Assert.Equal(6, lines.Length);
        Assert.StartsWith("step,globalState,mode,globalAction,reward,fraction ", lines[0], StringComparison.Ordinal);
        foreach (string line in lines[1..])
        {
            Assert.Equal(1, line.Split(',')[5..].Sum(double.Parse), 1e-12);
        }

        Assert.Contains(
            "episode.csv, which already exists",
            Run([.. Brief, "--trace", "episode.csv"]).Refused(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "in a folder that does not exist",
            Run([.. Brief, "--trace", "missing/episode.csv"]).Refused(),
            StringComparison.Ordinal
        );
        Assert.Equal(lines, File.ReadAllLines(In("episode.csv")));
    }

    [Fact]
    public void Fewer_agents_than_the_policy_observes_are_refused() =>
        Assert.Contains("--agents is 2; expected at least 3", Run([.. Brief, "--agents", "2"]).Refused(), StringComparison.Ordinal);

    [Fact]
    public void A_cancelled_simulation_writes_nothing()
    {
        int before = Directory.GetFiles(In("mine")).Length;
        Cancel();

        Outcome outcome = Run([.. Brief, "--trace", "episode.csv"]);
        Assert.Equal((130, "", "Cancelled.\n"), (outcome.Code, outcome.Out, outcome.Error));
        Assert.Equal(before, Directory.GetFiles(In("mine")).Length);
        Assert.False(File.Exists(In("episode.csv")));
    }

    [Fact]
    public void A_measurement_that_cannot_be_stored_is_printed_all_the_same()
    {
        Directory.CreateDirectory(In("mine", "simulation-n40-h5-rollouts4-seeds3-seed1.csv")); // a folder where the file should go

        Outcome outcome = Run(Brief);
        Assert.Equal(2, outcome.Code);
        Assert.Contains("Discounted return", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("Results: not stored", outcome.Out, StringComparison.Ordinal);
        Assert.StartsWith("error: the results were not stored: ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void One_seed_has_no_spread_between_seeds()
    {
        string report = Run("simulate", "mine", "--horizon", "5", "--rollouts", "4", "--seeds", "1").Succeeded();
        Assert.Contains("over the episodes of one seed", report.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.DoesNotContain("standard deviation", report, StringComparison.Ordinal);
    }

    [Fact]
    public void The_policy_of_a_cancelled_run_is_deployed_with_a_note()
    {
        Trainer = new ScriptedTrainer
        {
            AfterProposal = done =>
            {
                if (done == 2)
                {
                    Cancel();
                }
            },
        };
        Run("train", "warehouse", "--k", "3", "-o", "cut");

        foreach (
            string[] asked in (string[][])
                [
                    ["simulate", "cut", .. Brief[2..]],
                    ["certify", "cut", "--agents", "3", "--restarts", "0"],
                ]
        )
        {
            Outcome outcome = Run(asked);
            Assert.Equal(0, outcome.Code);
            Assert.StartsWith(
                "Note: the training of this run is not finished; this is its current policy.",
                outcome.Error,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void A_killed_run_without_a_policy_says_how_to_get_one()
    {
        Trainer = new ScriptedTrainer { AfterProposal = _ => throw new InvalidOperationException("stands for a kill") };
        Run("train", "warehouse", "--k", "3", "--out", "killed");

        Assert.Contains(
            $"has no policy yet because its training is not finished; resume it first (`antiphon train --resume {In("killed")}`)",
            Run("simulate", "killed").Refused(),
            StringComparison.Ordinal
        );
    }
}
