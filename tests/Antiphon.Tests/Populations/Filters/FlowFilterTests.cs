using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Populations.Filters;

public class FlowFilterTests
{
    private const long Many = 1_000_000_000_000;

    private const int Cells = 4000;

    /// <summary>
    /// Bayes' rule by enumeration of mu_0: the density of Beta(a, a) times the multinomial likelihood of every observation at mu_0 M .. M.
    /// With mu_0 = u^p/(u^p + (1 - u)^p), p = 1/a, the density of u has no poles: (mu_0 (1 - mu_0))^a/(u (1 - u)) up to a factor.
    /// </summary>
    /// <remarks>
    /// The posterior has a standard deviation below 0.3, so that the mean over 20,000 particles is off by less than 5 * 0.3/sqrt(20,000)
    /// = 0.011, save once in a million (resampling only narrows what particles tell).
    /// </remarks>
    [Theory]
    [InlineData(1.0, 3)]
    [InlineData(0.2, 1)]
    [InlineData(0.2, 10)]
    public void The_belief_is_bayes_rule_over_the_starts(double concentration, int observed)
    {
        CooperativeGame game = new RandomGame(31)
        {
            LocalStates = 2,
            Agents = Many,
            Dirichlet = concentration,
            Shape = KernelShape.Lazy,
        }.Create();
        var kernels = new LocalKernels(game, LocalPolicy.Uniform(game).Probabilities);
        var filter = new FlowFilter(kernels, game.Initial.Local, Many, 20_000);
        PopulationBelief belief = filter.CreateBelief();
        var chance = new RandomStream(3);
        double[] logarithms =
        [
            .. Enumerable
                .Range(0, Cells)
                .Select(cell =>
                    (concentration * Math.Log(Start(cell) * Start(Cells - 1 - cell))) - Math.Log(Place(cell) * (1 - Place(cell)))
                ),
        ];
        double[] present = [.. Enumerable.Range(0, Cells).Select(Start)];
        double[] other = [.. present.Reverse()];
        filter.Start(belief, chance);
        for (int step = 0; step < 8; step++)
        {
            int first = step % 3 == 0 ? observed : observed / 3;
            filter.Update(belief, [first, observed - first], chance);
            for (int cell = 0; cell < Cells; cell++)
            {
                logarithms[cell] += (first * Math.Log(present[cell])) + ((observed - first) * Math.Log(other[cell]));
            }

            double[] weights = Weights(logarithms);
            double mean = weights.Zip(present, (weight, fraction) => weight * fraction).Sum();
            double variance = weights.Zip(present, (weight, fraction) => weight * (fraction - mean) * (fraction - mean)).Sum();
            Assert.Equal(mean, belief.Fractions[0], 0.011);
            double[] covariance = new double[4];
            filter.Covariance(belief, covariance);
            Assert.Equal(variance, covariance[0], 0.005);
            Assert.Equal(belief.Spread, (covariance[0] + covariance[3]) / (2 * belief.Fractions[0] * belief.Fractions[1]), 1e-6);
            filter.Predict(belief, step % 2, chance);
            ReadOnlySpan<double> kernel = kernels.Transition(step % 2);
            for (int cell = 0; cell < Cells; cell++)
            {
                (present[cell], other[cell]) = (
                    (present[cell] * kernel[0]) + (other[cell] * kernel[2]),
                    (present[cell] * kernel[1]) + (other[cell] * kernel[3])
                );
            }
        }

        static double Place(int cell) => (cell + 0.5) / Cells;

        double Start(int cell) => 1 / (1 + Math.Pow((1 - Place(cell)) / Place(cell), 1 / concentration));
    }

    /// <summary>
    /// A hundred states, a few of them full: a hundred particles are nearer the population than the Dirichlet filter, and none of them has
    /// all the weight.
    /// </summary>
    [Fact]
    public void A_hundred_states_do_not_make_the_particles_collapse()
    {
        const int episodes = 8;
        CooperativeGame game = BuiltInGames.Get("depots:10");
        var kernels = new LocalKernels(game, LocalPolicy.Uniform(game).Probabilities);
        PopulationFilter[] filters =
        [
            new FlowFilter(kernels, game.Initial.Local, game.Agents, 100),
            new DirichletFilter(kernels, game.Initial.Local, game.Agents),
        ];
        double[] errors = new double[filters.Length];
        double effective = 0;
        for (int episode = 0; episode < episodes; episode++)
        {
            for (int which = 0; which < filters.Length; which++)
            {
                var chance = new RandomStream((ulong)episode);
                double[] fractions = new double[game.LocalStates];
                EpisodeLaw.Draw(game.Initial.Local, chance, fractions);
                PopulationBelief belief = filters[which].CreateBelief();
                filters[which].Start(belief, new RandomStream(99));
                for (int step = 0; step < 20; step++)
                {
                    filters[which].Update(belief, Observe(fractions, 10, chance), new RandomStream((ulong)step));
                    errors[which] += fractions.Zip(belief.Fractions.ToArray(), (a, b) => Math.Abs(a - b)).Sum() / 2;
                    effective += which == 0 ? 1 / belief.Weights.Sum(weight => weight * weight) : 0;
                    filters[which].Predict(belief, step % game.GlobalStates, new RandomStream(1));
                    fractions = Next(fractions, kernels.Transition(step % game.GlobalStates));
                }
            }
        }

        Assert.True(errors[0] < errors[1], $"{errors[0]} and {errors[1]}");
        Assert.InRange(effective / (episodes * 20), 40, 100);
    }

    private static int[] Observe(double[] fractions, int agents, RandomStream chance)
    {
        int[] observation = new int[fractions.Length];
        for (int agent = 0; agent < agents; agent++)
        {
            (double rest, int state) = (chance.NextDouble(), 0);
            for (; state < fractions.Length - 1 && rest >= fractions[state]; state++)
            {
                rest -= fractions[state];
            }

            observation[state]++;
        }

        return observation;
    }

    private static double[] Next(double[] fractions, ReadOnlySpan<double> kernel)
    {
        double[] next = new double[fractions.Length];
        for (int place = 0; place < kernel.Length; place++)
        {
            next[place % next.Length] += fractions[place / next.Length] * kernel[place];
        }

        return next;
    }

    private static double[] Weights(double[] logarithms)
    {
        double largest = logarithms.Max();
        double sum = logarithms.Sum(logarithm => Math.Exp(logarithm - largest));
        return [.. logarithms.Select(logarithm => Math.Exp(logarithm - largest) / sum)];
    }
}
