using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Tests.Populations.Filters;

/// <summary>What a filter's errors are over simulated episodes, beside those of Bayes' rule.</summary>
internal sealed record Calibration(double SquaredError, double BayesSquaredError, double StatedVariance, double Coverage90)
{
    // Two-sided 90 % of the normal law.
    private const double Quantile = 1.6449;

    public static Calibration Run(
        CooperativeGame game,
        LocalKernels kernels,
        PopulationFilter filter,
        int observations,
        int episodes,
        int steps
    )
    {
        int states = game.LocalStates;
        (double error, double bayes, double stated, int covered) = (0.0, 0.0, 0.0, 0);
        PopulationBelief belief = filter.CreateBelief();
        double[] covariance = new double[states * states];
        var exact = new ExactBelief(game, kernels);
        for (int episode = 0; episode < episodes; episode++)
        {
            RandomStream chance = new RandomStream(9).Split("episode", episode);
            exact.Restart();
            double[] law = new double[states];
            long[] counts = new long[states];
            long[] observation = new long[states];
            EpisodeLaw.Draw(game.Initial.Local, chance, law);
            MultinomialSampler.Sample(chance, game.Agents, law, counts);
            filter.Start(belief, chance);
            for (int step = 0; step < steps; step++)
            {
                MultivariateHypergeometricSampler.Sample(chance, counts, observations, observation);
                int[] seen = [.. observation.Select(count => (int)count)];
                filter.Update(belief, seen, chance);
                exact.Update(seen);
                filter.Covariance(belief, covariance);
                double[] mean = exact.Mean;
                for (int state = 0; state < states; state++)
                {
                    double truth = (double)counts[state] / game.Agents;
                    double off = truth - belief.Fractions[state];
                    error += off * off;
                    bayes += Math.Pow(truth - mean[state], 2);
                    stated += covariance[(state * states) + state];
                    covered += Math.Abs(off) <= Quantile * Math.Sqrt(covariance[(state * states) + state]) ? 1 : 0;
                }

                Move(kernels, step % game.GlobalStates, ref counts, chance);
                filter.Predict(belief, step % game.GlobalStates, chance);
                exact.Predict(step % game.GlobalStates);
            }
        }

        return new Calibration(error, bayes, stated, covered / (double)(episodes * steps * states));
    }

    private static void Move(LocalKernels kernels, int globalState, ref long[] counts, RandomStream chance)
    {
        long[] next = new long[counts.Length];
        for (int state = 0; state < counts.Length; state++)
        {
            new MultinomialLaw(kernels.Transition(globalState).Slice(state * counts.Length, counts.Length)).AddSample(
                chance,
                counts[state],
                next
            );
        }

        counts = next;
    }
}
