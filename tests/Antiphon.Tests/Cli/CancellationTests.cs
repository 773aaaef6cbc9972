using System.Diagnostics;
using Antiphon.Cli;
using Antiphon.Cli.Help;
using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Tests.Architecture;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Cli;

/// <summary>
/// Every verb ends within two seconds of a request to stop, whenever that comes. Questions are such that most would take minutes.
/// </summary>
[Collection(Alone.Name)]
[Trait("Tier", "full")]
public class CancellationTests : CommandLineTest
{
    private const double AllowedSeconds = 2;

    // Other work on the machine may delay an attempt.
    private const int Attempts = 4;

    // For each verb: the question, and what has to be there before it is asked.
    private static readonly Dictionary<string, (string[] Question, string[][] Before)[]> Questions = new(StringComparer.Ordinal)
    {
        ["train"] =
        [
            (["train", "hundred.json", "--k", "3", "--out", "FRESH"], []),
            (["train", "hundred.json", "--k", "1", "--out", "FRESH"], []),
            (["train", "hundred.json", "--k", "2", "--global-oracle", "surrogate", "--out", "FRESH"], []),
            (["train", "warehouse", "--k", "60", "--out", "FRESH"], []),
            (["train", "warehouse", "--k", "60", "--watch", "--out", "FRESH"], []),
            (["train", "warehouse", "--k", "10", "--sampling", "weighted:near=3", "--out", "FRESH"], []),
            (["train", "warehouse", "--k", "20", "--backup", "sampled", "--global-oracle", "surrogate", "--out", "FRESH"], []),
            (["train", "warehouse-continuous", "--k", "10", "--algorithm", "trpo", "--out", "FRESH"], []),
        ],
        ["simulate"] = [(["simulate", "small", "--rollouts", "100000", "--horizon", "10000"], [Small])],
        ["show"] = [(["show", "small"], [Small])],
        ["sweep"] =
        [
            (["sweep", "warehouse", "--k", "40..60:10", "--seeds", "3", "--out", "FRESH"], []),
            (["sweep", "warehouse-continuous", "--k", "1,10", "--seeds", "2", "--out", "FRESH"], []),
            (["sweep", "warehouse", "--k", "40,60", "--over", "restarts=1..4", "--out", "FRESH"], []),
            (["sweep", "--worker", "grid"], [Prepared]),
            (["sweep", "--status", "grid"], [Prepared]),
        ],
        ["memory"] = [(["memory", "warehouse", "--k", "1..20"], [])],
        ["certify"] = [(["certify", "small"], [Small]), (["certify", "neural", "--proposals", "1000", "--rollouts", "100000"], [Neural])],
        ["verify"] = [(["verify", "small"], [Small, ["certify", "small", "--agents", "6"]])],
        ["log"] =
        [
            (["log", "warehouse", "--k", "3", "--steps", "1e9", "--out", "FRESH.csv"], []),
            (["log", "warehouse", "--k", "60", "--policy", "epsilon-greedy", "--steps", "10", "--out", "FRESH.csv"], []),
        ],
        ["learn"] =
        [
            (
                ["learn", "warehouse.csv"],
                [
                    ["log", "warehouse", "--k", "2", "--steps", "20000", "--out", "warehouse.csv"],
                ]
            ),
        ],
        ["plan"] = [(["plan", "hundred.json", "--epsilon", "0.1"], [])],
        ["validate"] = [(["validate", "hundred.json"], [])],
        ["reproduce"] =
        [
            (["reproduce", "warehouse", "--out", "FRESH"], []),
            (["reproduce", "warehouse", "--worker", "--out", "FRESH"], []),
            (["reproduce", "federated", "--out", "FRESH"], []),
        ],
        ["serve"] =
        [
            (["serve", "small", "--urls", "http://127.0.0.1:0"], [Small]),
            (["serve", "--runs", ".", "--urls", "http://127.0.0.1:0"], [Small]),
        ],
        ["report"] = [(["report", "small"], [Small])],
        ["export"] = [(["export", "small", "--onnx"], [Small])],
        ["environment"] = [(["environment", "warehouse", "--k", "3"], [])],
        ["import"] = [(["import", "wear.mdp"], [])],
        ["games"] = [(["games"], [])],
    };

    private static string[] Small =>
        ["train", "warehouse", "--k", "3", "--agents", "30", "--restarts", "1", "--sweeps", "1", "--out", "small"];

    private static string[] Prepared => ["sweep", "warehouse", "--k", "40..60:10", "--seeds", "3", "--out", "grid", "--prepare"];

    private static string[] Neural =>
        [
            "train",
            "warehouse-continuous",
            "--k",
            "3",
            "--alternations",
            "1",
            "--updates",
            "1",
            "--rollouts",
            "1",
            "--seeds",
            "2",
            "--out",
            "neural",
        ];

    public static TheoryData<string, int> Verbs
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach ((string verb, (string[] Question, string[][] Before)[] questions) in Questions)
            {
                for (int number = 0; number < questions.Length; number++)
                {
                    data.Add(verb, number);
                }
            }

            return data;
        }
    }

    [Fact]
    public void Every_verb_is_asked() =>
        Assert.Equal(
            AntiphonProgram
                .CommandLine(Surroundings(TextWriter.Null, TextWriter.Null))
                .Subcommands.OfType<Verb>()
                .Select(verb => verb.Name)
                .Order(StringComparer.Ordinal),
            Questions.Keys.Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Stops_within_two_seconds_whenever_it_is_asked(string verb, int number)
    {
        GameFile.Save(
            new RandomGame(301)
            {
                LocalStates = 100,
                GlobalStates = 5,
                GlobalActions = 5,
                Agents = 1000,
                Dirichlet = 1,
            }.Create(),
            In("hundred.json")
        );
        File.Copy(Path.Combine(RepositoryRoot.Path, "examples", "wear.mdp"), In("wear.mdp"));
        (string[] question, string[][] before) = Questions[verb][number];
        foreach (string[] step in before)
        {
            Assert.Contains(Run(step).Code, new[] { 0, 3 });
        }

        OtherTrainer = new Surroundings
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            Folder = Folder,
        }.Trainer;
        MeasureSpeed = TrainingSpeed.Measure;
        foreach (int milliseconds in new[] { 0, 150, 1000, 3000 })
        {
            var delays = new List<double>();
            do
            {
                delays.Add(Delay(question, milliseconds, delays.Count));
            } while (delays.Min() > AllowedSeconds && delays.Count < Attempts);
            Assert.True(
                delays.Min() <= AllowedSeconds,
                $"{string.Join(' ', question)}: asked after {milliseconds} ms, ended {delays.Min():F1} s later"
            );
        }
    }

    // Seconds from the request to the end; 0 when the verb had ended before.
    private double Delay(string[] question, int milliseconds, int attempt)
    {
        string[] arguments =
        [
            .. question.Select(word => word.Replace("FRESH", $"fresh-{milliseconds}-{attempt}", StringComparison.Ordinal)),
        ];
        (double asked, Stopwatch clock) = (0.0, Stopwatch.StartNew());
        if (milliseconds == 0)
        {
            Cancel();
        }

        using var timer = new Timer(_ =>
        {
            try
            {
                asked = clock.Elapsed.TotalSeconds;
                Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The verb has just ended.
            }
        });
        timer.Change(milliseconds == 0 ? Timeout.Infinite : milliseconds, Timeout.Infinite);
        Outcome outcome = Run(arguments);
        double end = clock.Elapsed.TotalSeconds;
        timer.Change(Timeout.Infinite, Timeout.Infinite);
        Assert.True(outcome.Code is 130 or 0 or 3, $"{string.Join(' ', arguments)}: exit code {outcome.Code}: {outcome.Error}");
        return milliseconds == 0 ? end
            : asked > 0 ? end - asked
            : 0;
    }
}
