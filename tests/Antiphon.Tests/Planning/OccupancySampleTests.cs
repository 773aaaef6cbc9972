using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

public class OccupancySampleTests
{
    // One agent that goes from state to state, one a step: where it is met tells the step. Of 4,000 draws a share is off by more than
    // 0.04 with probability below 1e-6 (five standard deviations of at most 0.008).
    [Fact]
    public void Steps_are_met_in_proportion_to_their_discounts_and_none_beyond_the_horizon()
    {
        const int Horizon = 3;
        CooperativeGame game = SmallGames.Create(
            new SmallGames.Sizes(1, 4, 1, 1, 1),
            (_, _) => 0,
            (state, _, _) => [.. Enumerable.Range(0, 4).Select(next => next == Math.Min(state + 1, 3) ? 1.0 : 0)],
            (_, _) => 0,
            (_, _, _) => 0,
            [1, 0, 0, 0]
        );
        var pair = new JointPolicy(new UniformGlobalPolicy(1, 1), LocalPolicy.Uniform(game));
        var options = new OnlineExecutionOptions
        {
            Horizon = Horizon,
            Rollouts = 2000,
            Threads = 1,
        };

        double[][] met = OccupancySample.Draw(game, pair, options, 2, 4000, new RandomStream(1), CancellationToken.None)[0];

        double total = Enumerable.Range(0, Horizon).Sum(time => Math.Pow(game.Discount, time));
        for (int time = 0; time < 4; time++)
        {
            double expected = time < Horizon ? Math.Pow(game.Discount, time) / total : 0;
            Assert.Equal(expected, met.Count(fractions => fractions[time] == 1) / 4000.0, 0.04);
        }
    }
}
