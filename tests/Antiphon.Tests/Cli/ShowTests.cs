using System.Text.Json.Nodes;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Tests.Cli;

/// <summary>Pairs whose behaviour is known by construction, and what is said of them.</summary>
public class ShowTests : CommandLineTest
{
    private static readonly CooperativeGame Game = BuiltInGames.Get("warehouse").WithAgents(12);

    // k = 1: the observation is its mode.
    private static readonly CountLattice OneAgent = new(Game.LocalStates, 1);

    private static LocalPolicy Always => LocalPolicy.Deterministic(Game, (_, _) => 1);

    [Fact]
    public void A_constant_dispatcher_is_said_to_be_one()
    {
        string said = Shown(Table((_, _) => 2), Always);
        Assert.Contains("Ignores what it observes and the global state: always takes zone 2.", said, StringComparison.Ordinal);
        Assert.Contains("They ignore their own state and the global state: always", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_blind_dispatcher_has_one_action_for_each_global_state()
    {
        string said = Shown(Table((globalState, _) => 4 - globalState), Always);
        Assert.Contains("Ignores what it observes: one action for each global state.", said, StringComparison.Ordinal);
        Assert.Contains("zone 1 active  zone 3\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dispatcher_that_follows_the_mode_takes_its_action_at_every_observation_with_that_mode()
    {
        GlobalPolicy follower = Table((_, rank) => ModeOf(rank));
        Assert.Contains(
            "Its action depends on what it observes, but not on the global state.",
            Shown(follower, Always),
            StringComparison.Ordinal
        );
        JsonNode dispatcher = Document(follower, Always)["dispatcher"]!;
        Assert.Equal((5, false), ((int)dispatcher["countVectors"]!, (bool)dispatcher["dependsOnGlobalState"]!));
        foreach (JsonNode? mode in dispatcher["states"]![0]!["modes"]!.AsArray())
        {
            Assert.Equal(((string)mode!["mode"]!, 1), ((string)mode["action"]!, (double)mode["share"]!));
        }

        Assert.All(dispatcher["states"]![0]!["actions"]!.AsArray(), action => Assert.Equal(0.2, (double)action!["share"]!));
    }

    // Agents that never move start by the law of the game: with all of them in zone 3 no other observation is met.
    [Fact]
    public void Actions_are_also_weighed_by_the_observations_met()
    {
        GameDefinition definition = Game.ToDefinition();
        var gathered = CooperativeGame.Create(
            definition with
            {
                LocalTransition = [.. definition.LocalTransition.Select((table, state) => Staying(table, state))],
                Initial = definition.Initial with { Local = new IndependentLocalLaw([0, 0, 0, 1, 0]) },
            }
        );
        var pair = new JointPolicy(Table((_, rank) => ModeOf(rank)), LocalPolicy.Uniform(gathered));
        GameFile.Save(gathered, In("game.json"));
        PolicyFile.Save(pair, gathered, In("policy.json"));
        string said = Run("show", "policy.json").Succeeded().ReplaceLineEndings(" ");
        Assert.Contains(
            "The same, weighted by how often they occur in 30 episodes of 100 steps with 12 agents, 10",
            said,
            StringComparison.Ordinal
        );
        Assert.Contains("zone 0 active  zone 3 ", said, StringComparison.Ordinal);
        JsonNode dispatcher = JsonNode.Parse(Run("show", "policy.json", "--json").Succeeded())!["dispatcher"]!;
        JsonNode met = Assert.Single(dispatcher["states"]![2]!["metActions"]!.AsArray())!;
        Assert.Equal(("zone 3", 1.0), ((string)met["action"]!, (double)met["share"]!));

        static double[][][] Staying(double[][][] table, int state) =>
            [.. table.Select(actions => actions.Select(row => row.Select((_, next) => next == state ? 1.0 : 0).ToArray()).ToArray())];
    }

    [Fact]
    public void A_uniform_dispatcher_is_told_in_words() =>
        Assert.Contains(
            "takes each of 5 actions with probability 20%",
            Shown(new UniformGlobalPolicy(3, 5), Always).ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_remembering_dispatcher_is_shown_by_its_plan_and_its_filter()
    {
        string said = Shown(new RememberingPolicy(1, EstimatePlan.Mode(Game), new MemoryOptions()), Always).ReplaceLineEndings(" ");
        Assert.Contains("linear filter (mean and covariance)", said, StringComparison.Ordinal);
        Assert.Contains("depends on its estimate of the population, but not on the global state", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Local_agents_that_ignore_the_global_state_have_one_column_and_probabilities_are_said()
    {
        var local = LocalPolicy.Of(Game, (localState, _) => localState == 0 ? [0.25, 0.75, 0] : [1, 0, 0]);
        string said = Shown(Table((_, _) => 2), local);
        Assert.Contains("Their action does not depend on the global state. They draw", said, StringComparison.Ordinal);
        Assert.Contains(
            $"zone 0       {Game.LocalActionNames[1]} (75%), {Game.LocalActionNames[0]} (25%)\n",
            said,
            StringComparison.Ordinal
        );
        Assert.Contains($"zone 1       {Game.LocalActionNames[0]}\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_long_names_stay_within_the_page()
    {
        Width = 80;
        GameDefinition definition = Game.ToDefinition();
        var named = CooperativeGame.Create(
            definition with
            {
                LocalStateNames = [.. definition.LocalStateNames!.Select(name => $"{name} of the northern warehouse behind the harbour")],
            }
        );
        var policy = new JointPolicy(
            Table((_, rank) => ModeOf(rank)),
            LocalPolicy.Deterministic(named, (state, global) => (state + global) % 3)
        );
        GameFile.Save(named, In("game.json"));
        PolicyFile.Save(policy, named, In("policy.json"));
        Assert.All(Run("show", "policy.json").Succeeded().Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void The_screen_and_the_document_are_as_reviewed()
    {
        GlobalPolicy global = Table((globalState, rank) => globalState == 0 ? ModeOf(rank) : 2);
        var local = LocalPolicy.Deterministic(Game, (localState, globalState) => (localState + globalState) % 3);
        Golden.AssertEqual("show.txt", Shown(global, local));
        Golden.AssertEqual("show.json", Document(global, local).ToJsonString(new() { WriteIndented = true }) + "\n");
    }

    [Fact]
    public void Where_time_is_spent_is_shown_with_discounting_and_in_the_long_run()
    {
        JsonNode occupancy = Document(Table((_, _) => 2), Always)["occupancy"]!;
        foreach (string share in (string[])["discounted", "longRun"])
        {
            Assert.Equal(1, occupancy["globalStates"]!.AsArray().Sum(state => (double)state![share]!), 1e-6);
            Assert.Equal(1, occupancy["localStates"]!.AsArray().Sum(state => (double)state![share]!), 1e-6);
        }

        string said = Shown(Table((_, _) => 2), Always);
        Assert.Contains("\nOccupancy\n", said, StringComparison.Ordinal);
        Assert.Contains("\nLong run  ", said, StringComparison.Ordinal);
    }

    // No population model takes a dispatcher that remembers.
    [Fact]
    public void The_time_of_a_dispatcher_with_memory_is_simulated()
    {
        var policy = new RememberingPolicy(1, EstimatePlan.Mode(Game), new MemoryOptions());
        JsonNode occupancy = Document(policy, LocalPolicy.Deterministic(Game, (_, _) => 0))["occupancy"]!;
        Assert.Equal("10 simulated episodes of 200 steps, the long run being their second half; seed 1", (string)occupancy["source"]!);
        Assert.Equal(1, occupancy["localStates"]!.AsArray().Sum(state => (double)state!["longRun"]!), 1e-9);
    }

    [Fact]
    public void A_run_and_its_policy_file_are_shown_alike()
    {
        Run("train", "warehouse", "--k", "3", "--agents", "40", "--out", "mine").Succeeded();
        Assert.Equal(Run("show", "mine").Succeeded(), Run("show", "mine/policy.json").Succeeded());
    }

    [Fact]
    public void What_cannot_be_shown_is_refused_with_the_reason()
    {
        Save(Table((_, _) => 2), Always);
        File.WriteAllText(In("broken.json"), "{");
        Assert.Contains("show needs a RUN or a POLICY", Run("show").Refused(), StringComparison.Ordinal);
        Assert.Contains("there is no run folder", Run("show", "yours").Refused(), StringComparison.Ordinal);
        Assert.Contains("is not JSON", Run("show", "broken.json").Refused(), StringComparison.Ordinal);
        Assert.Contains("gameHash", Run("show", "policy.json", "--game", "warehouse-flat").Refused(), StringComparison.Ordinal);
        Directory.CreateDirectory(In("run"));
        Assert.Contains("is not a run folder", Run("show", "run").Refused(), StringComparison.Ordinal);
    }

    private static int ModeOf(int rank)
    {
        int[] counts = new int[OneAgent.States];
        OneAgent.Unrank(rank, counts);
        return Array.IndexOf(counts, 1);
    }

    private static TabularGlobalPolicy Table(Func<int, int, int> actionOf) =>
        TabularGlobalPolicy.FromFunction(Game.GlobalStates, Game.GlobalActions, OneAgent, actionOf);

    private string Shown(GlobalPolicy global, LocalPolicy local)
    {
        Save(global, local);
        return Run("show", "policy.json").Succeeded();
    }

    private JsonNode Document(GlobalPolicy global, LocalPolicy local)
    {
        Save(global, local);
        return JsonNode.Parse(Run("show", "policy.json", "--json").Succeeded())!;
    }

    private void Save(GlobalPolicy global, LocalPolicy local)
    {
        GameFile.Save(Game, In("game.json"));
        PolicyFile.Save(new JointPolicy(global, local), Game, In("policy.json"));
    }
}
