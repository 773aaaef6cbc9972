using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.OnnxTests;

/// <summary>Exported tables, executed by a public runtime, answer as the policies do, for every input there is.</summary>
public sealed class TabularPolicyTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("antiphon-onnx-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("warehouse", 4)]
    [InlineData("warehouse", 1)]
    [InlineData("microgrid", 6)]
    [InlineData("mixed-fleet", 4)] // two types, each with its own number of agents
    public void Global_policy_takes_the_same_action_for_every_global_state_and_count_vector(string name, int observations)
    {
        (CooperativeGame game, JointPolicy policy) = Random(name, observations);
        var table = (TabularGlobalPolicy)policy.Global;
        string model = OnnxFiles.Write(policy, game, folder.FullName)[0];
        (List<double>? states, List<double>? counts, List<double>? expected) = (
            new List<double>(),
            new List<double>(),
            new List<double>()
        );
        int[] observation = new int[game.LocalStates];
        for (int state = 0; state < game.GlobalStates; state++)
        {
            for (int rank = 0; rank < table.Lattice.Size; rank++)
            {
                table.Lattice.Unrank(rank, observation);
                states.Add(state);
                counts.AddRange(observation.Select(count => (double)count));
                expected.Add(table.Action(state, rank));
            }
        }

        (long[] Dimensions, double[] Data) answer = Runtime.Run(
            model,
            Whole("globalState", states),
            ("counts", "int64", [states.Count, game.LocalStates], counts)
        )["action"];

        Assert.Equal([states.Count], answer.Dimensions);
        Assert.Equal(expected, answer.Data);
    }

    [Fact]
    public void Local_policy_has_the_same_law_in_every_state()
    {
        (CooperativeGame game, JointPolicy policy) = Random("warehouse", 2);
        string model = OnnxFiles.Write(policy, game, folder.FullName)[1];
        (int Local, int Global)[] pairs = Enumerable
            .Range(0, game.LocalStates * game.GlobalStates)
            .Select(row => (Local: row / game.GlobalStates, Global: row % game.GlobalStates))
            .ToArray();

        (long[] Dimensions, double[] Data) answer = Runtime.Run(
            model,
            Whole("localState", pairs.Select(pair => (double)pair.Local)),
            Whole("globalState", pairs.Select(pair => (double)pair.Global))
        )["probabilities"];

        Assert.Equal([pairs.Length, game.LocalActions], answer.Dimensions);
        Assert.Equal(policy.Local.Probabilities.ToArray(), answer.Data);
    }

    [Theory]
    [InlineData(0, new double[] { 1, 1, 1, 1, 1 })] // one agent too many
    [InlineData(0, new double[] { 1, 1, 1, 0, 0 })] // one too few
    [InlineData(0, new double[] { -1, 2, 1, 1, 1 })]
    [InlineData(0, new double[] { 5, -1, 0, 0, 0 })]
    [InlineData(0, new double[] { 0, 0, 0, 0, 1e12 })]
    [InlineData(5, new double[] { 4, 0, 0, 0, 0 })]
    [InlineData(-1, new double[] { 4, 0, 0, 0, 0 })]
    public void What_no_dispatcher_can_see_is_refused_by_the_runtime(double state, double[] counts)
    {
        (CooperativeGame game, JointPolicy policy) = Random("warehouse", 4);
        string model = OnnxFiles.Write(policy, game, folder.FullName)[0];

        InvalidOperationException problem = Assert.Throws<InvalidOperationException>(() =>
            Runtime.Run(model, Whole("globalState", [state]), ("counts", "int64", [1, counts.Length], counts))
        );

        Assert.Contains("out of data bounds", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(0, 5)]
    [InlineData(-1, 0)]
    [InlineData(1, -1)]
    public void A_local_agent_in_no_state_is_refused_by_the_runtime(double local, double global)
    {
        (CooperativeGame game, JointPolicy policy) = Random("warehouse", 1);
        string model = OnnxFiles.Write(policy, game, folder.FullName)[1];

        InvalidOperationException problem = Assert.Throws<InvalidOperationException>(() =>
            Runtime.Run(model, Whole("localState", [local]), Whole("globalState", [global]))
        );

        Assert.Contains("out of data bounds", problem.Message, StringComparison.Ordinal);
    }

    private static (string Name, string Type, int[] Dimensions, IEnumerable<double> Data) Whole(string name, IEnumerable<double> data) =>
        (name, "int64", [data.Count()], data);

    private static (CooperativeGame Game, JointPolicy Policy) Random(string name, int observations)
    {
        CooperativeGame game = BuiltInGames.Get(name);
        RandomStream stream = new RandomStream(20).Split("policy");
        var table = TabularGlobalPolicy.FromFunction(game.GlobalStates, game.GlobalActions, CountLattice.Of(game, observations), (_, _) =>
            (int)stream.NextBelow(game.GlobalActions)
        );
        double[] rows = new double[game.LocalStates * game.GlobalStates * game.LocalActions];
        for (int row = 0; row < rows.Length; row += game.LocalActions)
        {
            double[] weights = Enumerable.Range(0, game.LocalActions).Select(_ => stream.NextDouble() + 0.01).ToArray();
            weights.Select(weight => weight / weights.Sum()).ToArray().CopyTo(rows, row);
        }

        return (game, new JointPolicy(table, LocalPolicy.Create(game.LocalStates, game.GlobalStates, game.LocalActions, rows)));
    }
}
