using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using Antiphon.Tests.Games;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning.Empirical;

/// <summary>
/// Every entry (sweep, s_g, observation) of a sampled operator draws its next states and its rewards from a stream of its own: both are
/// drawn again here.
/// </summary>
public class EmpiricalStreamTests
{
    private const int Samples = 4;
    private const int Sweeps = 3;
    private const ulong Seed = 12;

    private static readonly CooperativeGame Game = NoisyGame.AroundMeans(new RandomGame(100) { LocalStates = 3, Agents = 6 }.Create(), 1);

    private static readonly LocalPolicy Local = LocalPolicy.Uniform(Game);

    private static readonly ObservationTable Table = ObservationTable.Create(
        Parameterization.Histograms,
        new LocalKernels(Game, Local.Probabilities),
        new CountLattice(3, 2)
    );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Next_states_are_drawn_from_the_entrys_stream(bool frozen)
    {
        using var workers = new Workers(1);
        var operation = new SampledNextStates(Game, Table, Samples, sampleGlobal: true, frozen, Seed, workers);
        var values = new FunctionBuffer(Table.Size * Game.GlobalStates);
        new SmallRandom(13).Values(values.Length).CopyTo(values.Span);
        (ObservationTable.Mover mover, RandomStream root, double[] found) = (
            Table.CreateMover(),
            new RandomStream(Seed).Split("empirical operator"),
            new double[Game.GlobalActions]
        );
        ForEveryEntry(
            (sweep, globalState, observation, entry) =>
            {
                operation.Prepare(sweep, globalState, values);
                operation.Expect(globalState, observation, 0, found);
                RandomStream stream = root.Split("next states", frozen ? (globalState * Table.Size) + observation : entry);
                int[] observations = [.. Enumerable.Range(0, Samples).Select(_ => mover.Next(globalState, observation, stream))];
                for (int action = 0; action < found.Length; action++)
                {
                    int chosen = action;
                    double expected = observations.Average(next =>
                        values.Span[
                            (next * Game.GlobalStates)
                                + CategoricalSampler.Sample(stream.NextDouble(), Game.GlobalTransition(globalState, chosen))
                        ]
                    );
                    Assert.Equal(expected, found[action], 1e-12);
                }
            }
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rewards_are_drawn_from_the_entrys_stream(bool frozen)
    {
        using var workers = new Workers(1);
        DrawnRewards drawn = DrawnRewards.Of(Game, Local)!;
        var rewards = new SampledRewards(Game, Table, drawn, Samples, frozen, Seed, workers);
        (RandomStream root, double[] paid, int[] counts) = (
            new RandomStream(Seed).Split("randomized operator"),
            new double[Game.GlobalActions],
            new int[3]
        );
        ForEveryEntry(
            (sweep, globalState, observation, entry) =>
            {
                rewards.Prepare(sweep);
                double local = rewards.Pay(globalState, observation, 0, paid);
                RandomStream stream = root.Split("stage rewards", frozen ? (globalState * Table.Size) + observation : entry);
                for (int action = 0; action < paid.Length; action++)
                {
                    Assert.Equal(drawn.GlobalSum(stream, globalState, action, Samples) / Samples, paid[action], 1e-12);
                }

                Table.Counts(observation, counts);
                Assert.Equal(
                    drawn.LocalSum(stream, globalState, [.. counts.Select(count => (long)count * Samples)]) / (Samples * 2.0),
                    local,
                    1e-12
                );
            }
        );
    }

    private static void ForEveryEntry(Action<int, int, int, long> visit)
    {
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            for (int globalState = 0; globalState < Game.GlobalStates; globalState++)
            {
                for (int observation = 0; observation < Table.Size; observation++)
                {
                    visit(sweep, globalState, observation, (((sweep * Game.GlobalStates) + globalState) * Table.Size) + observation);
                }
            }
        }
    }
}
