using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Integration;

namespace Antiphon.Tests.Learning;

public class DiscretizationTests
{
    private static readonly WarehouseContinuous Warehouse = new(100);
    private static readonly Discretization Cut = new(
        Warehouse,
        new DiscretizationOptions
        {
            GlobalBins = 4,
            LocalBins = 5,
            Samples = 4096,
        }
    );

    // P(next bin) = mean over the bin of Phi at the ends, the noise clipped into the outer bins: by quadrature.
    [Theory]
    [InlineData(0, 2)]
    [InlineData(3, 0)]
    public void Rows_of_the_global_agent_are_the_integrals_of_the_normal_law(int bin, int action)
    {
        double target = -1.6 + (0.8 * action);
        Check(
            4,
            1.0,
            next => Mean(-2 + bin, 1, s => Share(4, 1.0, next, s + (0.6 * (target - s)), 0.08)),
            next => Cut.Game.GlobalTransition(bin, action)[next]
        );
    }

    [Theory]
    [InlineData(0, 0, 2)]
    [InlineData(2, 1, 1)]
    [InlineData(4, 3, 1)]
    public void Rows_of_a_local_agent_are_the_integrals_of_the_normal_law(int bin, int global, int action)
    {
        double offset = action switch
        {
            1 => 0.05,
            2 => -0.05,
            _ => 0.0,
        };
        Check(
            5,
            0.8,
            next => Mean(-2 + (0.8 * bin), 0.8, s => Share(5, 0.8, next, s + offset, 0.04)),
            next => Cut.Game.LocalTransition(bin, global, action)[next]
        );
    }

    [Fact]
    public void Rewards_are_means_over_the_bins()
    {
        double expected = Mean(-0.4, 0.8, l => Mean(0, 1, s => (10 * Math.Exp(-(l - s) * (l - s) / 0.08)) - 0.25));
        Assert.Equal(expected, Cut.Game.LocalReward(2, 2, 1), 0.01);
        Assert.Equal(Mean(0, 1, s => 5 * Math.Exp(-(s - 0.8) * (s - 0.8) / 0.18)), Cut.Game.GlobalReward(2, 3), 0.01);
    }

    [Fact]
    public void A_pair_acts_in_the_continuous_game_as_in_its_own()
    {
        // The dispatcher steers to the fullest bin of the observation; agents walk towards s_g's bin.
        var lattice = new CountLattice(5, 7);
        int[] counts = new int[5];
        var global = TabularGlobalPolicy.FromFunction(4, 5, lattice, (_, rank) =>
        {
            lattice.Unrank(rank, counts);
            return Array.IndexOf(counts, counts.Max());
        });
        var local = LocalPolicy.Deterministic(Cut.Game, (l, g) => (0.8 * l) - 1.6 < g - 1.5 ? 1 : 2);
        ContinuousPair pair = Cut.Deploy(new JointPolicy(global, local));
        var episode = new ContinuousEpisode(Cut.View, pair);
        episode.Start(new Antiphon.Numerics.RandomStream(3));
        for (int step = 0; step < 20; step++)
        {
            int action = episode.ActGlobally();
            episode.ActLocally();
            Assert.Equal(Array.IndexOf(episode.Observation, episode.Observation.Max()), action);
            int bin = Math.Min(3, (int)(episode.Global[0] + 2));
            for (int agent = 0; agent < 100; agent++)
            {
                int own = Math.Min(4, (int)((episode.Locals[agent] + 2) / 0.8));
                Assert.Equal((0.8 * own) - 1.6 < bin - 1.5 ? 1 : 2, episode.LocalActions[agent]);
            }

            episode.Move();
        }
    }

    [Fact]
    public void What_is_solved_exactly_in_bins_beats_chance_in_the_continuous_game()
    {
        AlternationResult<JointPolicy> result = new Alternation(
            new AlternationOptions
            {
                Subsample = 4,
                Restarts = 1,
                Rollouts = 2,
                Seeds = 2,
                Baselines = false,
                JudgeRollouts = 64,
            }
        ).Run(Cut.Game);
        var execution = new OnlineExecution(
            new OnlineExecutionOptions
            {
                Rollouts = 20,
                Seeds = 4,
                Horizon = 50,
            }
        );
        ConfidenceInterval solved = execution.Run(new ContinuousDeployment(Cut.View, Cut.Deploy(result.Policy))).Reward;
        ConfidenceInterval uniform = execution
            .Run(
                new ContinuousDeployment(
                    Warehouse,
                    new ContinuousPair(new UniformContinuousGlobalPolicy(), new UniformContinuousLocalPolicy(), 4)
                )
            )
            .Reward;
        Assert.True(solved.Low > uniform.High + 20, $"{solved.Mean} against {uniform.Mean}");
    }

    [Fact]
    public void Games_of_several_coordinates_and_bad_sizes_are_refused()
    {
        Assert.Contains(
            "only games on intervals",
            Assert.Throws<InvalidInputException>(() => new Discretization(new MagnetGame(), new())).Message,
            StringComparison.Ordinal
        );
        string message = Assert
            .Throws<InvalidOptionException>(() => new Discretization(Warehouse, new() { LocalBins = 1, Samples = 2 }))
            .Message;
        Assert.Contains("local bins is 1", message, StringComparison.Ordinal);
        Assert.Contains("samples is 2", message, StringComparison.Ordinal);
    }

    // sqrt(p (1 - p)/m) is largest at p = 1/2.
    [Fact]
    public void The_stated_error_is_the_largest_standard_error_of_a_frequency() => Assert.Equal(0.5 / 64, Cut.ProbabilityError, 1e-15);

    private static void Check(int bins, double width, Func<int, double> expected, Func<int, double> found)
    {
        _ = width;

        // Five standard errors.
        for (int next = 0; next < bins; next++)
        {
            Assert.Equal(expected(next), found(next), 5 * Cut.ProbabilityError);
        }

        Assert.Equal(1, Enumerable.Range(0, bins).Sum(found), 1e-12);
    }

    private static double Share(int bins, double width, int bin, double mean, double deviation)
    {
        double low = bin == 0 ? 0 : Normal.CDF(mean, deviation, -2 + (width * bin));
        return (bin == bins - 1 ? 1 : Normal.CDF(mean, deviation, -2 + (width * (bin + 1)))) - low;
    }

    private static double Mean(double low, double width, Func<double, double> function) =>
        GaussLegendreRule.Integrate(function, low, low + width, 64) / width;
}
