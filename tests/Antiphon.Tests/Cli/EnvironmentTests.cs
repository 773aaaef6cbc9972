using System.Text.Json.Nodes;
using Antiphon.Cli.Environments;
using Antiphon.Tests.Architecture;

namespace Antiphon.Tests.Cli;

/// <summary>The protocol of `antiphon environment`, driven through text readers (docs/environment.md).</summary>
public class EnvironmentTests : CommandLineTest
{
    private static readonly string[] Both = ["environment", "warehouse", "--k", "2", "--agents", "3"];

    [Fact]
    public void Every_line_gets_one_line_and_the_end_of_input_ends_the_process()
    {
        JsonNode[] replies = Ask(Both, """{"request":"describe"}""", """{"request":"reset","seed":7}""", Act(0, 0, 1, 2));

        Assert.Equal([1, 2, 3], replies.Select(reply => (int)reply["line"]!));
        Assert.Equal("antiphon-environment/1", (string)replies[0]["format"]!);
        Assert.Equal((3, 2, 1), ((int)replies[0]["agents"]!, (int)replies[0]["k"]!, (int)replies[0]["batch"]!));
        Assert.Equal((0, 1), ((int)replies[1]["step"]!, (int)replies[2]["step"]!));
        Assert.Equal(3, replies[1]["localState"]![0]!.AsArray().Count);
        Assert.Equal(2, replies[1]["observation"]![0]!.AsArray().Sum(count => (int)count!));
        Assert.Equal(3, replies[2]["localReward"]![0]!.AsArray().Count);
        Assert.False((bool)replies[2]["truncated"]!);
    }

    [Fact]
    public void An_empty_input_ends_well() => Assert.Equal("", Run(Both).Succeeded());

    [Fact]
    public void Equal_seeds_give_equal_trajectories()
    {
        string[] lines = ["""{"request":"reset","seed":7}""", Act(4, 0, 1, 2), Act(1, 2, 2, 0)];
        Assert.Equal(Told(Ask(Both, lines)), Told(Ask(Both, lines)), StringComparer.Ordinal);
        Assert.NotEqual(
            Told(Ask(Both, lines)),
            Told(Ask(Both, ["""{"request":"reset","seed":8}""", .. lines[1..]])),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void A_batch_equals_single_environments_with_the_same_numbers()
    {
        const int Size = 4;
        string[] actions = ["[0,1,2]", "[2,1,0]", "[1,1,1]", "[0,0,2]"];
        string[] step = [.. actions.Select((own, place) => Step($"[{place}]", $"[{own}]"))];
        JsonNode[] batch = Ask(
            [.. Both, "--batch", "4"],
            """{"request":"reset","seed":9}""",
            Step("[0,1,2,3]", $"[{string.Join(',', actions)}]")
        );
        for (int place = 0; place < Size; place++)
        {
            JsonNode[] single = Ask(Both, $$"""{"request":"reset","seed":9,"first":{{place}}}""", step[place]);
            foreach (string field in new[] { "globalState", "observation", "localState", "reward", "localReward" })
            {
                Assert.Equal(single[1][field]![0]!.ToJsonString(), batch[1][field]![place]!.ToJsonString());
            }
        }
    }

    [Fact]
    public void A_reset_without_a_seed_goes_on_with_the_next_episodes()
    {
        JsonNode[] replies = Ask(
            Both,
            """{"request":"reset","seed":9,"batch":2}""",
            """{"request":"reset"}""",
            """{"request":"reset","seed":9,"batch":4}"""
        );

        Assert.Equal(replies[2]["localState"]![2]!.ToJsonString(), replies[1]["localState"]![0]!.ToJsonString());
        Assert.Equal(replies[2]["localState"]![3]!.ToJsonString(), replies[1]["localState"]![1]!.ToJsonString());
    }

    [Theory]
    [InlineData("", "is not JSON at byte 0")]
    [InlineData("{\"request\":\"reset\"", "is not JSON")]
    [InlineData("[]", "expected an object with \"request\": one of describe, reset, step")]
    [InlineData("{\"request\":\"close\"}", "expected an object with \"request\"")]
    [InlineData("{\"request\":\"reset\",\"seed\":-1}", "seed is -1; expected a whole number from 0")]
    [InlineData("{\"request\":\"reset\",\"batch\":0}", "batch is 0; expected a whole number from 1 to 1000000")]
    [InlineData("{\"request\":\"reset\",\"sed\":1}", "sed is not a field of reset; expected seed, batch, first")]
    [InlineData("{\"request\":\"describe\",\"seed\":1}", "seed is not a field of describe; expected no further field")]
    [InlineData("{\"request\":\"reset\",\"seed\":1,\"seed\":1}", "is not JSON")]
    [InlineData("{\"request\":\"step\"}", "globalAction is missing; expected 1 actions, one per environment")]
    [InlineData("{\"request\":\"step\",\"globalAction\":1}", "globalAction is 1; expected an array of 1 entries, one per environment")]
    [InlineData("{\"request\":\"step\",\"globalAction\":[1,2]}", "globalAction has 2 entries; expected 1, one per environment")]
    [InlineData("{\"request\":\"step\",\"globalAction\":[5]}", "globalAction[0] is 5; expected an action from 0 to 4")]
    [InlineData("{\"request\":\"step\",\"globalAction\":[\"up\"]}", "globalAction[0] is \"up\"; expected an action from 0 to 4")]
    [InlineData("{\"request\":\"step\",\"globalAction\":[0]}", "localActions is missing; expected 1 arrays, one per environment")]
    [InlineData(
        "{\"request\":\"step\",\"globalAction\":[0],\"localActions\":[[0,0]]}",
        "localActions[0] has 2 entries; expected 3, one per local agent"
    )]
    [InlineData(
        "{\"request\":\"step\",\"globalAction\":[0],\"localActions\":[[0,0,3]]}",
        "localActions[0][2] is 3; expected an action from 0 to 2"
    )]
    public void A_malformed_line_gets_an_error_with_its_number_and_moves_nothing(string line, string expected)
    {
        JsonNode[] replies = Ask(Both, """{"request":"reset","seed":7}""", line, Act(0, 0, 1, 2));
        JsonNode[] undisturbed = Ask(Both, """{"request":"reset","seed":7}""", Act(0, 0, 1, 2));

        Assert.Equal(2, (int)replies[1]["line"]!);
        Assert.Contains(expected, (string)replies[1]["error"]!, StringComparison.Ordinal);
        Assert.Equal(undisturbed[1]["localState"]!.ToJsonString(), replies[2]["localState"]!.ToJsonString());
    }

    [Fact]
    public void A_wrong_decision_in_one_environment_moves_none()
    {
        string[] lines =
        [
            """{"request":"reset","seed":7,"batch":2}""",
            Step("[0,0]", "[[1,1,1],[1,1,7]]"),
            Step("[0,0]", "[[0,0,0],[0,0,0]]"),
        ];

        JsonNode[] replies = Ask(Both, lines);

        Assert.Contains("localActions[1][2] is 7", (string)replies[1]["error"]!, StringComparison.Ordinal);
        Assert.Equal(1, (int)replies[2]["step"]!);
        Assert.Equal(Ask(Both, lines[0], lines[2])[1]["reward"]!.ToJsonString(), replies[2]["reward"]!.ToJsonString());
    }

    [Fact]
    public void A_step_needs_an_episode_that_goes_on()
    {
        JsonNode[] replies = Ask(
            [.. Both, "--horizon", "1"],
            Act(0, 0, 0, 0),
            """{"request":"reset"}""",
            Act(0, 0, 0, 0),
            Act(0, 0, 0, 0),
            """{"request":"reset"}"""
        );

        Assert.Equal("there is no episode yet; reset first", (string)replies[0]["error"]!);
        Assert.True((bool)replies[2]["truncated"]!);
        Assert.Equal("the episodes ended at step 1; reset first", (string)replies[3]["error"]!);
        Assert.Equal(0, (int)replies[4]["step"]!);
    }

    [Fact]
    public void Counts_in_place_of_agents_name_how_many_take_each_action()
    {
        string[] counted = [.. Both, "--locals", "counts"];
        JsonNode start = Ask(counted, """{"request":"reset","seed":7}""")[0];
        int[] counts = [.. start["localCounts"]![0]!.AsArray().Select(count => (int)count!)];
        string follow = string.Join(',', counts.Select(count => $"[0,{count},0]"));
        string wrong = string.Join(',', counts.Select(count => $"[1,{count},0]"));

        JsonNode[] replies = Ask(counted, """{"request":"reset","seed":7}""", Step("[0]", $"[[{wrong}]]"), Step("[0]", $"[[{follow}]]"));

        Assert.Equal(3, counts.Sum());
        Assert.Contains("localActions[0][0] sums to", (string)replies[1]["error"]!, StringComparison.Ordinal);
        Assert.Equal(3, replies[2]["localCounts"]![0]!.AsArray().Sum(count => (int)count!));
    }

    [Fact]
    public void A_side_with_a_fixed_policy_is_neither_asked_nor_shown()
    {
        JsonNode[] dispatcher = Ask(
            ["environment", "warehouse", "--k", "2", "--local", "follow"],
            """{"request":"reset"}""",
            """{"request":"step","globalAction":[3]}""",
            """{"request":"step","globalAction":[3],"localActions":[[]]}"""
        );

        Assert.Null(dispatcher[0]["localState"]);
        Assert.Null(dispatcher[0]["localCounts"]);
        Assert.Equal(1, (int)dispatcher[1]["step"]!);
        Assert.Contains("a fixed policy decides for the local agents", (string)dispatcher[2]["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_and_its_policy_file_decide_alike_for_the_dispatcher()
    {
        Run("train", "warehouse", "--k", "3", "--agents", "6", "--horizon", "20", "--restarts", "1", "--out", "mine");
        string[] lines = ["""{"request":"reset","seed":3}""", Step(null, "[[0,1,2,0,1,2]]"), Step(null, "[[1,1,2,2,0,0]]")];
        string[] start = ["environment", "warehouse", "--agents", "6", "--global"];

        JsonNode[] run = Ask([.. start, "mine"], lines);

        Assert.Null(run[0]["observation"]);
        Assert.Equal(Told(run), Told(Ask([.. start, "mine/policy.json"], lines)), StringComparer.Ordinal);
    }

    [Fact]
    public void Forbidden_actions_are_described_and_refused()
    {
        File.Copy(Path.Combine(RepositoryRoot.Path, "examples", "robots.json"), In("robots.json"));
        JsonNode[] replies = Ask(
            ["environment", "robots.json", "--k", "1", "--agents", "1"],
            """{"request":"describe"}""",
            """{"request":"reset"}""",
            Step("[0]", "[[9]]")
        );

        JsonArray allowed = replies[0]["allowedLocalActions"]!.AsArray();
        int state = (int)replies[1]["localState"]![0]![0]!;
        int globalState = (int)replies[1]["globalState"]![0]!;
        int forbidden = Enumerable.Range(0, 9).First(action => allowed[state]![globalState]!.AsArray().All(own => (int)own! != action));
        JsonNode[] again = Ask(
            ["environment", "robots.json", "--k", "1", "--agents", "1"],
            """{"request":"reset"}""",
            Step($"[{replies[0]["allowedGlobalActions"]![globalState]![0]}]", $"[[{forbidden}]]")
        );
        Assert.Contains($"localActions[0][0] is {forbidden}; expected an", (string)again[1]["error"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("environment needs a GAME", "environment")]
    [InlineData("environment needs --k K", "environment", "warehouse")]
    [InlineData("--k is 9; expected at most 3", "environment", "warehouse", "--k", "9", "--agents", "3")]
    [InlineData("leave nothing to learn", "environment", "warehouse", "--local", "follow", "--global", "mine")]
    [InlineData("--local is 'folow'", "environment", "warehouse", "--k", "1", "--local", "folow")]
    [InlineData("--global is 'mine'; expected a run folder or a policy file", "environment", "warehouse", "--global", "mine")]
    [InlineData("--batch is 10,000,000; expected at most 1,000,000", "environment", "warehouse", "--k", "1", "--batch", "1e7")]
    [InlineData("sampling 'clustered:10' supports only", "environment", "warehouse", "--k", "10", "--sampling", "clustered:10")]
    public void Wrong_usage_is_refused(string expected, params string[] arguments) =>
        Assert.Contains(expected, Run(arguments).Refused(), StringComparison.Ordinal);

    [Fact]
    public void A_policy_for_another_game_is_named()
    {
        Run("train", "warehouse", "--k", "3", "--agents", "6", "--horizon", "20", "--restarts", "1", "--out", "mine");
        Assert.Contains("different game", Run("environment", "depots", "--global", "mine").Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void Environments_that_do_not_fit_into_memory_are_an_error_line()
    {
        JsonNode[] replies = Ask(
            ["environment", "warehouse", "--k", "2", "--agents", "1e8"],
            """{"request":"reset","batch":1000}""",
            """{"request":"describe"}"""
        );

        Assert.Contains("1,000 environments of 100,000,000 agents", (string)replies[0]["error"]!, StringComparison.Ordinal);
        Assert.Equal(1, (int)replies[1]["batch"]!);
    }

    [Fact]
    public void A_request_to_stop_is_honoured_while_it_waits_for_a_line()
    {
        using var never = new ManualResetEventSlim();
        Input = () => new WaitingReader(Cancel, never);

        Outcome outcome = Run(Both);

        never.Set();
        Assert.Equal((130, ""), (outcome.Code, outcome.Out));
    }

    [Fact]
    public void A_line_that_is_too_long_gets_an_error_with_its_number_and_the_next_one_an_answer()
    {
        JsonNode[] replies = Ask(
            Both,
            """{"request":"reset","seed":7}""",
            new string('a', RequestLines.Longest + 1),
            """{"request":"describe"}"""
        );

        Assert.Equal(2, (int)replies[1]["line"]!);
        Assert.Equal(
            "the line is too long and was not read; expected at most 16,777,216 characters; use a smaller batch",
            (string)replies[1]["error"]!
        );
        Assert.Equal((3, 3), ((int)replies[2]["line"]!, (int)replies[2]["agents"]!));
    }

    private JsonNode[] Ask(string[] arguments, params string[] lines)
    {
        Input = () => new StringReader(string.Concat(lines.Select(line => $"{line}\n")));
        return [.. Run(arguments).Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }

    private static string Act(int global, params int[] locals) => Step($"[{global}]", $"[[{string.Join(',', locals)}]]");

    private static string Step(string? global, string locals) =>
        $$"""{"request":"step",{{(global is null ? "" : $"\"globalAction\":{global},")}}"localActions":{{locals}}}""";

    private static IEnumerable<string> Told(JsonNode[] replies) => replies.Select(reply => reply.ToJsonString());

    /// <summary>Asks to stop as soon as somebody waits for a line, which never comes.</summary>
    private sealed class WaitingReader(Action stop, ManualResetEventSlim never) : TextReader
    {
        public override int Read(char[] buffer, int index, int count)
        {
            stop();
            never.Wait();
            return 0;
        }
    }
}
