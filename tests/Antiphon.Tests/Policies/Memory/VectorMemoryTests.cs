using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Equilibrium;
using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Runs;
using Antiphon.Simulation;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Policies.Memory;

/// <summary>Dispatchers that remember and read alpha vectors.</summary>
public class VectorMemoryTests
{
    private static readonly CooperativeGame Game = BuiltInGames.Get("warehouse-flat");
    private static readonly LocalPolicy Uniform = LocalPolicy.Uniform(Game);
    private static readonly Antiphon.Policies.AlphaVectors Vectors = new AlphaVectorPlanner(
        new AlphaVectorOptions
        {
            MaximumBackups = 200,
            StartDraws = 5,
            Subpopulation = 4,
        }
    ).Solve(Game, Uniform).Vectors;

    private static readonly OnlineExecutionOptions Brief = new()
    {
        Horizon = 20,
        Rollouts = 4,
        Seeds = 2,
    };

    [Fact]
    public void Seeing_everyone_is_the_greedy_policy_to_the_bit()
    {
        CooperativeGame game = Game.WithAgents(50);
        foreach (FilterKind filter in Enum.GetValues<FilterKind>().Where(kind => kind != FilterKind.Particles))
        {
            Assert.Equal(
                new OnlineExecution(Brief).Run(game, new JointPolicy(new AlphaVectorPolicy(50, Vectors, game), Uniform)).PerSeed,
                new OnlineExecution(Brief).Run(game, Pair(50, filter)).PerSeed
            );
        }
    }

    [Theory]
    [InlineData(FilterKind.Linear, 0)]
    [InlineData(FilterKind.Dirichlet, 2)]
    [InlineData(FilterKind.Flow, 3)]
    public void They_survive_a_file_and_a_checkpoint_to_the_bit(FilterKind filter, int observations)
    {
        JointPolicy policy = Pair(observations, filter);
        JointPolicy read = PolicyFile.Parse(PolicyFile.Write(policy, Game), "test.json", Game);
        string stored = JsonSerializer.Serialize(PolicySnapshot.Of(policy));
        JointPolicy restored = JsonSerializer.Deserialize<PolicySnapshot>(stored)!.Restore(() => Game);
        foreach (JointPolicy back in new[] { read, restored })
        {
            Assert.Equal(policy.Global.Memory, back.Global.Memory);
            Assert.Equal(PolicyHash.Compute(policy, Game), PolicyHash.Compute(back, Game));
            Assert.Equal(PolicyFile.Write(policy, Game), PolicyFile.Write(back, Game));
            Assert.Equal(new OnlineExecution(Brief).Run(Game, policy).PerSeed, new OnlineExecution(Brief).Run(Game, back).PerSeed);
        }

        JointPolicy other = Pair(observations + 1, filter);
        Assert.NotEqual(PolicyHash.Compute(policy, Game), PolicyHash.Compute(other, Game), StringComparer.Ordinal);
    }

    [Fact]
    public void What_is_wrong_with_a_file_is_named()
    {
        Refuses(root => root.Remove("memory"), "memory", "is missing");
        Refuses(root => root["memory"] = 3, "memory");
        Refuses(root => root["memory"]!["filter"] = "sextant", "memory.filter", "sextant");
        Refuses(root => root["memory"]!["plan"] = 5, "plan");
        Refuses(root => root["vectors"] = new JsonArray(), "vectors");

        static void Refuses(Action<JsonObject> damage, params string[] parts)
        {
            JsonObject root = JsonNode.Parse(PolicyFile.Write(Pair(1, FilterKind.Linear), Game))!.AsObject();
            damage(root);
            InvalidInputException error = Assert.ThrowsAny<InvalidInputException>(() =>
                PolicyFile.Parse(root.ToJsonString(), "test.json", Game)
            );
            Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_game_of_other_sizes_is_refused()
    {
        CooperativeGame other = BuiltInGames.Get("depots");
        Assert.Contains(Pair(1, FilterKind.Linear).Global.Validate(other), violation => violation.Found.Contains("local states"));
    }

    [Fact]
    public void An_alternation_resumed_from_files_ends_in_the_same_bits()
    {
        CooperativeGame game = new RandomGame(522)
        {
            Agents = 20,
            LocalStates = 3,
            GlobalActions = 3,
            LocalActions = 3,
            Dirichlet = 0.5,
        }.Create();
        var alternation = new Alternation(Options(FilterKind.Flow) with { Restarts = 1, MaximumSweeps = 1 });
        List<string[]> checkpoints = [];
        string whole = Print(
            alternation.Run(game, onProposal: states =>
                checkpoints.Add([.. states.Select(state => JsonSerializer.Serialize(RestartSnapshot.Of(state), RunJsonStyle.Document))])
            )
        );
        foreach (string[] checkpoint in checkpoints.Where((_, place) => place < 3))
        {
            RestartState<JointPolicy>[] states =
            [
                .. checkpoint.Select(text =>
                    JsonSerializer.Deserialize<RestartSnapshot>(text, RunJsonStyle.Document)!.Restore(() => game)
                ),
            ];
            Assert.Equal(whole, Print(alternation.Run(game, resumeFrom: states)));
        }

        string Print(AlternationResult<JointPolicy> result) =>
            $"{result.Deployed.Mean:R} {string.Join(' ', result.Trace)} {PolicyFile.Write(result.Policy, game)}";
    }

    [Fact]
    [Trait("Tier", "full")]
    public void A_run_of_a_hundred_states_ends()
    {
        CooperativeGame game = BuiltInGames.Get("depots:10");
        AlternationResult<JointPolicy> result = new Alternation(Options(FilterKind.Flow) with { Restarts = 1, MaximumSweeps = 1 }).Run(
            game
        );
        Assert.True(result.Deployed.Mean > 0);
        Assert.Contains(result.Trace, proposal => proposal.Oracle == "remembering");
        Assert.Contains("with memory", result.Judge, StringComparison.Ordinal);
    }

    private static AlternationOptions Options(FilterKind filter) =>
        new()
        {
            Subsample = 2,
            Memory = new MemoryOptions { Filter = filter, Particles = 20 },
            Population = PopulationChoice.Alpha,
            Threads = 1,
            Horizon = 20,
            Rollouts = 4,
            Seeds = 2,
            Baselines = false,
            JudgeRollouts = 64,
        };

    private static JointPolicy Pair(int observations, FilterKind filter) =>
        new(new RememberingPolicy(observations, Vectors, new MemoryOptions { Filter = filter, Particles = 20 }), Uniform);
}
