using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Numerics;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Learning;

public class LogRecorderTests
{
    [Fact]
    public void Equal_options_give_equal_bytes_and_other_seeds_others()
    {
        CooperativeGame game = Logs.Small();
        foreach (TrackedSet tracked in Enum.GetValues<TrackedSet>())
        {
            var options = new LogOptions
            {
                Steps = 500,
                EpisodeLength = 70,
                Tracked = tracked,
                Seed = 3,
            };
            string text = Record(game, options);
            Assert.Equal(text, Record(game, options));
            Assert.False(text == Record(game, options with { Seed = 4 }));
        }
    }

    [Fact]
    public void Both_ways_to_write_tracked_agents_tell_the_same_trajectory()
    {
        CooperativeGame game = Logs.Small();
        foreach (TrackedSet tracked in Enum.GetValues<TrackedSet>())
        {
            var options = new LogOptions { Steps = 300, Tracked = tracked };
            List<Row> states = Logs.Rows(Record(game, options), 3);
            List<Row> counts = Logs.Rows(Record(game, options with { Columns = TrackedColumns.Counts }), 3);
            Assert.Equal(
                states.Select(row => (row.Cell, row.Action, row.Reward)),
                counts.Select(row => (row.Cell, row.Action, row.Reward))
            );
        }
    }

    [Fact]
    public void Episodes_are_runs_of_consecutive_steps_and_the_last_may_be_shorter()
    {
        List<Row> rows = Logs.Rows(Record(Logs.Small(), new LogOptions { Steps = 25, EpisodeLength = 10 }), 3);
        Assert.Equal(
            Enumerable.Range(0, 25).Select(step => ((long)step / 10, (long)step % 10)),
            rows.Select(row => (row.Episode, row.Step))
        );
    }

    /// <summary>
    /// Same agents: from each (s_g, agents' states, a_g) seen often, the next (s_g', states') has the product law of the agents' own
    /// moves. 16 comparisons at 1e-6 each.
    /// </summary>
    [Fact]
    [Trait("Tier", "full")]
    public void The_same_agents_move_by_the_law_of_the_surrogate()
    {
        CooperativeGame game = new RandomGame(21)
        {
            GlobalStates = 2,
            LocalStates = 2,
            GlobalActions = 2,
            Agents = 30,
        }.Create();
        LocalPolicy local = Logs.Mixed(game);
        List<Row> rows = Logs.Rows(Logs.Text(game, new UniformGlobalPolicy(2, 2), local, new LogOptions { Steps = 200_000, Seed = 8 }), 2);
        var ordered = new OrderedGame(game.WithAgents(2), 2);
        int compared = 0;
        foreach (
            IGrouping<(int GlobalState, int First, int Second, int Action), (Row Before, Row After)> met in Logs.Transitions(rows)
                .GroupBy(pair =>
                    (pair.Before.GlobalState, First: pair.Before.Agents[0], Second: pair.Before.Agents[1], pair.Before.Action)
                )
        )
        {
            int tuple = Array.FindIndex(ordered.Tuples, states => states[0] == met.Key.First && states[1] == met.Key.Second);
            double[] next = ordered.NextTuples(ordered.LocalKernel(local.Probabilities.ToArray(), met.Key.GlobalState), tuple);
            double[] law = (
                from state in Enumerable.Range(0, 2)
                from to in Enumerable.Range(0, 4)
                select game.GlobalTransition(met.Key.GlobalState, met.Key.Action)[state] * next[to]
            ).ToArray();
            long[] observed = new long[8];
            foreach ((Row _, Row after) in met)
            {
                observed[(after.GlobalState * 4) + Array.FindIndex(ordered.Tuples, states => states.SequenceEqual(after.Agents))]++;
            }

            GoodnessOfFit.Check(observed, law);
            compared++;
        }

        Assert.Equal(16, compared);
        Assert.All(rows, row =>
            Assert.Equal(
                game.GlobalReward(row.GlobalState, row.Action)
                    + ordered.LocalReward(
                        local.Probabilities.ToArray(),
                        row.GlobalState,
                        Array.FindIndex(ordered.Tuples, states => states.SequenceEqual(row.Agents))
                    ),
                row.Reward,
                1e-12
            )
        );
    }

    /// <summary>
    /// Frozen agents, 3 of 10 in state 1: each observation of 4 of them is hypergeometric, in random order, and owes nothing to the
    /// observation before.
    /// </summary>
    [Fact]
    public void Redrawn_agents_are_fresh_uniform_observations_in_random_order()
    {
        CooperativeGame game = SmallGames.Frozen(10);
        List<Row> rows = Logs.Rows(
            Logs.Text(
                game,
                new UniformGlobalPolicy(4, 2),
                LocalPolicy.Uniform(game),
                new LogOptions
                {
                    Steps = 60_000,
                    Tracked = TrackedSet.Fresh,
                    Seed = 2,
                }
            ),
            2
        );
        int ones = (int)Math.Round(rows.Average(row => row.Counts[1]) / 4 * 10);
        Assert.InRange(ones, 1, 9);
        double[] law = Enumerable.Range(0, 5).Select(seen => Choose(ones, seen) * Choose(10 - ones, 4 - seen) / Choose(10, 4)).ToArray();
        GoodnessOfFit.Check([.. Enumerable.Range(0, 5).Select(seen => (long)rows.Count(row => row.Counts[1] == seen))], law);
        double[] pairs = (from first in law from second in law select first * second).ToArray();
        GoodnessOfFit.Check(
            [
                .. Enumerable
                    .Range(0, 25)
                    .Select(pair =>
                        (long)Logs.Transitions(rows).Count(step => step.Before.Counts[1] == pair / 5 && step.After.Counts[1] == pair % 5)
                    ),
            ],
            Scaled(pairs)
        );
        var places = rows.Where(row => row.Counts[1] == 1).Select(row => Array.IndexOf(row.Agents, 1)).ToList();
        GoodnessOfFit.Check(
            [.. Enumerable.Range(0, 4).Select(place => (long)places.Count(found => found == place))],
            [0.25, 0.25, 0.25, 0.25]
        );
    }

    [Fact]
    public void The_same_frozen_agents_never_change()
    {
        CooperativeGame game = SmallGames.Frozen(10);
        List<Row> rows = Logs.Rows(
            Logs.Text(game, new UniformGlobalPolicy(4, 2), LocalPolicy.Uniform(game), new LogOptions { Steps = 200 }),
            2
        );
        Assert.Single(rows.Select(row => string.Join(' ', row.Agents)).Distinct(StringComparer.Ordinal));
    }

    /// <summary>epsilon = 0.3 over "always 1": action 1 in 85 % of the steps.</summary>
    [Fact]
    public void Exploration_mixes_in_uniform_actions()
    {
        CooperativeGame game = Logs.Small();
        var always = TabularGlobalPolicy.FromFunction(2, 2, new CountLattice(3, 2), (_, _) => 1);
        List<Row> rows = Logs.Rows(
            Logs.Text(game, always, LocalPolicy.Uniform(game), new LogOptions { Steps = 50_000, Exploration = 0.3 }),
            3
        );
        GoodnessOfFit.Check([rows.Count(row => row.Action == 0), rows.Count(row => row.Action == 1)], [0.15, 0.85]);
        double[] law = new double[2];
        new EpsilonGreedyPolicy(always, 0.3, game.Allowed).ActionLaw!.Write(1, [0, 1, 1], law);
        Assert.Equal([0.15, 0.85], law);
    }

    [Theory]
    [InlineData(0, null, 0)]
    [InlineData(10, 1L, 0)]
    [InlineData(10, null, 1.5)]
    [InlineData(3_000_000_000, null, 0)]
    public void Options_out_of_range_are_refused(long steps, long? length, double exploration) =>
        Assert.Throws<InvalidOptionException>(() =>
            Record(
                Logs.Small(),
                new LogOptions
                {
                    Steps = steps,
                    EpisodeLength = length,
                    Exploration = exploration,
                }
            )
        );

    [Fact]
    public void It_can_be_cancelled()
    {
        CooperativeGame game = Logs.Small();
        Assert.Throws<OperationCanceledException>(() =>
            new LogRecorder(new LogOptions { Steps = 10 }).Run(
                game,
                new UniformGlobalPolicy(2, 2),
                LocalPolicy.Uniform(game),
                Stream.Null,
                cancellation: new CancellationToken(canceled: true)
            )
        );
    }

    private static string Record(CooperativeGame game, LogOptions options) =>
        Logs.Text(game, new UniformGlobalPolicy(2, game.GlobalActions), Logs.Mixed(game), options);

    private static double Choose(int n, int k) =>
        k < 0 || k > n ? 0 : Enumerable.Range(1, k).Aggregate(1.0, (product, i) => product * (n - k + i) / i);

    private static double[] Scaled(double[] weights) => [.. weights.Select(weight => weight / weights.Sum())];
}
