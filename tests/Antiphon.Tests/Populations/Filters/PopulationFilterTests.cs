using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Populations.Filters;

public class PopulationFilterTests
{
    private const double Rounding = 1e-12;

    public static TheoryData<FilterKind, KernelShape> KindsAndShapes
    {
        get
        {
            var data = new TheoryData<FilterKind, KernelShape>();
            foreach (FilterKind kind in Enum.GetValues<FilterKind>())
            {
                foreach (KernelShape shape in Enum.GetValues<KernelShape>())
                {
                    data.Add(kind, shape);
                }
            }

            return data;
        }
    }

    private static CooperativeGame Game(
        double? dirichlet = null,
        long agents = 6,
        KernelShape shape = KernelShape.Lazy,
        int states = 3,
        ulong seed = 7
    ) =>
        new RandomGame(seed)
        {
            LocalStates = states,
            Agents = agents,
            Shape = shape,
            Dirichlet = dirichlet,
        }.Create();

    private static LocalKernels Kernels(CooperativeGame game) => new(game, LocalPolicy.Uniform(game).Probabilities);

    private static PopulationFilter Filter(FilterKind kind, CooperativeGame game, int particles = 20_000) =>
        kind switch
        {
            FilterKind.Linear => new LinearFilter(Kernels(game), game.Initial.Local, game.Agents),
            FilterKind.Dirichlet => new DirichletFilter(Kernels(game), game.Initial.Local, game.Agents),
            FilterKind.Flow => new FlowFilter(Kernels(game), game.Initial.Local, game.Agents, Math.Min(particles, 500)),
            FilterKind.LastObservation => new LastObservationFilter(Kernels(game), game.Initial.Local, game.Agents),
            _ => new ParticleFilter(Kernels(game), game.Initial.Local, game.Agents, particles),
        };

    private static double[] CovarianceOf(PopulationFilter filter, PopulationBelief belief)
    {
        double[] covariance = new double[filter.LocalStates * filter.LocalStates];
        filter.Covariance(belief, covariance);
        return covariance;
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.3)]
    public void Prediction_has_the_exact_mean_and_covariance(double? dirichlet)
    {
        CooperativeGame game = Game(dirichlet);
        PopulationFilter filter = Filter(FilterKind.Linear, game);
        PopulationBelief belief = filter.CreateBelief();
        var exact = new ExactBelief(game, Kernels(game));
        filter.Start(belief, new RandomStream(1));
        for (int step = 0; step < 4; step++)
        {
            Same(exact.Mean, belief.Fractions);
            double[] covariance = CovarianceOf(filter, belief);
            for (int place = 0; place < covariance.Length; place++)
            {
                Assert.Equal(exact.Covariance(place / 3, place % 3), covariance[place], Rounding);
            }

            filter.Predict(belief, step % 2, new RandomStream(1));
            exact.Predict(step % 2);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.3)]
    public void Forgetting_matches_the_total_variance_of_the_exact_prediction(double? dirichlet)
    {
        CooperativeGame game = Game(dirichlet);
        PopulationFilter filter = Filter(FilterKind.Dirichlet, game);
        PopulationBelief belief = filter.CreateBelief();
        var exact = new ExactBelief(game, Kernels(game));
        filter.Start(belief, new RandomStream(1));
        filter.Predict(belief, 1, new RandomStream(1));
        exact.Predict(1);
        Same(exact.Mean, belief.Fractions);
        double[] covariance = CovarianceOf(filter, belief);
        Assert.Equal(
            exact.Covariance(0, 0) + exact.Covariance(1, 1) + exact.Covariance(2, 2),
            covariance[0] + covariance[4] + covariance[8],
            Rounding
        );
    }

    // Dirichlet(a, .., a) and multinomial draws are conjugate: the mean after an observation c is (a + c_x)/(S a + k).
    [Theory]
    [InlineData(FilterKind.Linear)]
    [InlineData(FilterKind.Dirichlet)]
    [InlineData(FilterKind.Flow)]
    public void The_first_observation_at_many_agents_is_bayes_rule(FilterKind kind)
    {
        PopulationFilter filter = Filter(kind, Game(0.3, agents: 1_000_000_000_000));
        PopulationBelief belief = filter.CreateBelief();
        filter.Start(belief, new RandomStream(1));
        filter.Update(belief, [3, 0, 1], new RandomStream(1));
        Same([3.3 / 4.9, 0.3 / 4.9, 1.3 / 4.9], belief.Fractions, 1e-9);
        Assert.Equal(1 / 5.9, belief.Spread, kind == FilterKind.Linear ? 0.1 : 1e-9);
    }

    // The best linear estimate leaves an error that no linear function of the observation explains: E (mu - m) (y - E y)' = 0 over the
    // exact joint law.
    [Theory]
    [InlineData(FilterKind.Linear)]
    [InlineData(FilterKind.Dirichlet)]
    public void The_first_update_is_the_best_linear_estimate(FilterKind kind)
    {
        CooperativeGame game = Game();
        PopulationFilter filter = Filter(kind, game);
        PopulationBelief belief = filter.CreateBelief();
        var exact = new ExactBelief(game, Kernels(game));
        double[] products = new double[9];
        foreach (int[] observation in Counting.Vectors(3, 2))
        {
            filter.Start(belief, new RandomStream(1));
            filter.Update(belief, observation, new RandomStream(1));
            foreach ((int[] vector, double probability) in exact.Law)
            {
                for (int place = 0; place < 9; place++)
                {
                    products[place] +=
                        probability
                        * ExactBelief.Hypergeometric(vector, observation)
                        * ((vector[place / 3] / 6.0) - belief.Fractions[place / 3])
                        * ((observation[place % 3] / 2.0) - exact.Mean[place % 3]);
                }
            }
        }

        Assert.All(products, product => Assert.Equal(0, product, Rounding));
    }

    // Pearson's statistic of k multinomial draws, sum (c - k p)^2/(k p), over all c: what an innovation states as its variance under a
    // right model.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void The_stated_variance_of_an_innovation_is_that_of_pearsons_statistic(int observations)
    {
        double[] law = [0.55, 0.35, 0.1];
        PopulationFilter filter = Filter(FilterKind.Dirichlet, Game(agents: 50));
        PopulationBelief belief = filter.CreateBelief();
        law.CopyTo(belief.Mean, 0);
        belief.Spread = 0.02;
        (double mean, double square) = (0.0, 0.0);
        foreach (int[] counts in Counting.Vectors(3, observations))
        {
            double ways =
                Enumerable.Range(1, observations).Aggregate(1.0, (product, factor) => product * factor)
                / counts.Aggregate(1.0, (product, count) =>
                    product * Enumerable.Range(1, count).Aggregate(1.0, (inner, factor) => inner * factor)
                );
            double probability = ways * counts.Zip(law).Aggregate(1.0, (product, pair) => product * Math.Pow(pair.Second, pair.First));
            double statistic = counts
                .Zip(law)
                .Sum(pair => Math.Pow(pair.First - (observations * pair.Second), 2) / (observations * pair.Second));
            (mean, square) = (mean + (probability * statistic), square + (probability * statistic * statistic));
        }

        Assert.Equal(square - (mean * mean), filter.Measure(belief, Counting.Vectors(3, observations)[0]).Variance, 1e-9);
    }

    // 20,000 particles: the mean of a belief with standard deviation below 0.25 has a sampling error below 0.25/sqrt(10,000) = 0.0025
    // after resampling; 0.02 leaves room for eight steps of it.
    [Fact]
    public void Particles_follow_bayes_rule()
    {
        CooperativeGame game = Game(0.5);
        PopulationFilter filter = Filter(FilterKind.Particles, game);
        PopulationBelief belief = filter.CreateBelief();
        var exact = new ExactBelief(game, Kernels(game));
        var chance = new RandomStream(3);
        filter.Start(belief, chance);
        int[][] observations =
        [
            [1, 1, 0],
            [2, 0, 0],
            [0, 0, 2],
            [0, 1, 1],
            [1, 0, 1],
            [0, 2, 0],
            [0, 0, 0],
            [1, 1, 0],
        ];
        foreach (int[] observation in observations)
        {
            filter.Update(belief, observation, chance);
            exact.Update(observation);
            Same(exact.Mean, belief.Fractions, 0.02);
            Assert.Equal(exact.Covariance(0, 0), belief.Covariance[0], 0.01);
            filter.Predict(belief, 0, chance);
            exact.Predict(0);
        }
    }

    // Over 200 episodes of 15 observations: mean squared error at most 10 % above that of Bayes' rule, and the filter's own variance
    // within 20 % of its squared error; the nominal 90 % interval
    // of each state's fraction covers 84 to 96 %. 3,000 dependent steps of 3 states leave a sampling error of about 2 % in coverage.
    [Theory]
    [InlineData(FilterKind.Linear)]
    [InlineData(FilterKind.Dirichlet)]
    public void Errors_are_nearly_the_least_possible_and_as_large_as_stated(FilterKind kind)
    {
        CooperativeGame game = Game(0.5, agents: 8);
        PopulationFilter filter = Filter(kind, game);
        var outcome = Calibration.Run(game, Kernels(game), filter, observations: 2, episodes: 200, steps: 15);
        Assert.InRange(outcome.SquaredError / outcome.BayesSquaredError, 0.97, 1.1);
        Assert.InRange(outcome.StatedVariance / outcome.SquaredError, 0.8, 1.25);
        Assert.InRange(outcome.Coverage90, 0.84, 0.96);
    }

    [Theory]
    [InlineData(FilterKind.Linear)]
    [InlineData(FilterKind.Dirichlet)]
    [InlineData(FilterKind.Flow)]
    public void Observing_all_knows_the_population(FilterKind kind)
    {
        PopulationFilter filter = Filter(kind, Game());
        PopulationBelief belief = filter.CreateBelief();
        filter.Start(belief, new RandomStream(1));
        filter.Update(belief, [4, 2, 0], new RandomStream(1));
        Same([4 / 6.0, 2 / 6.0, 0], belief.Fractions);
        Assert.Equal(0, belief.Spread);
        Assert.All(CovarianceOf(filter, belief), entry => Assert.Equal(0, entry));
        Assert.Equal(0, filter.Measure(belief, [4, 2, 0]).Square);
        filter.Predict(belief, 0, new RandomStream(1));
        Assert.True(belief.Spread > 0);
    }

    [Theory]
    [InlineData(FilterKind.Linear)]
    [InlineData(FilterKind.Dirichlet)]
    [InlineData(FilterKind.Particles)]
    [InlineData(FilterKind.Flow)]
    public void An_empty_observation_changes_nothing(FilterKind kind)
    {
        PopulationFilter filter = Filter(kind, Game(0.3), particles: 50);
        PopulationBelief belief = filter.CreateBelief();
        filter.Start(belief, new RandomStream(1));
        double[] before = belief.Fractions.ToArray();
        filter.Update(belief, [0, 0, 0], new RandomStream(1));
        Same(before, belief.Fractions, 0);
        Assert.Equal(default, filter.Measure(belief, [0, 0, 0]));
    }

    // Singular kernels (equal rows, permutations, absorbing and sparse ones) make covariances singular in further directions.
    [Theory]
    [MemberData(nameof(KindsAndShapes))]
    public void Singular_kernels_keep_the_belief_on_the_simplex(FilterKind kind, KernelShape shape)
    {
        CooperativeGame game = Game(0.3, agents: 50, shape, states: 4, seed: 11);
        PopulationFilter filter = Filter(kind, game, particles: 100);
        PopulationBelief belief = filter.CreateBelief();
        var chance = new RandomStream(5);
        filter.Start(belief, chance);
        for (int step = 0; step < 60; step++)
        {
            int[] observation = new int[4];
            observation[chance.NextBelow(4)] += 2;
            observation[chance.NextBelow(4)]++;
            Innovation innovation = filter.Measure(belief, observation);
            Assert.True(
                innovation.Square >= 0 && double.IsFinite(innovation.Square) && double.IsFinite(innovation.Variance),
                $"step {step}: {innovation}"
            );
            filter.Update(belief, observation, chance);
            Check(belief, filter, step);
            filter.Widen(belief, 0.5, 3, chance);
            Check(belief, filter, step);
            filter.Predict(belief, step % 2, chance);
            Check(belief, filter, step);
        }
    }

    private static void Check(PopulationBelief belief, PopulationFilter filter, int step)
    {
        Assert.Equal(1, belief.Fractions.ToArray().Sum(), Rounding);
        Assert.All(belief.Fractions.ToArray(), fraction => Assert.InRange(fraction, 0, 1 + Rounding));
        Assert.InRange(belief.Spread, 0, 1);
        double[] covariance = CovarianceOf(filter, belief);
        for (int row = 0; row < 4; row++)
        {
            Assert.True(
                Math.Abs(covariance.AsSpan(row * 4, 4).ToArray().Sum()) < 1e-10 && covariance[row * 5] >= 0,
                $"step {step}, row {row}"
            );
        }
    }

    private static void Same(double[] expected, ReadOnlySpan<double> actual, double tolerance = Rounding)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int place = 0; place < expected.Length; place++)
        {
            Assert.Equal(expected[place], actual[place], tolerance);
        }
    }

    /// <summary>
    /// All agents are known to be in state 0 and stay; an observation shows two of five in state 1. By Bayes' rule from concentrations
    /// 1/2: (3 + 1/2)/6 and (2 + 1/2)/6, spread 1/(5 + 2).
    /// </summary>
    [Theory]
    [InlineData(FilterKind.Linear)]
    [InlineData(FilterKind.Dirichlet)]
    [InlineData(FilterKind.Flow)]
    public void An_observation_at_what_was_thought_impossible_starts_the_belief_anew(FilterKind kind)
    {
        CooperativeGame game = SmallGames.Frozen(20);
        var kernels = new LocalKernels(game, LocalPolicy.Uniform(game).Probabilities);
        var start = new IndependentLocalLaw([1, 0]);
        PopulationFilter filter = kind switch
        {
            FilterKind.Linear => new LinearFilter(kernels, start, 20),
            FilterKind.Dirichlet => new DirichletFilter(kernels, start, 20),
            _ => new FlowFilter(kernels, start, 20, 10),
        };
        PopulationBelief belief = filter.CreateBelief();
        filter.Start(belief, new RandomStream(1));

        Assert.False(filter.StartsAnew(belief, [5, 0]));
        Assert.True(filter.StartsAnew(belief, [3, 2]));

        Assert.Equal(3.5 / 6, belief.Fractions[0], 1e-15);
        Assert.Equal(2.5 / 6, belief.Fractions[1], 1e-15);
        Assert.Equal(1.0 / 7, belief.Spread, 1e-15);
        Assert.False(filter.StartsAnew(belief, [0, 5]));
        filter.Update(belief, [0, 5], new RandomStream(1));
        Assert.InRange(belief.Fractions[1], 0.5, 1);
    }
}
