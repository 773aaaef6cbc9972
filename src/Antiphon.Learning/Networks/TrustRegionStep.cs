using Antiphon.Equilibrium;
using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>The trust region of TRPO.</summary>
public sealed record TrustRegionOptions
{
    /// <summary>Radius delta of the region, in mean KL divergence (nats); positive.</summary>
    public double Radius { get; init; } = 0.01;

    /// <summary>Multiple of the identity added to the Fisher matrix; not negative.</summary>
    public double Damping { get; init; } = 0.1;

    /// <summary>Steps of conjugate gradients, at least 1.</summary>
    public int ConjugateSteps { get; init; } = 10;

    /// <summary>Step sizes tried, each half the one before; at least 1.</summary>
    public int LineSearchSteps { get; init; } = 10;

    /// <summary>A step may reach this multiple of the radius, as in the authors' program; at least 1.</summary>
    public double Slack { get; init; } = 1.5;

    internal IEnumerable<string> Violations()
    {
        if (!(Radius > 0 && double.IsFinite(Radius)))
        {
            yield return $"trust region radius = {Radius}; expected a positive number";
        }

        if (!(Damping >= 0 && double.IsFinite(Damping)))
        {
            yield return $"damping = {Damping}; expected a number of 0 or more";
        }

        if (ConjugateSteps < 1 || LineSearchSteps < 1)
        {
            yield return $"conjugate steps = {ConjugateSteps}, line search steps = {LineSearchSteps}; expected at least 1 of each";
        }

        if (!(Slack >= 1 && double.IsFinite(Slack)))
        {
            yield return $"slack = {Slack}; expected a number of 1 or more";
        }
    }
}

/// <summary>
/// One step of trust region policy optimization (Schulman et al., 2015): the direction x solves (F + damping I) x = g by conjugate
/// gradients; the longest step sqrt(2 delta / x'(F + damping I)x) is halved until the surrogate improves and the divergence stays within
/// the region; else nothing changes.
/// </summary>
internal static class TrustRegionStep
{
    private const double CurvatureOffset = 1e-8;
    private const double ResidualTolerance = 1e-10;

    /// <summary>Steps in place.</summary>
    /// <param name="options">The region.</param>
    /// <param name="network">Gradients over the samples' states.</param>
    /// <param name="surrogate">The loss to lower.</param>
    /// <param name="divergence">Mean KL from the old policy.</param>
    /// <param name="parameters">The policy's parameters; unchanged unless the step is taken.</param>
    internal static PolicyUpdate Take(
        TrustRegionOptions options,
        NetworkGradient network,
        PanelLoss surrogate,
        PanelLoss divergence,
        double[] parameters
    )
    {
        double[] gradient = new double[parameters.Length];
        double before = network.Gradient(parameters, surrogate, gradient);
        foreach (ref double entry in gradient.AsSpan())
        {
            entry = -entry;
        }

        if (!double.IsFinite(before) || !double.IsFinite(ConjugateGradient.Dot(gradient, gradient)))
        {
            throw new ArithmeticException(
                $"the surrogate objective of the local policy or its gradient is not finite (the objective is {-before}); check the "
                    + "rewards and networks"
            );
        }

        double[] old = parameters.ToArray();
        double[] direction = new double[parameters.Length];
        void Damped(ReadOnlySpan<double> vector, Span<double> product)
        {
            network.FisherProduct(old, vector.ToArray(), product);
            for (int i = 0; i < product.Length; i++)
            {
                product[i] += options.Damping * vector[i];
            }
        }

        ConjugateGradientResult solved = ConjugateGradient.Solve(Damped, gradient, options.ConjugateSteps, ResidualTolerance, direction);
        if (ConjugateGradient.Dot(direction, direction) == 0)
        {
            return Refused(solved.PositiveCurvature ? PolicyUpdateOutcome.Stationary : PolicyUpdateOutcome.BadCurvature);
        }

        double[] product = new double[parameters.Length];
        Damped(direction, product);
        double curvature = ConjugateGradient.Dot(direction, product) / 2;
        return curvature > 0 && double.IsFinite(curvature)
            ? Search(
                options,
                network,
                surrogate,
                divergence,
                parameters,
                old,
                direction,
                before,
                Math.Sqrt(options.Radius / (curvature + CurvatureOffset))
            )
            : Refused(PolicyUpdateOutcome.BadCurvature);
    }

    private static PolicyUpdate Search(
        TrustRegionOptions options,
        NetworkGradient network,
        PanelLoss surrogate,
        PanelLoss divergence,
        double[] parameters,
        double[] old,
        double[] direction,
        double before,
        double step
    )
    {
        int outside = 0;
        bool improved = false;
        for (int halvings = 0; halvings < options.LineSearchSteps; halvings++, step /= 2)
        {
            for (int i = 0; i < parameters.Length; i++)
            {
                parameters[i] = old[i] + (step * direction[i]);
            }

            // NaN fails both comparisons.
            double after = network.Loss(parameters, surrogate);
            double moved = network.Loss(parameters, divergence);
            bool isInside = moved < options.Slack * options.Radius;
            if (after < before && isInside)
            {
                return new PolicyUpdate(PolicyUpdateOutcome.Taken, halvings, outside, before - after, moved);
            }

            outside += isInside ? 0 : 1;
            improved |= after < before;
        }

        old.CopyTo(parameters, 0);
        return Refused(improved ? PolicyUpdateOutcome.OutsideRegion : PolicyUpdateOutcome.NoImprovement) with
        {
            Halvings = options.LineSearchSteps,
            OutsideRegion = outside,
        };
    }

    private static PolicyUpdate Refused(PolicyUpdateOutcome outcome) => new(outcome, 0, 0, 0, 0);
}
