using System.Text.Json.Nodes;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Server;

namespace Antiphon.Tests.Cli;

/// <summary>What actions are worth and why one is taken, as `show` prints it.</summary>
public class ShowValuesTests : CommandLineTest
{
    private static readonly CooperativeGame Game = BuiltInGames.Get("warehouse").WithAgents(6);
    private static readonly CountLattice Observations = CountLattice.Of(Game, 2);

    private static JointPolicy Pair =>
        new(
            TabularGlobalPolicy.FromFunction(Game.GlobalStates, Game.GlobalActions, Observations, (state, rank) => (state + rank) % 5),
            LocalPolicy.Deterministic(Game, (own, state) => (own + state) % 3)
        );

    [Fact]
    public void A_decision_is_that_of_the_policy_with_the_values_of_the_library()
    {
        Save(Pair);
        PairInsight insight = new PolicyEvaluator(Game).Explain(Pair);
        foreach (int state in (int[])[0, 3])
        {
            int[] counts = [0, 1, 0, 0, 1];
            JsonNode decision = Decision("--observe", "0,1,0,0,1", "--global", $"{state}");
            double[] law = new double[5];
            Pair.Global.RequireActionLaw().Write(state, counts, law);
            string taken = Game.GlobalActionNames[law.AsSpan().IndexOf(1.0)];
            Assert.Equal(taken, (string)decision["actions"]![0]!["action"]!);
            Assert.Equal(Game.GlobalStateNames[state], (string)decision["globalState"]!);
            Assert.Equal(insight.Share(state, counts), (double)decision["share"]!, 1e-9);
            IReadOnlyList<double> values = insight.ActionValues(state, counts);
            foreach (JsonNode? worth in decision["values"]!.AsArray())
            {
                int action = Game.GlobalActionNames.ToList().IndexOf((string)worth!["action"]!);
                Assert.Equal(values[action], (double)worth["value"]!, 1e-6);
            }

            double[] sorted = [.. values.OrderDescending()];
            Assert.Equal(sorted[0] - sorted[1], (double)decision["margin"]!, 1e-6);
        }
    }

    [Fact]
    public void Names_of_states_are_understood_like_counts()
    {
        Save(Pair);
        JsonNode byName = Decision("--observe", "zone 4,zone 1", "--global", "zone 2 active");
        Assert.True(JsonNode.DeepEquals(Decision("--observe", "0,1,0,0,1", "--global", "2"), byName));
        Assert.Equal(
            ["zone 1", "zone 4"],
            byName["observed"]!.AsArray().Select(state => (string)state!["localState"]!),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void Shares_sum_to_one_and_the_value_is_that_of_the_evaluator()
    {
        Save(Pair);
        JsonNode values = JsonNode.Parse(Run("show", "policy.json", "--values", "--json").Succeeded())!["values"]!;
        Assert.Equal(new PolicyEvaluator(Game).Evaluate(Pair).Value, (double)values["value"]!, 1e-5);
        JsonArray states = values["states"]!.AsArray();
        Assert.Equal(1, states.Sum(state => (double)state!["share"]!), 1e-6);
        foreach (JsonNode? state in states)
        {
            Assert.Equal(1, state!["population"]!.AsArray().Sum(local => (double)local!["fraction"]!), 1e-6);
            Assert.Equal((double)state["share"]!, state["observations"]!.AsArray().Sum(met => (double)met!["share"]!), 1e-6);
        }

        string said = Run("show", "policy.json", "--values").Succeeded();
        Assert.Contains("Value of the pair", said, StringComparison.Ordinal);
        Assert.Contains("mean share of the agents in each local state", said.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.All(said.Split('\n'), line => Assert.InRange(line.Length, 0, 100));
    }

    [Fact]
    public void A_dispatcher_with_memory_decides_and_tells_no_values()
    {
        GameFile.Save(ServedPair.Game, In("game.json"));
        var pair = new JointPolicy(ServedPair.Remembering(FilterKind.Linear), LocalPolicy.Uniform(ServedPair.Game));
        PolicyFile.Save(pair, ServedPair.Game, In("policy.json"));
        JsonNode decision = Decision("--observe", "1,1,0,0,0", "--global", "0");
        Assert.Empty(decision["values"]!.AsArray());
        Assert.Equal("This dispatcher does not tell what actions are worth to it.", (string)decision["source"]!);
    }

    // Its game has as many agents as its plan distinguishes: the plan is a table for a dispatcher that observes all of them.
    [Fact]
    public void The_values_of_a_dispatcher_with_memory_are_those_of_its_plan_for_a_known_population()
    {
        CooperativeGame small = ServedPair.Game.WithAgents(6);
        RememberingPolicy policy = ServedPair.Remembering(FilterKind.Linear);
        var pair = new JointPolicy(policy, LocalPolicy.Uniform(small));
        GameFile.Save(small, In("game.json"));
        PolicyFile.Save(pair, small, In("policy.json"));
        JsonNode values = JsonNode.Parse(Run("show", "policy.json", "--values", "--json").Succeeded())!["values"]!;
        PairInsight insight = new PolicyEvaluator(small).Explain(pair with { Global = ((EstimatePlan)policy.Plan).Table });
        Assert.Equal(insight.Value.Value, (double)values["value"]!, 1e-5);
        Assert.Contains("values of its plan where it knows the population", (string)values["note"]!, StringComparison.Ordinal);
        foreach (JsonNode? met in values["states"]![2]!["observations"]!.AsArray())
        {
            int[] population = [.. met!["observation"]!.AsArray().Select(count => (int)count!)];
            Assert.Equal(6, population.Sum());
            Assert.Equal(insight.Share(2, population), (double)met["share"]!, 1e-6);
            Assert.Equal(insight.ActionValues(2, population).Max(), (double)met["values"]![0]!["value"]!, 1e-4);
        }

        string said = Run("show", "policy.json", "--values").Succeeded().ReplaceLineEndings(" ");
        Assert.Contains("The dispatcher remembers. These are the values of its plan", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_that_only_points_to_the_mode_has_no_values()
    {
        var pair = new JointPolicy(new RememberingPolicy(2, EstimatePlan.Mode(Game), new MemoryOptions()), LocalPolicy.Uniform(Game));
        Save(pair);
        string refusal = Run("show", "policy.json", "--values").Refused();
        Assert.Contains("--values needs a plan with an action for each population", refusal, StringComparison.Ordinal);
        Assert.Contains("ask for one decision with --observe and --global", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void One_decision_is_answered_alone()
    {
        Save(Pair);
        JsonNode document = JsonNode.Parse(Run("show", "policy.json", "--observe", "0,1,0,0,1", "--global", "0", "--json").Succeeded())!;
        Assert.NotNull(document["decision"]);
        Assert.All(new[] { "dispatcher", "localAgents", "occupancy", "values" }, field =>
            Assert.False(document.AsObject().ContainsKey(field), field)
        );
        JsonNode both = JsonNode.Parse(
            Run("show", "policy.json", "--values", "--observe", "0,1,0,0,1", "--global", "0", "--json").Succeeded()
        )!;
        Assert.True(JsonNode.DeepEquals(document["decision"], both["decision"]));
        Assert.NotNull(both["dispatcher"]);
    }

    [Theory]
    [InlineData("a decision needs --observe and --global", "--observe", "1,1,0,0,0")]
    [InlineData("a decision needs --observe and --global", "--global", "0")]
    [InlineData("--observe has 3 agents; expected 5 counts that sum to 2", "--observe", "1,1,1,0,0", "--global", "0")]
    [InlineData("--observe has 2 counts; expected 5 counts that sum to 2", "--observe", "1,1", "--global", "0")]
    [InlineData("--observe is \"zone 9\"; expected 5 counts", "--observe", "zone 1,zone 9", "--global", "0")]
    [InlineData("--global is 5; expected a global state", "--observe", "1,1,0,0,0", "--global", "5")]
    [InlineData("--global is \"nowhere\"; expected a global state", "--observe", "1,1,0,0,0", "--global", "nowhere")]
    public void What_is_no_observation_is_refused_with_what_is_one(string refusal, params string[] arguments)
    {
        Save(Pair);
        Assert.Contains(refusal, Run(["show", "policy.json", .. arguments]).Refused(), StringComparison.Ordinal);
    }

    private JsonNode Decision(params string[] arguments) =>
        JsonNode.Parse(Run(["show", "policy.json", .. arguments, "--json"]).Succeeded())!["decision"]!;

    private void Save(JointPolicy pair)
    {
        GameFile.Save(Game, In("game.json"));
        PolicyFile.Save(pair, Game, In("policy.json"));
    }
}
