using Antiphon.Equilibrium;
using Antiphon.Learning;
using Antiphon.Numerics;

namespace Antiphon.Tests.Learning;

public class TrustRegionTests
{
    [Fact]
    public void A_step_improves_the_surrogate_and_stays_in_the_region()
    {
        (NetworkGradient network, PolicySamples samples, double[] parameters, double[] old) = Build();
        double before = network.Loss(parameters, new RatioLoss(samples, 3));
        PolicyUpdate result = TrustRegionStep.Take(
            new TrustRegionOptions(),
            network,
            new RatioLoss(samples, 3),
            new DivergenceLoss(old, 3),
            parameters
        );
        Assert.Equal(PolicyUpdateOutcome.Taken, result.Outcome);
        Assert.Equal(before - network.Loss(parameters, new RatioLoss(samples, 3)), result.Gain, 1e-12);
        Assert.True(result.Gain > 0);
        Assert.InRange(network.Loss(parameters, new DivergenceLoss(old, 3)), 1e-6, 0.015);
    }

    [Fact]
    public void Without_any_advantage_there_is_no_step()
    {
        (NetworkGradient network, PolicySamples samples, double[] parameters, double[] old) = Build();
        double[] before = parameters.ToArray();
        PolicySamples none = samples with { Advantages = new double[samples.Actions.Length] };
        PolicyUpdate result = TrustRegionStep.Take(
            new TrustRegionOptions(),
            network,
            new RatioLoss(none, 3),
            new DivergenceLoss(old, 3),
            parameters
        );
        Assert.Equal(PolicyUpdateOutcome.Stationary, result.Outcome);
        Assert.Equal(before, parameters);
    }

    [Fact]
    public void A_step_that_cannot_improve_leaves_the_parameters_as_they_were()
    {
        (NetworkGradient network, PolicySamples samples, double[] parameters, double[] old) = Build();
        double[] before = parameters.ToArray();

        // A divergence that counts a thousandfold: no halving gets inside the region, though each improves the surrogate.
        PolicyUpdate result = TrustRegionStep.Take(
            new TrustRegionOptions { LineSearchSteps = 3 },
            network,
            new RatioLoss(samples, 3),
            new Outside(),
            parameters
        );
        Assert.Equal(new PolicyUpdate(PolicyUpdateOutcome.OutsideRegion, 3, 3, 0, 0), result);
        Assert.Equal(before, parameters);
        _ = old;
    }

    [Fact]
    public void A_step_too_short_to_change_anything_does_not_improve()
    {
        (NetworkGradient network, PolicySamples samples, double[] parameters, double[] old) = Build();
        double[] before = parameters.ToArray();
        PolicyUpdate result = TrustRegionStep.Take(
            new TrustRegionOptions
            {
                Radius = 1e-300,
                LineSearchSteps = 3,
                Slack = 1e6,
            },
            network,
            new RatioLoss(samples, 3),
            new DivergenceLoss(old, 3),
            parameters
        );
        Assert.Equal(PolicyUpdateOutcome.NoImprovement, result.Outcome);
        Assert.Equal(before, parameters);
    }

    [Fact]
    public void A_step_that_was_halved_says_how_often_it_left_the_region()
    {
        (NetworkGradient network, PolicySamples samples, double[] parameters, double[] old) = Build();

        // Ten times the true divergence: the radius is met at a length of 1/sqrt(10), that is after two halvings, give or take the
        // quadratic model's error.
        var divergence = new Scaled(new DivergenceLoss(old, 3), 10);
        PolicyUpdate result = TrustRegionStep.Take(
            new TrustRegionOptions { Slack = 1 },
            network,
            new RatioLoss(samples, 3),
            divergence,
            parameters
        );
        Assert.Equal(PolicyUpdateOutcome.Taken, result.Outcome);
        Assert.InRange(result.Halvings, 1, 3);
        Assert.Equal(result.Halvings, result.OutsideRegion);
    }

    [Fact]
    public void An_advantage_that_is_not_a_number_stops_the_training()
    {
        (NetworkGradient network, PolicySamples samples, double[] parameters, double[] old) = Build();
        double[] before = parameters.ToArray();
        samples.Advantages[5] = double.NaN;
        Assert.Throws<ArithmeticException>(() =>
            TrustRegionStep.Take(new TrustRegionOptions(), network, new RatioLoss(samples, 3), new DivergenceLoss(old, 3), parameters)
        );
        Assert.Equal(before, parameters);
    }

    [Fact]
    public void Gradients_are_shortened_together_and_only_when_they_are_too_long()
    {
        double[] one = [3, 0],
            two = [0, 4];
        Assert.Equal(5, Adam.Clip(1, "", one, two));
        Assert.Equal(0.6, one[0], 1e-6);
        Assert.Equal(0.8, two[1], 1e-6);
        Assert.Equal(1, Adam.Clip(2, "", one, two), 1e-6);
        Assert.Equal(0.6, one[0], 1e-6);
        Assert.Throws<ArithmeticException>(() => Adam.Clip(1, "", [double.NaN]));
    }

    // By hand, from Kingma and Ba's Algorithm 1: with a constant gradient g both corrected moments are g and g^2, so that every step is
    // rate * g / (|g| + 1e-8).
    [Fact]
    public void Adam_steps_by_the_rate_while_the_gradient_is_constant()
    {
        var adam = new Adam(2);
        double[] parameters = [1, 1];
        for (int step = 0; step < 50; step++)
        {
            adam.Step(parameters, [0.5, -2], 0.01);
        }

        Assert.Equal(0.5, parameters[0], 1e-7);
        Assert.Equal(1.5, parameters[1], 1e-7);
        Assert.Equal(50, adam.Steps);
    }

    private static (NetworkGradient Network, PolicySamples Samples, double[] Parameters, double[] Old) Build()
    {
        var random = new RandomStream(3);
        var shape = new PerceptronShape(2, 16, 3);
        double[] parameters = Perceptron.Random(shape, random).Parameters.ToArray();
        var batch = new SampleBatch(2, 400);
        (int[] actions, double[] advantages, double[] logProbabilities, double[] old) = (
            new int[400],
            new double[400],
            new double[400],
            new double[1200]
        );
        for (int i = 0; i < 400; i++)
        {
            double[] state = [random.NextNormal(), random.NextNormal()];
            batch.Set(i, state);
            double[] law = PlainPerceptron.Probabilities(PlainPerceptron.Outputs(shape, parameters, state));
            law.CopyTo(old, 3 * i);
            actions[i] = (int)random.NextBelow(3);
            logProbabilities[i] = Math.Log(law[actions[i]]);
            advantages[i] = (actions[i] == 0) == (state[0] > 0) ? 1 : -1;
        }

        return (
            new NetworkGradient(shape, batch, new Workers(2)),
            new PolicySamples(actions, advantages, logProbabilities),
            parameters,
            old
        );
    }

    private sealed class Outside : PanelLoss
    {
        internal override double Evaluate(int start, int count, ReadOnlySpan<double> output, Span<double> derivative) => 1000.0 * count;
    }

    private sealed class Scaled(PanelLoss inner, double factor) : PanelLoss
    {
        internal override double Evaluate(int start, int count, ReadOnlySpan<double> output, Span<double> derivative) =>
            factor * inner.Evaluate(start, count, output, derivative);
    }
}
