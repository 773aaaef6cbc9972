using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Policies.Memory;

public class RememberingPolicyTests
{
    private static readonly CooperativeGame Game = new RandomGame(3)
    {
        LocalStates = 3,
        GlobalActions = 3,
        Agents = 20,
        Shape = KernelShape.Lazy,
    }.Create();

    // Hamilton's method by sorting remainders.
    [Fact]
    public void Rounding_gives_the_rest_to_the_largest_remainders()
    {
        var random = new SmallRandom(8);
        int[] counts = new int[4];
        for (int trial = 0; trial < 300; trial++)
        {
            double[] law = random.Law(4);
            EstimatePlan.Round(law, 10, counts);
            int[] floors = [.. law.Select(entry => (int)(entry * 10))];
            foreach (
                int state in Enumerable
                    .Range(0, 4)
                    .OrderByDescending(state => (law[state] * 10) - floors[state])
                    .Take(10 - floors.Sum())
                    .ToArray()
            )
            {
                floors[state]++;
            }

            Assert.Equal(floors, counts);
        }

        EstimatePlan.Round([0.7, 0.3, 0], 10, counts.AsSpan(0, 3));
        Assert.Equal([7, 3, 0], counts[..3]);
        EstimatePlan.Round([0.25, 0.25, 0.25, 0.25], 2, counts);
        Assert.Equal([1, 1, 0, 0], counts);
    }

    // Q_a(mu) = mu_a is affine, hence interpolated without error; and its expectation is its value at the mean.
    [Theory]
    [InlineData(PlanReading.Interpolated)]
    [InlineData(PlanReading.Expected)]
    public void Affine_values_choose_the_largest_fraction(PlanReading reading)
    {
        var policy = new RememberingPolicy(1, Plan((counts, action) => counts[action]), new MemoryOptions { Reading = reading });
        RememberingDispatcher dispatcher = Dispatcher(policy);
        dispatcher.Start(new RandomStream(1));
        var chance = new RandomStream(2);
        for (int step = 0; step < 40; step++)
        {
            int[] observation = new int[3];
            observation[chance.NextBelow(3)]++;
            int action = dispatcher.Choose(0, observation, chance);
            double[] estimate = dispatcher.Estimate.ToArray();
            Assert.True(estimate[action] >= estimate.Max() - 1e-6, $"step {step}");
            dispatcher.Moved(0, chance);
        }
    }

    // Q_1 = 4 mu_0 (1 - mu_0) is concave and Q_0 a constant just below its value at the mean: certainty equivalence takes action 1, an
    // expectation with much variance does not.
    [Fact]
    public void Expected_values_weigh_how_unsure_the_estimate_is()
    {
        Func<int[], int, double> values = (counts, action) =>
            action switch
            {
                0 => 0.88,
                1 => 4 * (counts[0] / 12.0) * (1 - (counts[0] / 12.0)),
                _ => 0,
            };
        Assert.Equal(1, FirstAction(values, PlanReading.Interpolated));
        Assert.Equal(0, FirstAction(values, PlanReading.Expected));
    }

    // Observations that swing between extremes are nothing a lazy model expects. An observation of nobody tests nothing, and a new episode
    // knows of no observation at all.
    [Fact]
    public void An_alarm_is_over_with_the_next_empty_observation_and_forgotten_at_the_next_start()
    {
        RememberingDispatcher dispatcher = Dispatcher(new RememberingPolicy(10, Plan((_, _) => 0), new MemoryOptions()));
        Assert.True(Alarm());
        _ = dispatcher.Choose(0, [0, 0, 0], new RandomStream(1));
        Assert.False(dispatcher.Alarmed);
        Assert.True(Alarm());
        Assert.True(dispatcher.Score > 0);
        dispatcher.Start(new RandomStream(1));
        Assert.False(dispatcher.Alarmed);
        Assert.Equal(0, dispatcher.Score);

        bool Alarm()
        {
            dispatcher.Start(new RandomStream(1));
            for (int step = 0; step < 40 && !dispatcher.Alarmed; step++)
            {
                _ = dispatcher.Choose(0, step % 2 == 0 ? [10, 0, 0] : [0, 0, 10], new RandomStream(1));
                dispatcher.Moved(0, new RandomStream(1));
            }

            return dispatcher.Alarmed;
        }
    }

    [Fact]
    public void An_observation_replaces_the_estimate_when_all_are_seen()
    {
        var table = TabularGlobalPolicy.FromFunction(2, 3, new CountLattice(3, 20), (_, rank) => rank % 3);
        RememberingDispatcher dispatcher = Dispatcher(
            new RememberingPolicy(20, new EstimatePlan(table), new MemoryOptions { Filter = FilterKind.Dirichlet })
        );
        dispatcher.Start(new RandomStream(1));
        int[] observation = [11, 4, 5];
        Assert.Equal(table.Action(1, table.Lattice.Rank(observation)), dispatcher.Choose(1, observation, new RandomStream(1)));
    }

    [Fact]
    public void One_that_remembers_is_no_function_of_an_observation()
    {
        var policy = new RememberingPolicy(0, Plan((_, _) => 0), new MemoryOptions());
        Assert.Equal(0, policy.Subsample);
        InvalidInputException error = Assert.Throws<InvalidInputException>(policy.RequireActionLaw);
        Assert.Contains("judge it by simulation", error.Message, StringComparison.Ordinal);
        Assert.Contains("depends on all its observations", error.Message, StringComparison.Ordinal);
        Assert.Null(policy.ActionLaw);
    }

    [Fact]
    public void Bad_options_and_values_of_another_shape_are_refused()
    {
        var plan = new EstimatePlan(TabularGlobalPolicy.FromFunction(2, 3, new CountLattice(3, 4), (_, _) => 0));
        Assert.Throws<InvalidOptionException>(() => new RememberingPolicy(1, plan, new MemoryOptions { Particles = 0 }));
        Assert.Throws<InvalidOptionException>(() => new RememberingPolicy(1, plan, new MemoryOptions { Reading = (PlanReading)7 }));
        Assert.Throws<InvalidInputException>(() =>
            new EstimatePlan(
                plan.Table,
                [
                    [1.0],
                    [2.0],
                ]
            )
        );
    }

    // k' = 1: the vertices around a point are the corners, with the point's own fractions as weights, so that votes choose the largest
    // fraction.
    [Theory]
    [InlineData(PlanReading.Interpolated)]
    [InlineData(PlanReading.Expected)]
    public void Tables_without_values_are_read_by_votes(PlanReading reading)
    {
        var lattice = new CountLattice(3, 1);
        var corners = TabularGlobalPolicy.FromFunction(2, 3, lattice, (_, rank) => 2 - rank);
        RememberingDispatcher dispatcher = Dispatcher(
            new RememberingPolicy(1, new EstimatePlan(corners), new MemoryOptions { Reading = reading })
        );
        dispatcher.Start(new RandomStream(1));
        Assert.Equal(1, dispatcher.Choose(0, [1, 3, 1], new RandomStream(1)));
        Assert.Equal(2, dispatcher.Choose(0, [0, 1, 9], new RandomStream(1)));
    }

    [Fact]
    public void Pairs_are_the_same_when_plan_and_memory_are()
    {
        var local = LocalPolicy.Uniform(Game);
        var pair = new JointPolicy(new RememberingPolicy(1, Plan((_, a) => a), new MemoryOptions()), local);
        Assert.True(pair.SameAs(new JointPolicy(new RememberingPolicy(1, Plan((_, a) => a), new MemoryOptions()), local)));
        Assert.False(pair.SameAs(new JointPolicy(new RememberingPolicy(2, Plan((_, a) => a), new MemoryOptions()), local)));
        Assert.False(pair.SameAs(new JointPolicy(new RememberingPolicy(1, Plan((_, a) => 2 * a), new MemoryOptions()), local)));
        Assert.False(
            pair.SameAs(new JointPolicy(new RememberingPolicy(1, Plan((_, a) => a), new MemoryOptions { Watch = false }), local))
        );
        Assert.False(pair.SameAs(new JointPolicy(((RememberingPolicy)pair.Global).Plan.Table!, local)));
    }

    // The observation disagrees with what a sure model expects, again and again: the alarm is raised, and the estimate follows the
    // observations.
    [Fact]
    public void Observations_that_contradict_the_model_widen_the_estimate()
    {
        EstimatePlan plan = Plan((_, a) => a);
        RememberingDispatcher watched = Dispatcher(new RememberingPolicy(8, plan, new MemoryOptions { Watch = true }), stays: true);
        RememberingDispatcher blind = Dispatcher(new RememberingPolicy(8, plan, new MemoryOptions { Watch = false }), stays: true);
        int[][] ordinary =
        [
            [5, 3, 0],
            [2, 4, 2],
            [4, 3, 1],
            [6, 2, 0],
            [3, 5, 0],
            [3, 2, 3],
        ];
        int alarms = 0;
        foreach (RememberingDispatcher dispatcher in new[] { watched, blind })
        {
            dispatcher.Start(new RandomStream(1));
            for (int step = 0; step < 30; step++)
            {
                dispatcher.Choose(0, step >= 20 ? [0, 0, 8] : ordinary[step % ordinary.Length], new RandomStream(1));
                alarms += dispatcher.Alarmed ? 1 : 0;
                dispatcher.Moved(0, new RandomStream(1));
            }
        }

        Assert.InRange(alarms, 1, 12);
        Assert.True(watched.Estimate[2] > blind.Estimate[2] + 0.2, $"{watched.Estimate[2]} {blind.Estimate[2]}");
    }

    private static int FirstAction(Func<int[], int, double> values, PlanReading reading)
    {
        RememberingDispatcher dispatcher = Dispatcher(new RememberingPolicy(1, Plan(values), new MemoryOptions { Reading = reading }));
        dispatcher.Start(new RandomStream(1));
        return dispatcher.Choose(0, [0, 0, 0], new RandomStream(1));
    }

    private static EstimatePlan Plan(Func<int[], int, double> values)
    {
        var lattice = new CountLattice(3, 12);
        var rows = Counting
            .Vectors(3, 12)
            .SelectMany(counts => Enumerable.Range(0, 3).Select(action => values(counts, action)))
            .ToImmutableArray();
        return new EstimatePlan(TabularGlobalPolicy.FromFunction(2, 3, lattice, (_, _) => 0), [rows, rows]);
    }

    private static RememberingDispatcher Dispatcher(RememberingPolicy policy, bool stays = false)
    {
        CooperativeGame game = stays
            ? SmallGames.Create(
                new SmallGames.Sizes(2, 3, 3, 1, 1000),
                (_, _) => 0,
                (state, _, _) => SmallGames.Unit(3, state),
                (_, _) => 0,
                (_, _, _) => 0,
                [0.5, 0.5, 0]
            )
            : Game;
        return new RememberingDispatcher(
            policy,
            policy.CreateFilter(new LocalKernels(game, LocalPolicy.Uniform(game).Probabilities), new DirichletLocalLaw(0.5), game.Agents)
        );
    }
}
