using System.Text.Json;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Cli;

public class OverKTests : CommandLineTest
{
    private static readonly string[] Brief =
    [
        "certify",
        "warehouse-flat",
        "--over-k",
        "1..3",
        "--agents",
        "3",
        "--accuracy",
        "1e-4",
        "--runs",
        "curve",
    ];

    [Fact]
    public void The_document_the_table_and_the_screen_tell_the_same()
    {
        string text = Run([.. Brief, "--within", "1000", "--json"]).Succeeded();
        using var document = JsonDocument.Parse(text);
        JsonElement root = document.RootElement;
        Assert.Equal(
            ("antiphon-observation/1", "exact", 3, 1),
            (
                root.GetProperty("format").GetString(),
                root.GetProperty("method").GetString(),
                root.GetProperty("agents").GetInt32(),
                root.GetProperty("smallestSubsample").GetInt32()
            )
        );
        Assert.Equal(text, File.ReadAllText(In("curve", "observation.json")));
        string[] lines = File.ReadAllLines(In("curve", "observation.csv"));
        Assert.Equal(4, lines.Length);
        JsonElement[] rows = [.. root.GetProperty("rows").EnumerateArray()];
        for (int i = 0; i < rows.Length; i++)
        {
            string[] cells = lines[i + 1].Split(',');
            Assert.Equal(i + 1, rows[i].GetProperty("subsample").GetInt32());
            Assert.Equal(rows[i].GetProperty("value")[0].GetRawText(), cells[1]);
            Assert.Equal(rows[i].GetProperty("shortfall").GetRawText(), cells[7]);
            Assert.True(File.Exists(Path.Combine(rows[i].GetProperty("run").GetString()!, "policy.json")));
        }

        Assert.Contains(
            "Smallest of these k within 1,000.00 of observing all agents: 1",
            Run([.. Brief, "--within", "1000"]).Succeeded(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_tolerance_that_no_k_meets_exits_with_3()
    {
        Outcome outcome = Run([.. Brief, "--within", "1e-9"]);
        Assert.Equal((3, ""), (outcome.Code, outcome.Error));
        Assert.Contains("None of these k is proved to be within", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_that_are_there_are_taken_and_only_the_others_trained()
    {
        Run("train", "warehouse-flat", "--k", "2", "--agents", "40", "--seed", "5", "--out", Path.Combine("curve", "mine")).Succeeded();
        Run("train", "warehouse", "--k", "1", "--out", Path.Combine("curve", "another-game")).Succeeded();
        List<int> trained = [];
        OtherTrainer = (options, game, from, save, progress, cancellation) =>
        {
            trained.Add(options.Subsample);
            return Trainer.Train(options, game, from, save, progress, cancellation);
        };
        using var document = JsonDocument.Parse(Run([.. Brief, "--json"]).Succeeded());
        Assert.Equal([1, 3], trained);
        Assert.EndsWith("mine", document.RootElement.GetProperty("rows")[1].GetProperty("run").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_study_goes_on_where_it_was()
    {
        string whole = Run([.. Brief, "--json"]).Succeeded();
        Directory.Delete(In("curve"), recursive: true);
        int proposals = 0;

        // Four restarts of three proposals at each k: the fifteenth is the third at the second k.
        Trainer = new ScriptedTrainer
        {
            AfterProposal = _ =>
            {
                if (++proposals == 15)
                {
                    Cancel();
                }
            },
        };
        Outcome outcome = Run(Brief);
        Assert.Equal((130, ""), (outcome.Code, outcome.Out));
        Assert.Contains("The same command resumes", outcome.Error, StringComparison.Ordinal);
        Trainer = new ScriptedTrainer();
        Assert.Equal(whole, Run([.. Brief, "--json"]).Succeeded());
    }

    [Theory]
    [InlineData("--over-k has 4; expected at most 3", "certify", "warehouse-flat", "--over-k", "4", "--agents", "3")]
    [InlineData("fits", "certify", "warehouse-flat", "--over-k", "1", "--agents", "1000")]
    [InlineData("count vectors", "certify", "warehouse-flat", "--over-k", "1000")]
    [InlineData("--within requires --over-k", "certify", "warehouse-flat", "--within", "1")]
    [InlineData("--witness is not used with --over-k", "certify", "warehouse-flat", "--over-k", "1", "--witness")]
    [InlineData("a GAME", "certify", "--over-k", "1")]
    [InlineData("there is no game", "certify", "nowhere", "--over-k", "1")]
    public void Bad_input_is_refused(string message, params string[] arguments) =>
        Assert.Contains(message, Run(arguments).Refused(), StringComparison.Ordinal);

    [Fact]
    public void A_run_is_no_folder_of_runs()
    {
        Run("train", "warehouse-flat", "--k", "1", "--agents", "3", "--out", "mine").Succeeded();
        Assert.Contains("is a run itself", Run([.. Brief[..^1], "mine"]).Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sweep_is_no_folder_of_runs_and_contains_one()
    {
        Run("sweep", "warehouse-flat", "--k", "1", "--seeds", "1", "--agents", "3", "--out", "grid", "--prepare").Succeeded();
        Assert.Contains(
            $"grid is a sweep; expected a folder that contains runs: {In("grid", "cells")}",
            Run([.. Brief[..^1], "grid"]).Refused(),
            StringComparison.Ordinal
        );
        Assert.Equal(
            ["game.json", "sweep.json"],
            Directory.GetFiles(In("grid"), "*.json").Select(Path.GetFileName).Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void Something_else_under_a_name_that_is_needed_is_left_alone()
    {
        Run("train", "warehouse", "--k", "1", "--agents", "3", "--out", Path.Combine("curve", "k1")).Succeeded();
        string before = File.ReadAllText(In("curve", "k1", "run.json"));
        Assert.Contains("it was not changed", Run(Brief).Refused(), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(In("curve", "k1", "run.json")));
    }
}
