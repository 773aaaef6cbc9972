using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.OnnxTests;

/// <summary>Exported dispatchers that read alpha vectors, executed by a public runtime, decide as ours do.</summary>
public sealed class AlphaVectorTests : IDisposable
{
    // A runtime adds in another order: where two actions are worth the same within this, either may be taken.
    private const double Tie = 1e-9;
    private const int Batch = 400;

    private static readonly CooperativeGame Depots = BuiltInGames.Get("depots");
    private static readonly LocalPolicy Local = BaselinePolicies.Local(Depots).First(local => local.Name == "follow").Policy;
    private static readonly AlphaVectors Vectors = new AlphaVectorPlanner(new AlphaVectorOptions { MaximumBackups = 200, Threads = 1 })
        .Solve(Depots, Local)
        .Vectors;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("antiphon-onnx-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("uniform", false)]
    [InlineData("uniform", true)]
    [InlineData("weighted:near=3", true)]
    [InlineData("lossy:0.5", false)]
    [InlineData("lossy:0.5", true)]
    public void The_model_takes_our_action_at_random_observations(string rule, bool hasPrior)
    {
        CooperativeGame game = Depots.WithSampling(SamplingRule.Parse(rule, Depots));
        RandomStream stream = new RandomStream(3).Split("observations");
        var policy = new AlphaVectorPolicy(6, Vectors, game, hasPrior ? Prior(stream) : null);
        (double[] states, int[][] seen) = Observations(game, stream);

        double[] actions = Actions(new JointPolicy(policy, Local), game, states, seen);

        int same = 0;
        double[] values = new double[game.GlobalActions];
        for (int row = 0; row < Batch; row++)
        {
            int ours = policy.DecideUncached((int)states[row], seen[row]);
            same += ours == (int)actions[row] ? 1 : 0;
            if (ours != (int)actions[row])
            {
                Vectors.ActionValues((int)states[row], Fractions(game, policy, (int)states[row], seen[row]), values);
                Assert.Equal(values[ours], values[(int)actions[row]], Tie);
            }
        }

        Assert.InRange(same, Batch - 5, Batch);
    }

    /// <summary>In even global states the first action, whose rows equal those of the first allowed one, is forbidden.</summary>
    [Fact]
    public void The_model_takes_allowed_actions()
    {
        int[] others = [.. Enumerable.Range(1, Depots.GlobalActions - 1)];
        var game = CooperativeGame.Create(
            Depots.ToDefinition() with
            {
                AllowedGlobalActions = [.. Enumerable.Range(0, Depots.GlobalStates).Select(state => state % 2 == 0 ? others : null)],
            }
        );
        AlphaVectors vectors = new AlphaVectorPlanner(new AlphaVectorOptions { MaximumBackups = 20, Threads = 1 })
            .Solve(game, Local)
            .Vectors;
        (double[] states, int[][] seen) = Observations(game, new RandomStream(5).Split("observations"));

        double[] actions = Actions(new JointPolicy(new AlphaVectorPolicy(6, vectors, game), Local), game, states, seen);

        Assert.All(actions.Zip(states), pair => Assert.True(game.Allowed.Global((int)pair.Second).Contains((int)pair.First)));
    }

    [Fact]
    public void A_blind_dispatcher_ignores_the_counts()
    {
        ImmutableArray<int> blind = [.. Enumerable.Range(0, Depots.GlobalStates).Select(state => 8 - state)];
        (double[] states, int[][] seen) = Observations(Depots, new RandomStream(4).Split("observations"));

        double[] actions = Actions(new JointPolicy(new BlindPolicy(6, Depots.GlobalActions, blind), Local), Depots, states, seen);

        Assert.Equal(states.Select(state => 8.0 - state), actions);
    }

    [Fact]
    public void What_no_dispatcher_can_see_is_refused_by_the_runtime()
    {
        var pair = new JointPolicy(new AlphaVectorPolicy(6, Vectors, Depots), Local);
        int[] tooMany = [7, .. new int[Depots.LocalStates - 1]];

        InvalidOperationException problem = Assert.Throws<InvalidOperationException>(() => Actions(pair, Depots, [0], [tooMany]));

        Assert.Contains("out of data bounds", problem.Message, StringComparison.Ordinal);
    }

    private double[] Actions(JointPolicy pair, CooperativeGame game, double[] states, int[][] seen) =>
        Runtime
            .Run(
                OnnxFiles.Write(pair, game, folder.FullName)[0],
                ("globalState", "int64", [states.Length], states),
                ("counts", "int64", [seen.Length, seen[0].Length], seen.SelectMany(row => row).Select(count => (double)count))
            )["action"]
            .Data;

    // Six agents in two or three states; where observations get lost, some or all of them are.
    private static (double[] States, int[][] Seen) Observations(CooperativeGame game, RandomStream stream)
    {
        int places = game.Sampling.Places(game.LocalStates);
        double[] states = new double[Batch];
        int[][] seen = new int[Batch][];
        for (int row = 0; row < Batch; row++)
        {
            states[row] = stream.NextBelow(game.GlobalStates);
            seen[row] = new int[places];
            int[] some = row == 0 ? [0] : [(int)stream.NextBelow(places), (int)stream.NextBelow(places), (int)stream.NextBelow(places)];
            for (int agent = 0; agent < 6; agent++)
            {
                seen[row][some[stream.NextBelow(some.Length)]]++;
            }
        }

        return (states, seen);
    }

    private static double[] Fractions(CooperativeGame game, AlphaVectorPolicy policy, int state, int[] seen)
    {
        double[] fractions = new double[game.LocalStates];
        return new PopulationEstimate(game, policy.Prior).TryWrite(state, seen, fractions)
            ? fractions
            : throw new InvalidOperationException();
    }

    private static PopulationPrior Prior(RandomStream stream)
    {
        double[][] rows = [.. Depots.GlobalStateNames.Select(_ => Depots.LocalStateNames.Select(_ => stream.NextDouble()).ToArray())];
        return new PopulationPrior(1.5, [.. rows.Select(row => row.Select(weight => weight / row.Sum()).ToImmutableArray())]);
    }
}
