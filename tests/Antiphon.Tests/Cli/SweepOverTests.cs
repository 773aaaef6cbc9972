using System.Text.Json;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Cli;

/// <summary>Sweeps that vary options of training beside k and seed.</summary>
public class SweepOverTests : CommandLineTest
{
    private static readonly string[] Small = SmallSweep.AnyStarts;

    private static readonly string[] Over = ["--over", "restarts=1..2", "--over", "sampling=uniform,replacement"];

    [Fact]
    public void Tables_have_a_row_for_each_combination_and_a_column_for_each_option_that_varies()
    {
        Run([.. Small, .. Over, "--out", "grid"]).Succeeded();

        string[] variants = ["1 uniform", "1 replacement", "2 uniform", "2 replacement"];
        Assert.Equal(
            variants.SelectMany(variant => new[] { "1 1", "1 2", "2 1", "2 2" }.Select(cell => $"{variant} {cell}")),
            Columns("cells.csv", "restarts", "sampling", "k", "trainingSeed"),
            StringComparer.Ordinal
        );
        Assert.Equal(
            2 * 4 * 4,
            Columns("evaluations.csv", "restarts", "sampling", "k", "trainingSeed", "evaluationSeed")
                .Distinct(StringComparer.Ordinal)
                .Count()
        );
        Assert.Equal(
            variants.SelectMany(variant => new[] { $"{variant} 1 2", $"{variant} 2 2" }),
            Columns("summary.csv", "restarts", "sampling", "k", "finished"),
            StringComparer.Ordinal
        );
        string[] names = File.ReadAllLines(In("grid", "evaluations.csv"))[0].Split(',');
        Assert.Equal(names.Length, names.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_cell_is_what_train_makes_with_its_options()
    {
        Run([.. Small, .. Over, "--out", "grid"]).Succeeded();
        string[] options =
        [
            "--horizon",
            "5",
            "--rollouts",
            "2",
            "--seeds",
            "2",
            "--agents",
            "40",
            "--restarts",
            "2",
            "--sampling",
            "replacement",
        ];
        Run(["train", "warehouse", "--k", "2", "--seed", "2", .. options, "--out", "one"]).Succeeded();

        Assert.Equal(TemporaryFolder.Contents(In("one")), TemporaryFolder.Contents(In("grid", "cells", "v4-k2-seed2")));
    }

    [Fact]
    public void The_summary_and_the_document_name_what_varies()
    {
        string text = Run([.. Small, .. Over, "--out", "grid"]).Succeeded();
        Assert.Contains(
            "from seed 1; restarts=1..2; sampling=uniform,replacement",
            text.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        Assert.Matches("restarts +sampling +k +deployed", text);

        using var document = JsonDocument.Parse(Run("sweep", "--resume", "grid", "--json").Out);
        JsonElement variant = document.RootElement.GetProperty("options").GetProperty("variants")[3];
        Assert.Equal(
            ["2", "replacement"],
            variant.GetProperty("values").EnumerateArray().Select(value => value.GetString()),
            StringComparer.Ordinal
        );
        Assert.Equal(2, variant.GetProperty("training").GetProperty("restarts").GetInt32());
        Assert.Equal(4, document.RootElement.GetProperty("cells")[15].GetProperty("variant").GetInt32());
        Assert.Equal(0, Run("report", "grid").Code);
        Assert.Contains("restarts=2, sampling=replacement", File.ReadAllText(In("grid", "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_sweep_over_options_goes_on_by_either_command()
    {
        Run([.. Small, .. Over, "--out", "whole"]).Succeeded();
        foreach (string[] again in new[] { [.. Small, .. Over, "--out", "first"], new[] { "sweep", "--resume", "second" } })
        {
            int proposals = 0;
            Trainer = new ScriptedTrainer { AfterProposal = _ => ((Action)(++proposals == 20 ? Cancel : () => { }))() };
            Assert.Equal(130, Run([.. Small, .. Over, "--out", again[^1]]).Code);
            Trainer = new ScriptedTrainer();
            Assert.Equal(0, Run(again).Code);
            Runs.Sweeps.SweepContents.AssertEqual(In("whole"), In(again[^1]));
        }
    }

    [Fact]
    public void Another_list_in_the_same_folder_is_refused_by_name()
    {
        Run([.. Small, .. Over, "--out", "grid"]).Succeeded();

        Assert.Contains(
            "--over is restarts=1,3; the sweep was started with restarts=1..2 sampling=uniform,replacement",
            Run([.. Small, "--over", "restarts=1,3", "--out", "grid"]).Refused(),
            StringComparison.Ordinal
        );
        Assert.Contains("--over is none", Run([.. Small, "--out", "grid"]).Refused(), StringComparison.Ordinal);
        Assert.Contains(
            "--over is restarts=9; the sweep was started with restarts=1..2 sampling=uniform,replacement",
            Run("sweep", "--resume", "grid", "--over", "restarts=9").Refused(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    [Trait("Tier", "full")]
    public void Continuous_games_vary_their_own_options()
    {
        string[] sweep =
        [
            "sweep",
            "warehouse-continuous",
            "--k",
            "1",
            "--seeds",
            "1",
            "--agents",
            "6",
            "--alternations",
            "1",
            "--updates",
            "1",
            "--episodes",
            "2",
            "--episode-steps",
            "3",
            "--rollouts",
            "1",
            "--evaluation-seeds",
            "2",
            "--horizon",
            "3",
            "--baselines",
            "false",
            "--out",
            "grid",
        ];
        Assert.NotEqual(2, Run([.. sweep, "--over", "algorithm=ppo,a2c", "--over", "representatives=1,2"]).Code);

        Assert.Equal(["ppo 1", "ppo 2", "a2c 1", "a2c 2"], Columns("cells.csv", "algorithm", "representatives"));
        Assert.NotEqual(
            File.ReadAllText(In("grid", "cells", "v1-k1-seed1", "policy.json")),
            File.ReadAllText(In("grid", "cells", "v3-k1-seed1", "policy.json")),
            StringComparer.Ordinal
        );
    }

    [Theory]
    [InlineData("--over is threshold; expected OPTION=VALUES", "threshold")]
    [InlineData("--over is threshold=; expected OPTION=VALUES", "threshold=")]
    [InlineData(
        "--over has tresholds; expected an option of training, for example --over threshold=1e-3,1e-4; did you mean threshold?",
        "tresholds=1"
    )]
    [InlineData("--over cannot vary k; use --k with a list", "k=1,2")]
    [InlineData("--over cannot vary agents; all cells are of one game", "agents=10,20")]
    [InlineData("--over cannot vary threads; it changes no result", "threads=1,2")]
    [InlineData("--threshold is abc; expected a number above 0", "threshold=1e-3,abc")]
    [InlineData("--horizon is given, and --over varies it", "horizon=5,10")]
    [InlineData("--over names restarts twice", "restarts=1", "--over", "restarts=2")]
    [InlineData("--algorithm applies only to games with continuous states", "algorithm=ppo")]
    [InlineData("--samples requires a sampled backup", "samples=10,20")]
    public void What_cannot_vary_is_refused_before_anything_is_written(string expected, params string[] over)
    {
        Assert.Contains(expected, Run([.. Small, "--out", "grid", "--over", .. over]).Refused(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("grid")));
    }

    private string[] Columns(string table, params string[] names)
    {
        string[][] rows = [.. File.ReadAllLines(In("grid", table)).Select(line => line.Split(','))];
        return [.. rows[1..].Select(row => string.Join(' ', names.Select(name => row[Array.IndexOf(rows[0], name)])))];
    }
}
