using System.Text.Json.Nodes;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Cli;

public class ReportOfSweepTests : CommandLineTest
{
    private static readonly string[] Small = [.. SmallSweep.Command, "--out", "grid"];

    private string Reported()
    {
        Assert.Equal(0, Run("report", "grid").Code);
        return File.ReadAllText(In("grid", "report.html"));
    }

    private JsonArray Drawn(string figure) =>
        JsonNode.Parse(File.ReadAllText(In("grid", "figures", $"{figure}.vl.json")))!["data"]!["values"]!.AsArray();

    [Fact]
    public void Its_tables_and_figures_hold_the_numbers_of_the_files()
    {
        Run(Small).Succeeded();
        string page = Reported();
        string[][] summary = [.. File.ReadAllLines(In("grid", "summary.csv")).Select(line => line.Split(','))];
        string[][] cells = [.. File.ReadAllLines(In("grid", "cells.csv")).Select(line => line.Split(','))];

        foreach (string column in new[] { "k", "rewardMean", "rewardLow", "rewardHigh", "valueMean", "globalGainMean", "localGainMean" })
        {
            Assert.All(summary[1..], row =>
                Assert.Contains($"<data value=\"{row[Array.IndexOf(summary[0], column)]}\">", page, StringComparison.Ordinal)
            );
        }

        foreach (string column in new[] { "k", "trainingSeed", "rewardMean", "value", "globalGain", "localGain" })
        {
            Assert.All(cells[1..], row =>
                Assert.Contains($"<data value=\"{row[Array.IndexOf(cells[0], column)]}\">", page, StringComparison.Ordinal)
            );
        }

        string[] Drawing(string field) =>
            [.. Drawn("return-per-k").Where(row => (string)row!["series"]! == "Trained pair").Select(row => row![field]!.ToJsonString())];
        Assert.Equal(summary[1..].Select(row => row[Array.IndexOf(summary[0], "rewardMean")]), Drawing("mean"), StringComparer.Ordinal);
        Assert.Equal(summary[1..].Select(row => row[Array.IndexOf(summary[0], "rewardHigh")]), Drawing("high"), StringComparer.Ordinal);
        Assert.Equal(2, Drawn("mode-accuracy-per-k").Count);
        Assert.Equal(2, Drawn("training-time-per-k").Count);

        // A build without the scripts says so in one note; nothing else is amiss.
        int notes = page.Contains("written by a build without the scripts", StringComparison.Ordinal) ? 1 : 0;
        Assert.Equal(notes, page.Split("role=\"note\"").Length - 1);
    }

    [Fact]
    public void A_sweep_that_was_cut_short_says_how_far_it_came()
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
        Run(Small);
        string page = Reported();

        Assert.Contains(
            "1 of 4 cells are done. This page shows the results so far. Resume the sweep with <code>antiphon sweep --resume grid</code>.",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("Every figure is from one training", page, StringComparison.Ordinal);
        Assert.All(Drawn("return-per-k"), row => Assert.Null(row!["low"]));
    }

    [Fact]
    public void An_empty_sweep_has_nothing_to_draw()
    {
        Trainer = new ScriptedTrainer { AfterProposal = _ => Cancel() };
        Run(Small);
        string page = Reported();

        Assert.Contains("No cell is done yet. The sweep covers 2 values of k.", page, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(In("grid", "figures")));
        Assert.Contains("Figures: none", Run("report", "grid").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Cells_that_failed_are_named_with_their_reason()
    {
        OtherTrainer = (options, game, resumeFrom, onProposal, progress, token) =>
            options.Subsample == 2
                ? throw new InvalidInputException("training at k = 2 needs <9 TB>")
                : Trainer.Train(options, game, resumeFrom, onProposal, progress, token);
        Run(Small);

        Assert.Contains("k = 2 failed with 2 seeds: training at k = 2 needs &lt;9 TB&gt;", Reported(), StringComparison.Ordinal);
        Assert.All(Drawn("return-per-k"), row => Assert.Equal(1, (int)row!["k"]!));
    }

    [Fact]
    public void A_journal_that_was_edited_is_refused_and_edited_tables_are_not_read()
    {
        Run(Small).Succeeded();
        string before = Reported();
        File.WriteAllText(In("grid", "cells.csv"), "k,rewardMean\n1,1000000\n");
        Assert.Equal(before, Reported());

        string journal = In("grid", "journal.jsonl");
        File.WriteAllText(journal, File.ReadAllText(journal).Replace("\"failure\":null", "\"failure\":\"\"", StringComparison.Ordinal));
        Assert.Contains("journal.jsonl", Run("report", "grid").Refused(), StringComparison.Ordinal);
    }
}
