using System.Text.Json.Nodes;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Cli;

/// <summary>When and by which command a run or a sweep was begun: told by its record, shown by its report, part of nothing else.</summary>
public class RunOriginTests : CommandLineTest
{
    private static readonly DateTimeOffset Pi = new(2025, 3, 14, 15, 9, 26, TimeSpan.Zero);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    private static readonly string[] Train = ["train", "warehouse", "--k", "2", "--agents", "6", "--horizon", "10", "--restarts", "1"];
    private static readonly string[] Sweep =
    [
        "sweep",
        "warehouse",
        "--k",
        "1",
        "--seeds",
        "1",
        "--rollouts",
        "2",
        "--horizon",
        "5",
        "--agents",
        "6",
        "--restarts",
        "1",
        "--out",
        "grid",
    ];

    private JsonNode? Origin(params string[] record) => JsonNode.Parse(File.ReadAllText(In(record)))!["origin"];

    private string Reported(string folder)
    {
        Assert.Equal(0, Run("report", folder).Code);
        return File.ReadAllText(In(folder, "report.html"));
    }

    [Fact]
    public void The_record_of_a_run_tells_its_date_and_a_command_that_begins_it_again()
    {
        Clock.Now = Pi;
        Run([.. Train, "--out", "my runs/it's"]).Succeeded();

        JsonNode origin = Origin("my runs", "it's", "run.json")!;
        Assert.Equal(new DateTimeOffset(2025, 3, 14, 15, 9, 26, TimeSpan.Zero), (DateTimeOffset)origin["started"]!);
        Assert.Equal(
            "antiphon train warehouse --k 2 --agents 6 --horizon 10 --restarts 1 --out 'my runs/it'\\''s'",
            (string)origin["command"]!
        );
    }

    [Fact]
    public void A_report_begins_with_date_command_version_seed_game_and_duration()
    {
        Clock.Now = Pi;
        Run([.. Train, "--seed", "7", "--out", "mine"]).Succeeded();
        string head = Reported("mine").Split("</header>")[0];
        string plain = head.Replace("<span class=\"word\">", "", StringComparison.Ordinal)
            .Replace("</span>", "", StringComparison.Ordinal);

        Assert.Contains(">14 March 2025, 15:09 UTC<", head, StringComparison.Ordinal);
        Assert.Contains(
            ">antiphon train warehouse --k 2 --agents 6 --horizon 10 --restarts 1 --seed 7 --out mine </code>",
            plain,
            StringComparison.Ordinal
        );
        Assert.Contains(
            $">antiphon {AntiphonVersion.Current}<",
            head.Replace("&#x2B;", "+", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Contains("<dt>Seed</dt><dd><span class=\"value\">7</span>", head, StringComparison.Ordinal);
        Assert.Contains(
            $"hash {((string)JsonNode.Parse(File.ReadAllText(In("mine", "run.json")))!["gameHash"]!)[..12]}",
            head,
            StringComparison.Ordinal
        );
        Assert.Contains("<dt>Took</dt><dd><span class=\"value\">0.0 s</span>", head, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_made_later_is_the_same_to_the_byte()
    {
        Clock.Now = Pi;
        Run([.. Train, "--out", "mine"]).Succeeded();
        string first = Reported("mine");
        Clock.Now = Pi + Week;

        Assert.Equal(first, Reported("mine"));
    }

    [Fact]
    public void The_same_training_on_another_day_gives_the_same_files()
    {
        Clock.Now = Pi;
        Run([.. Train, "--out", "one"]).Succeeded();
        Clock.Now = Pi + Week;
        Run([.. Train, "--out", "two"]).Succeeded();

        Assert.NotEqual(File.ReadAllText(In("one", "run.json")), File.ReadAllText(In("two", "run.json")), StringComparer.Ordinal);
        Assert.Equal(TemporaryFolder.Contents(In("one")), TemporaryFolder.Contents(In("two")));
    }

    [Fact]
    public void A_run_that_goes_on_keeps_its_origin()
    {
        Clock.Now = Pi;
        Trainer = new ScriptedTrainer { AfterProposal = _ => Cancel() };
        Run([.. Train, "--out", "mine"]);
        string before = Origin("mine", "run.json")!.ToJsonString();
        Clock.Now = Pi + Week;
        Trainer = new ScriptedTrainer();
        Run("train", "--resume", "mine").Succeeded();

        Assert.Equal(before, Origin("mine", "run.json")!.ToJsonString());
    }

    [Fact]
    public void A_sweep_goes_on_whenever_and_in_whatever_words_it_is_asked_for()
    {
        Clock.Now = Pi;
        Run(Sweep).Succeeded();
        Clock.Now = Pi + Week;

        Assert.Contains("already finished", Run([.. Sweep, "--threads", "1"]).Error, StringComparison.Ordinal);
        Assert.Equal($"antiphon {string.Join(' ', Sweep)}", (string)Origin("grid", "sweep.json")!["command"]!);
        Assert.Contains(">14 March 2025, 15:09 UTC<", Reported("grid"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_without_an_origin_is_read_and_its_report_says_so()
    {
        Run([.. Train, "--out", "mine"]).Succeeded();
        JsonObject record = JsonNode.Parse(File.ReadAllText(In("mine", "run.json")))!.AsObject();
        record.Remove("origin");
        File.WriteAllText(In("mine", "run.json"), record.ToJsonString());

        Assert.Contains("<dt>Begun</dt><dd><span class=\"value\">not recorded</span>", Reported("mine"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sweep_without_an_origin_goes_on()
    {
        Run(Sweep).Succeeded();
        string record = In("grid", "sweep.json");
        JsonObject fields = JsonNode.Parse(File.ReadAllText(record))!.AsObject();
        fields.Remove("origin");
        File.WriteAllText(record, fields.ToJsonString());

        Assert.Contains("already finished", Run(Sweep).Error, StringComparison.Ordinal);
    }
}
