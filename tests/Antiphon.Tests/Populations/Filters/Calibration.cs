using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Tests.Populations.Filters;

/// <summary>What a filter's errors are over simulated episodes, beside those of Bayes' rule.</summary>
internal sealed record Calibration(double SquaredError, double BayesSquaredError, double StatedVariance, double Coverage90)
{
    // Two-sided 90 % of the normal law.
    private const double Quantile = 1.6449;

    public static Calibration Run(CooperativeGame game, LocalKernels kernels, PopulationFilter filter, int looks, int episodes, int steps)
    {
        var states = game.LocalStates;
        (double error, double bayes, double stated, int covered) = (0.0, 0.0, 0.0, 0);
        PopulationBelief belief = filter.CreateBelief();
        var covariance = new double[states * states];
        var exact = new ExactBelief(game, kernels);
        for (var episode = 0; episode < episodes; episode++)
        {
            RandomStream chance = new RandomStream(9).Split("episode", episode);
            exact.Restart();
            var law = new double[states];
            var counts = new long[states];
            var look = new long[states];
            StartLaw.Draw(game.Initial.Local, chance, law);
            MultinomialSampler.Sample(chance, game.Agents, law, counts);
            filter.Start(belief, chance);
            for (var step = 0; step < steps; step++)
            {
                MultivariateHypergeometricSampler.Sample(chance, counts, looks, look);
                int[] seen = [.. look.Select(count => (int)count)];
                filter.Update(belief, seen, chance);
                exact.Update(seen);
                filter.Covariance(belief, covariance);
                var mean = exact.Mean;
                for (var state = 0; state < states; state++)
                {
                    var truth = (double)counts[state] / game.Agents;
                    var off = truth - belief.Fractions[state];
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
        var next = new long[counts.Length];
        for (var state = 0; state < counts.Length; state++)
        {
            new MultinomialLaw(kernels.Transition(globalState).Slice(state * counts.Length, counts.Length)).AddSample(chance, counts[state], next);
        }

        counts = next;
    }
}
