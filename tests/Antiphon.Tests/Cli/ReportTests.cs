using System.Text.Json.Nodes;
using Antiphon.Cli.Reporting;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Cli;

public class ReportTests : CommandLineTest
{
    private static readonly string[] Drawn = ["deployed-returns", "episode", "global-policy", "local-policy", "value-per-proposal"];

    private string Page => File.ReadAllText(In("mine", "report.html"));

    private void Train(params string[] more) =>
        Run(["train", "warehouse", "--k", "3", "--agents", "6", "--horizon", "20", "--restarts", "2", "--out", "mine", .. more]);

    /// <summary>Whether this build draws figures is no matter here: without its scripts it says so and does everything else.</summary>
    private string Reported(params string[] arguments)
    {
        Outcome outcome = Run(["report", .. arguments]);
        Assert.Equal(0, outcome.Code);
        Assert.Equal(
            ReportScripts.Built.Script is null,
            outcome.Error.StartsWith("Note: the page has tables but no figures", StringComparison.Ordinal)
        );
        Assert.Equal(ReportScripts.Built.Script is null, outcome.Error.Length > 0);
        return outcome.Out;
    }

    [Fact]
    public void A_finished_run_becomes_a_page_and_specifications()
    {
        Train();
        string text = Reported("mine");

        Assert.StartsWith("Report:  mine/report.html (", text, StringComparison.Ordinal);
        Assert.EndsWith("Figures: mine/figures (5 specifications)\n", text, StringComparison.Ordinal);
        Assert.Equal(
            Drawn.Select(name => $"{name}.vl.json"),
            Directory.EnumerateFiles(In("mine", "figures")).Select(Path.GetFileName).Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        Assert.All(Directory.EnumerateFiles(In("mine", "figures")), file =>
            Assert.Equal("https://vega.github.io/schema/vega-lite/v6.json", (string)JsonNode.Parse(File.ReadAllText(file))!["$schema"]!)
        );
        Assert.Contains(
            "Training stopped: converged: no proposal by the oracle of either side gains 0.0234 or more. ",
            Page,
            StringComparison.Ordinal
        );
        Assert.Contains(">constant 2 &#x2B; follow<", Page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("restarts.csv", 2)]
    [InlineData("baselines.csv", 2)]
    public void Its_tables_hold_the_numbers_of_the_files(string file, int column)
    {
        Train();
        Reported("mine");

        Assert.All(File.ReadLines(In("mine", file)).Skip(1), line =>
            Assert.Contains($"<data value=\"{Cells(line)[column]}\">", Page, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Equal_runs_have_equal_pages_and_a_page_is_replaced_by_the_next()
    {
        Train();
        Reported("mine");
        string first = Page;
        Reported("mine");

        Assert.Equal(first, Page);
    }

    [Fact]
    public void The_document_names_every_file()
    {
        Train();
        JsonNode document = JsonNode.Parse(Reported("mine", "--json"))!;

        Assert.Equal("antiphon-report/1", (string)document["format"]!);
        Assert.Equal(In("mine", "report.html"), (string)document["page"]!);
        Assert.Equal(
            Drawn,
            document["figures"]!
                .AsArray()
                .Select(file => Path.GetFileName((string)file!).Replace(".vl.json", "", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        Assert.Equal(ReportScripts.Built.Script is not null, (bool)document["drawn"]!);
    }

    [Fact]
    public void Elsewhere_the_figures_take_the_name_of_the_page_and_only_a_report_is_replaced()
    {
        Train();
        File.WriteAllText(In("thesis.html"), "mine");

        Assert.Contains(
            "thesis.html, which already exists and is not a report",
            Run("report", "mine", "--out", "thesis.html").Refused(),
            StringComparison.Ordinal
        );
        Assert.Equal("mine", File.ReadAllText(In("thesis.html")));
        Assert.Contains(
            "in a folder that does not exist",
            Run("report", "mine", "--out", "none/page.html").Refused(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "page.txt; expected a name that ends in .html",
            Run("report", "mine", "--out", "page.txt").Refused(),
            StringComparison.Ordinal
        );
        Reported("mine", "--out", "page.html");
        Reported("mine", "--out", "page.html");
        Assert.True(File.Exists(In("page-figures", "episode.vl.json")));
        Assert.False(File.Exists(In("mine", "report.html")));
    }

    [Fact]
    public void A_run_that_was_cancelled_is_reported_as_far_as_it_came()
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
        Train();
        Reported("mine");

        Assert.Contains(
            "The training of this run was cancelled. This page shows its state at the last checkpoint. Resume it with <code>antiphon "
                + "train --resume mine</code>.",
            Page,
            StringComparison.Ordinal
        );
        Assert.Contains("2 proposals in 1 restart", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_killed_run_without_a_policy_still_shows_its_proposals()
    {
        Trainer = new ScriptedTrainer { AfterProposal = _ => throw new InvalidOperationException("stands for a kill") };
        Train();
        Reported("mine");

        Assert.Contains("The training of this run is not finished", Page, StringComparison.Ordinal);
        Assert.Contains("id=\"value-per-proposal-title\"", Page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"local-policy-title\"", Page, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Tier", "full")]
    public void Simulations_and_certificate_are_shown_where_they_are()
    {
        Train();
        Run("simulate", "mine", "--rollouts", "2", "--seeds", "3").Succeeded();
        Run("certify", "mine", "--agents", "3").Succeeded();
        Reported("mine");
        string table = Directory.EnumerateFiles(In("mine"), "simulation-*.csv").Single();

        Assert.All(File.ReadLines(table).Skip(1), line =>
            Assert.Contains($"<data value=\"{Cells(line)[1]}\">", Page, StringComparison.Ordinal)
        );
        Assert.Contains("Distance from an equilibrium with 3 agents; every figure is proved.", Page, StringComparison.Ordinal);
        Assert.DoesNotContain("belongs to a different policy", Page, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Tier", "full")]
    public void A_certificate_of_another_policy_is_told_apart()
    {
        Train();
        Run("certify", "mine", "--agents", "3").Succeeded();
        Run("train", "warehouse", "--k", "3", "--agents", "6", "--horizon", "20", "--restarts", "2", "--seed", "9", "--out", "other")
            .Succeeded();
        File.Copy(In("mine", "certificate.json"), In("other", "certificate.json"));
        Reported("other");

        Assert.Contains(
            "belongs to a different policy or sampling rule",
            File.ReadAllText(In("other", "report.html")),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("meanReward", "meanReturn", "line 1 is 'seed,meanReturn'; expected 'seed,meanReward'")]
    [InlineData("\n1,", "\n7,", "line 3 is '7,")]
    [InlineData("\n2,", "\n2,x", "line 4 is '2,x")]
    [InlineData("\n2,", "\n2,1,", "line 4 is '2,1,")]
    public void A_table_that_was_edited_is_named_with_its_line(string old, string now, string expected)
    {
        Train();
        Run("simulate", "mine", "--rollouts", "2", "--seeds", "3").Succeeded();
        string table = Directory.EnumerateFiles(In("mine"), "simulation-*.csv").Single();
        File.WriteAllText(table, File.ReadAllText(table).Replace(old, now, StringComparison.Ordinal));

        Assert.Contains(expected, Run("report", "mine").Refused(), StringComparison.Ordinal);
        Assert.False(File.Exists(In("mine", "report.html")));
    }

    [Fact]
    public void A_table_cut_short_is_refused()
    {
        Train();
        Run("simulate", "mine", "--rollouts", "2", "--seeds", "3").Succeeded();
        string table = Directory.EnumerateFiles(In("mine"), "simulation-*.csv").Single();
        File.WriteAllLines(table, File.ReadAllLines(table)[..^1]);

        Assert.Contains(
            "the end after 2 seeds'; expected '3 seeds, as in the file's name'",
            Run("report", "mine").Refused(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_damaged_trace_is_refused_by_line()
    {
        Train();
        string[] lines = File.ReadAllLines(In("mine", "trace.jsonl"));
        lines[1] = lines[1][..20];
        File.WriteAllLines(In("mine", "trace.jsonl"), lines);

        Assert.Contains(
            "trace.jsonl: line 2 is not complete, correct JSON at line 1, position 21: the text ends before it is complete",
            Run("report", "mine").Refused(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Names_from_a_file_cannot_enter_the_page_as_markup()
    {
        Run("games", "warehouse", "--write", "fleet.json").Succeeded();
        string text = File.ReadAllText(In("fleet.json"));
        File.WriteAllText(
            In("fleet.json"),
            text.Replace("\"zone 1\"", "\"</script><b onclick=x>\\\" 'zone\"", StringComparison.Ordinal)
                .Replace("\"warehouse\"", "\"<i>house\"", StringComparison.Ordinal)
        );
        Run("train", "fleet.json", "--k", "3", "--agents", "6", "--horizon", "20", "--out", "mine").Succeeded();
        Reported("mine");

        Assert.DoesNotContain("<b onclick", Page, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>house", Page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("report needs a RUN or a SWEEP", "report")]
    [InlineData("there is no run folder", "report", "nowhere")]
    public void Nothing_to_report_is_said(string expected, params string[] arguments) =>
        Assert.Contains(expected, Run(arguments).Refused(), StringComparison.Ordinal);

    // A cell within quotation marks may hold commas.
    private static string[] Cells(string line) =>
        [
            .. line.Split('"')
                .Index()
                .Select(part => part.Index % 2 == 1 ? part.Item.Replace(",", ";", StringComparison.Ordinal) : part.Item)
                .Aggregate("", string.Concat)
                .Split(','),
        ];
}
