using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Learning;

public sealed class CountLawsTests : IDisposable
{
    private readonly Logs logs = new();

    public void Dispose() => logs.Dispose();

    /// <summary>For one agent counts are states, and the likeliest law is the frequencies.</summary>
    [Fact]
    public void One_agents_law_is_its_frequencies()
    {
        double[] kernel = CountLaws.Kernel(
            new CountLattice(3, 1),
            Moves((0, 0, 6), (0, 1, 2), (0, 2, 2), (1, 2, 5), (2, 0, 1), (2, 2, 3))
        );

        // Rank 0 is (0,0,1): the agent is in state 2; rank 2 is (1,0,0).
        Assert.Equal([0.75, 0, 0.25, 1, 0, 0, 0.2, 0.2, 0.6], kernel.Select(probability => Math.Round(probability, 9)));
    }

    /// <summary>
    /// Two agents in two states, all moves from (1,1): the counts then are (2,0), (1,1), (0,2) with probabilities p q, p (1-q) + (1-p) q,
    /// (1-p)(1-q), where p and q lead to state 0. From (2,0): p^2, 2p(1-p), (1-p)^2. Data in these very proportions for p = 0.8, q = 0.3
    /// have their greatest likelihood there, the likelihood being that of multinomial data in a model that contains their frequencies.
    /// </summary>
    [Fact]
    public void Data_in_the_proportions_of_a_kernel_give_that_kernel()
    {
        double[] kernel = CountLaws.Kernel(
            new CountLattice(2, 2),
            Moves((1, 2, 24), (1, 1, 62), (1, 0, 14), (2, 2, 64), (2, 1, 32), (2, 0, 4))
        );
        Assert.Equal([0.8, 0.2, 0.3, 0.7], kernel.Select(probability => Math.Round(probability, 5)));
    }

    /// <summary>
    /// No change of the kernel that keeps it stochastic, in 200 directions, makes the log likelier; its likelihood is taken over ordered
    /// agents.
    /// </summary>
    [Fact]
    public void No_neighbour_is_likelier()
    {
        var random = new SmallRandom(4);
        var lattice = new CountLattice(3, 3);
        Dictionary<(int From, int To), long> moves = Moves([
            .. Enumerable
                .Range(0, 40)
                .Select(_ => (random.Below(10), random.Below(10), (long)(1 + random.Below(9))))
                .DistinctBy(move => (move.Item1, move.Item2)),
        ]);
        double[] kernel = CountLaws.Kernel(lattice, moves);
        double best = LogLikelihood(lattice, moves, kernel);
        for (int direction = 0; direction < 200; direction++)
        {
            double[] other = random.Kernel(3);
            double step = Math.Pow(10, -1 - random.Below(4));
            Assert.True(
                LogLikelihood(lattice, moves, [.. kernel.Zip(other, (mine, theirs) => ((1 - step) * mine) + (step * theirs))])
                    <= best + 1e-9
            );
        }
    }

    [Fact]
    public void Counts_lead_to_nearly_the_plan_of_states_but_to_no_bound()
    {
        CooperativeGame game = Logs.Small();
        LocalPolicy local = Logs.Mixed(game);
        double[] exact =
        [
            .. new GLearn(new GLearnOptions { KeepActionValues = true }).Solve(game, local, 2).ActionValues!.SelectMany(row => row),
        ];
        var options = new LogOptions { Steps = 40_000 };
        ModelLearningResult states = Solve(logs.Record(game, local, 2, options));
        ModelLearningResult counts = Solve(logs.Record(game, local, 2, options with { Columns = TrackedColumns.Counts }));
        Assert.Equal(states.Rows.Select(row => row.Visits), counts.Rows.Select(row => row.Visits));
        Assert.InRange(
            exact.Zip(counts.ActionValues, (one, other) => Math.Abs(one - other)).Max(),
            0,
            0.01 * game.RewardRange / (1 - game.Discount)
        );
        Assert.Null(counts.ErrorBound);
        Assert.Contains("estimated from counts", Assert.Single(counts.Reservations), StringComparison.Ordinal);
        Assert.All(counts.Rows.Where(row => row.Side == "local"), row => Assert.Equal(2, row.Radius));
    }

    [Fact]
    public void Counts_of_too_many_agents_are_refused()
    {
        CooperativeGame game = Logs.Small().WithAgents(200);
        TrajectoryLog log = logs.Record(game, Logs.Mixed(game), 100, new LogOptions { Steps = 20, Columns = TrackedColumns.Counts });
        Assert.Contains(
            "estimated for up to 512, 30 agents",
            Assert.Throws<InvalidInputException>(() => Solve(log)).Message,
            StringComparison.Ordinal
        );
    }

    private static ModelLearningResult Solve(TrajectoryLog log) =>
        new ModelLearning(new ModelLearningOptions()).Solve(log, LogAuditor.Run(log));

    private static Dictionary<(int From, int To), long> Moves(params (int From, int To, long Times)[] moves) =>
        moves.ToDictionary(move => (move.From, move.To), move => move.Times);

    private static double LogLikelihood(CountLattice lattice, Dictionary<(int From, int To), long> moves, double[] kernel)
    {
        int[][] tuples = Counting.Tuples(lattice.States, lattice.Agents);
        (int[] before, int[] after) = (new int[lattice.States], new int[lattice.States]);
        return moves.Sum(move =>
        {
            lattice.Unrank(move.Key.From, before);
            lattice.Unrank(move.Key.To, after);
            int[] start = Counting.TupleOf(before);
            double probability = tuples
                .Where(tuple => Counting.CountsOf(lattice.States, tuple).SequenceEqual(after))
                .Sum(tuple =>
                    start.Zip(tuple).Aggregate(1.0, (product, step) => product * kernel[(step.First * lattice.States) + step.Second])
                );
            return move.Value * Math.Log(probability);
        });
    }
}
