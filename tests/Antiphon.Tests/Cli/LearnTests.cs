using System.Text.Json;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Runs;

namespace Antiphon.Tests.Cli;

public class LearnTests : CommandLineTest
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

    public LearnTests() => File.WriteAllText(In("small.json"), SmallGame);

    [Theory]
    [InlineData("q-learning")]
    [InlineData("model")]
    public void What_is_learned_from_a_log_is_a_run_like_any_other(string route)
    {
        Run("log", "small.json", "--k", "2", "--steps", "60000", "--local", "always 1", "--out", "history.csv").Succeeded();
        using var document = JsonDocument.Parse(Run("learn", "history.csv", "--route", route, "--out", "mine", "--json").Succeeded());
        JsonElement root = document.RootElement;
        Assert.Equal("antiphon-learn/1", root.GetProperty("format").GetString());
        Assert.Equal(12, root.GetProperty("audit").GetProperty("entriesSeen").GetInt32());
        Assert.Equal(JsonValueKind.Null, root.GetProperty(route == "model" ? "qLearning" : "model").ValueKind);
        Assert.Equal(6, root.GetProperty("policy").GetProperty("allActionsKnown").GetInt32());
        Assert.Equal(root.GetRawText(), File.ReadAllText(In("mine", "learn.json")).TrimEnd());

        StoredRun run = FiniteCodec.Instance.Open(In("mine"));
        CooperativeGame game = run.LoadGame();
        JointPolicy policy = run.LoadPolicy(game);
        Assert.Equal((RunStatus.Finished, StopReason.LogExhausted), (run.Record.Status, run.Record.StopReason!.Value));
        TabularGlobalPolicy exact = new GLearn(new GLearnOptions()).Solve(game, policy.Local, 2).Policy;
        Assert.True(
            policy.SameAs(new JointPolicy(exact, BaselinePolicies.Local(game).Single(baseline => baseline.Name == "always 1").Policy))
        );

        Run("simulate", "mine", "--rollouts", "2").Succeeded();
        Assert.Contains(
            "\"exact\"",
            Run("certify", "mine", "--accuracy", "1e-4", "--restarts", "0", "--json").Succeeded(),
            StringComparison.Ordinal
        );
        string again = Run("train", "--resume", "mine").Out.ReplaceLineEndings(" ");
        Assert.Contains("the global agent's policy was learned from the whole log", again, StringComparison.Ordinal);
        Assert.Contains("Its local agents act as in the log", again, StringComparison.Ordinal);
        Assert.NotEqual(1, Run("report", "mine").Code);
        Assert.Equal(route == "model", File.Exists(In("mine", "model.csv")));
        Assert.Single(File.ReadAllLines(In("mine", "unknown.csv")));
    }

    [Fact]
    public void Equal_commands_give_equal_files()
    {
        foreach (string name in new[] { "one", "two" })
        {
            Directory.CreateDirectory(In(name));
            Run(
                    "log",
                    "small.json",
                    "--k",
                    "2",
                    "--steps",
                    "3000",
                    "--policy",
                    "epsilon-greedy",
                    "--seed",
                    "9",
                    "--out",
                    $"{name}/history.csv"
                )
                .Succeeded();
            Run("learn", $"{name}/history.csv", "--out", $"{name}/mine").Succeeded();
        }

        Assert.Equal(
            Tests
                .Runs.TemporaryFolder.Contents(In("one"))
                .Select(file => (file.Key, file.Value.Replace("/one/", "/two/", StringComparison.Ordinal)))
                .Order(),
            Tests.Runs.TemporaryFolder.Contents(In("two")).Select(file => (file.Key, file.Value)).Order()
        );
    }

    [Fact]
    public void Unseen_cells_are_listed_with_the_rule_that_acts_there()
    {
        Run("log", "small.json", "--k", "3", "--steps", "20", "--out", "history.csv").Succeeded();
        string summary = Run("learn", "history.csv", "--fallback", "constant 1", "--out", "mine").Succeeded();
        Assert.Contains(
            "the fallback 'constant 1' (listed in unknown.csv)",
            string.Join(' ', summary.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal
        );
        string[] lines = File.ReadAllLines(In("mine", "unknown.csv"));
        Assert.Equal("globalState,count 0,count 1,knownActions,action,rule", lines[0]);
        Assert.All(lines.Skip(1).Where(line => line.Split(',')[3] == "0"), line =>
            Assert.EndsWith(",1,constant 1", line, StringComparison.Ordinal)
        );
        Assert.Contains(lines, line => line.EndsWith(",best of the known", StringComparison.Ordinal));
    }

    [Fact]
    public void The_policy_of_a_run_can_be_logged_and_learned_from()
    {
        Run("log", "small.json", "--k", "2", "--steps", "2000", "--out", "first.csv").Succeeded();
        Run("learn", "first.csv", "--out", "first").Succeeded();
        using var log = JsonDocument.Parse(
            Run("log", "small.json", "--policy", "first", "--epsilon", "0.2", "--steps", "4000", "--out", "second.csv", "--json")
                .Succeeded()
        );
        Assert.Equal(
            (2, "first, epsilon 0.2"),
            (log.RootElement.GetProperty("subsample").GetInt32(), log.RootElement.GetProperty("behaviour").GetString())
        );
        Run("learn", "second.csv", "--step", "constant", "--alpha", "0.01", "--out", "second").Succeeded();
        Assert.Contains(
            "--k is 1; the policy of first observes 2",
            Run("log", "small.json", "--policy", "first", "--k", "1", "--steps", "10").Refused(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "first is of small, a different game from warehouse",
            Run("log", "warehouse", "--policy", "first", "--steps", "10").Refused(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_log_of_other_origin_needs_its_game_its_local_policy_and_what_it_tracks()
    {
        Run("log", "small.json", "--k", "2", "--steps", "5000", "--out", "history.csv").Succeeded();
        string[] question = ["learn", "history.csv", "--game", "small.json", "--local", "uniform", "--tracked", "fixed", "--audit"];
        Assert.Contains(
            "--game is for logs without a description; history.log.json describes this one",
            Run(question).Refused(),
            StringComparison.Ordinal
        );
        string described = Run("learn", "history.csv", "--audit").Succeeded();
        File.Delete(In("history.log.json"));
        Assert.Contains("--game, --local, --tracked are missing", Run("learn", "history.csv").Refused(), StringComparison.Ordinal);
        Assert.Contains(
            "--local is missing",
            Run("learn", "history.csv", "--game", "small.json", "--tracked", "fixed").Refused(),
            StringComparison.Ordinal
        );
        Assert.Equal(described, Run(question).Succeeded());
        Assert.Contains(
            "do not move like the same agents",
            Run("learn", "history.csv", "--game", "small.json", "--local", "always 0", "--tracked", "fixed", "--audit")
                .Succeeded()
                .ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "--local is 'alwys 0'",
            Run("learn", "history.csv", "--game", "small.json", "--local", "alwys 0", "--tracked", "fixed").Refused(),
            StringComparison.Ordinal
        );
        Assert.Contains("there is no log elsewhere.csv", Run("learn", "elsewhere.csv").Refused(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--steps is missing", "log", "small.json", "--k", "2")]
    [InlineData("--k is missing", "log", "small.json", "--steps", "10")]
    [InlineData("--k is 7; expected at most 6", "log", "small.json", "--k", "7", "--steps", "10")]
    [InlineData("log needs a GAME", "log")]
    [InlineData("--epsilon is not used with --policy uniform", "log", "small.json", "--k", "2", "--steps", "10", "--epsilon", "0.5")]
    [InlineData("expected a name that ends in .csv", "log", "small.json", "--k", "2", "--steps", "10", "--out", "history.json")]
    [InlineData("there is no run folder", "log", "small.json", "--k", "2", "--steps", "10", "--policy", "nowhere")]
    [InlineData("--local is 'nowhere'", "log", "small.json", "--k", "2", "--steps", "10", "--local", "nowhere")]
    [InlineData("learn needs a LOG", "learn")]
    [InlineData("--alpha is not used with --route model", "learn", "x.csv", "--route", "model", "--alpha", "0.5")]
    [InlineData("--delta is not used with --route q-learning", "learn", "x.csv", "--delta", "0.5")]
    [InlineData("--exponent is not used with steps that are not polynomial", "learn", "x.csv", "--step", "linear", "--exponent", "0.5")]
    [InlineData("add --step constant or --step linear", "learn", "x.csv", "--theorem-steps")]
    [InlineData("--start is x; expected a number", "learn", "x.csv", "--start", "x")]
    [InlineData("--alpha is not used with --theorem-steps", "learn", "x.csv", "--step", "linear", "--theorem-steps", "--alpha", "0.5")]
    public void Wrong_usage_is_named_and_nothing_is_written(string expected, params string[] arguments)
    {
        Assert.Contains(expected, Run(arguments).Refused(), StringComparison.Ordinal);
        Assert.Equal(In("small.json"), Assert.Single(Directory.EnumerateFileSystemEntries(Folder)));
    }

    [Fact]
    public void Nothing_is_overwritten()
    {
        Run("log", "small.json", "--k", "2", "--steps", "50", "--out", "history.csv").Succeeded();
        Assert.Contains(
            "history.csv already exists",
            Run("log", "small.json", "--k", "2", "--steps", "50", "--out", "history.csv").Refused(),
            StringComparison.Ordinal
        );
        // With the same description a log that was cut short is made good; with another one it would be described wrongly.
        File.Delete(In("history.csv"));
        Assert.Contains(
            "history.log.json already exists",
            Run("log", "small.json", "--k", "2", "--steps", "50", "--seed", "2", "--out", "history.csv").Refused(),
            StringComparison.Ordinal
        );
        File.Delete(In("history.log.json"));
        Run("log", "small.json", "--k", "2", "--steps", "50", "--out", "history.csv").Succeeded();
        Run("learn", "history.csv", "--out", "mine").Succeeded();
        Assert.Contains(
            "already exists; nothing was overwritten",
            Run("learn", "history.csv", "--out", "mine").Refused(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_damaged_log_leaves_no_run_behind()
    {
        Run("log", "small.json", "--k", "2", "--steps", "50", "--out", "history.csv").Succeeded();
        string[] lines = File.ReadAllLines(In("history.csv"));
        lines[30] = lines[30].Replace(",0,", ",9,", StringComparison.Ordinal);
        File.WriteAllLines(In("history.csv"), lines);
        Assert.Contains("history.csv: line 31 has the ", Run("learn", "history.csv", "--out", "mine").Refused(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("mine")));
    }

    [Fact]
    public void The_theorems_bound_is_told_where_it_holds()
    {
        Run("log", "small.json", "--k", "1", "--steps", "20000", "--out", "history.csv").Succeeded();
        using var held = JsonDocument.Parse(
            Run("learn", "history.csv", "--step", "constant", "--alpha", "0.001", "--out", "a", "--json").Succeeded()
        );
        Assert.True(held.RootElement.GetProperty("qLearning").GetProperty("errorBound").GetDouble() > 0);
        Assert.Empty(held.RootElement.GetProperty("qLearning").GetProperty("reservations").EnumerateArray());
        Assert.Contains(
            "It is vacuous: all values lie within",
            string.Join(
                ' ',
                Run("learn", "history.csv", "--step", "constant", "--alpha", "0.001", "--out", "d")
                    .Succeeded()
                    .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            ),
            StringComparison.Ordinal
        );
        using var theorem = JsonDocument.Parse(
            Run("learn", "history.csv", "--step", "linear", "--theorem-steps", "--out", "b", "--json").Succeeded()
        );
        Assert.Equal("linear", theorem.RootElement.GetProperty("qLearning").GetProperty("step").GetProperty("rule").GetString());
        Assert.Equal(JsonValueKind.Null, theorem.RootElement.GetProperty("qLearning").GetProperty("errorBound").ValueKind);
        Run("log", "small.json", "--k", "1", "--steps", "20000", "--episode-length", "100", "--out", "episodes.csv").Succeeded();
        using var many = JsonDocument.Parse(Run("learn", "episodes.csv", "--step", "constant", "--out", "c", "--json").Succeeded());
        Assert.Contains(
            "it requires one trajectory",
            many.RootElement.GetProperty("qLearning").GetProperty("reservations")[0].GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_documents_have_the_names_that_readers_rely_on()
    {
        using var log = JsonDocument.Parse(
            Run("log", "small.json", "--k", "2", "--steps", "500", "--out", "history.csv", "--json").Succeeded()
        );
        Assert.Equal(
            "format version game gameHash agents subsample steps episodes tracked columns behaviour seed meanReward bytes logFile "
                + "descriptionFile",
            Names(log.RootElement)
        );
        using var learned = JsonDocument.Parse(Run("learn", "history.csv", "--json").Succeeded());
        Assert.Equal(
            "format version logFile game gameHash agents valueRange audit qLearning model policy value valueErrorBound deployed "
                + "globalGain runFolder",
            Names(learned.RootElement)
        );
        Assert.Equal(
            "steps episodes transitions subsample columns tracked meanReward smallestReward largestReward cells cellsSeen cellsComplete "
                + "entries entriesSeen leastVisits leastVisitsSeen minimumFrequency "
                + "relaxationTime relaxationIsOpen mixingTimeQuarter localDeviation globalDeviation deviationTolerance rewardDifference "
                + "notices",
            Names(learned.RootElement.GetProperty("audit"))
        );
        Assert.Equal(
            "step startValue updates dropped contraction errorBound reservations",
            Names(learned.RootElement.GetProperty("qLearning"))
        );
        Assert.Equal("allActionsKnown someActionsKnown noActionKnown fallback", Names(learned.RootElement.GetProperty("policy")));
        using var model = JsonDocument.Parse(Run("learn", "history.csv", "--route", "model", "--json").Succeeded());
        Assert.Equal(
            "delta errorBound reservations rewardResidual leastVisitsOfALaw largestRadius",
            Names(model.RootElement.GetProperty("model"))
        );
        Assert.Equal(
            "antiphon-recording/1 antiphon-learn/1",
            $"{log.RootElement.GetProperty("format")} {learned.RootElement.GetProperty("format")}"
        );

        static string Names(JsonElement element) => string.Join(' ', element.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public void A_cancelled_recording_leaves_nothing()
    {
        Cancel();
        Assert.Equal(130, Run("log", "small.json", "--k", "2", "--steps", "1e6", "--out", "history.csv").Code);
        Assert.Equal(In("small.json"), Assert.Single(Directory.EnumerateFileSystemEntries(Folder)));
    }

    [Fact]
    public void Redrawn_agents_are_named_by_the_audit_and_refused_by_the_model()
    {
        Run("log", "small.json", "--k", "2", "--steps", "5000", "--tracked", "fresh", "--out", "history.csv").Succeeded();
        Assert.Contains("drawn anew in every step", Run("learn", "history.csv", "--audit").Succeeded(), StringComparison.Ordinal);
        Assert.Contains("drawn anew in every step", Run("learn", "history.csv", "--route", "model").Refused(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("runs")));
        Assert.Equal(TrackedSet.Fresh, LogDescriptionFile.Load(In("history.log.json")).Tracked);
    }
}
