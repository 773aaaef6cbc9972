using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Simulation;

/// <summary>Draws a look at a population that is given by its counts. A workspace; one per thread.</summary>
public abstract class LookSampler
{
    private protected LookSampler()
    {
    }

    /// <summary>The sampler of a rule whose law is a function of counts.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="localStates">S.</param>
    /// <param name="subsample">k.</param>
    public static LookSampler Of(LookRule rule, int localStates, int subsample) => rule switch
    {
        // Clusters without a history are exchangeable: then a look at whole clusters is a uniform one.
        UniformLook or ClusteredLook => new UniformSampler(localStates, subsample),
        ReplacementLook => new ReplacementSampler(localStates, subsample),
        WeightedLook weighted => new WeightedSampler(weighted, localStates, subsample),
        LossyLook lossy => new LossySampler(lossy, localStates, subsample),
        _ => throw new NotSupportedException($"no sampler for {rule}"),
    };

    /// <summary>Draws a look.</summary>
    /// <param name="chance">Randomness.</param>
    /// <param name="globalState">s_g.</param>
    /// <param name="counts">Agents by local state.</param>
    /// <param name="seen">Receives what the dispatcher sees: a count vector over the places of the rule.</param>
    public abstract void Draw(RandomStream chance, int globalState, ReadOnlySpan<long> counts, Span<int> seen);

    private protected static void Narrow(ReadOnlySpan<long> drawn, Span<int> seen)
    {
        for (var state = 0; state < drawn.Length; state++)
        {
            seen[state] = (int)drawn[state];
        }
    }

    private sealed class UniformSampler(int localStates, int subsample) : LookSampler
    {
        private readonly long[] drawn = new long[localStates];

        public override void Draw(RandomStream chance, int globalState, ReadOnlySpan<long> counts, Span<int> seen)
        {
            MultivariateHypergeometricSampler.Sample(chance, counts, subsample, drawn);
            Narrow(drawn, seen);
        }
    }

    private sealed class ReplacementSampler(int localStates, int subsample) : LookSampler
    {
        private readonly long[] drawn = new long[localStates];
        private readonly double[] shares = new double[localStates];

        public override void Draw(RandomStream chance, int globalState, ReadOnlySpan<long> counts, Span<int> seen)
        {
            for (var state = 0; state < shares.Length; state++)
            {
                shares[state] = counts[state];
            }

            MultinomialSampler.Sample(chance, subsample, shares, drawn);
            Narrow(drawn, seen);
        }
    }

    // Agent after agent: the cost grows with k, but the law needs no approximation.
    private sealed class WeightedSampler(WeightedLook rule, int localStates, int subsample) : LookSampler
    {
        private readonly double[] mass = new double[localStates];

        public override void Draw(RandomStream chance, int globalState, ReadOnlySpan<long> counts, Span<int> seen)
        {
            var weights = rule.Weights[globalState];
            seen.Clear();
            for (var draw = 0; draw < subsample; draw++)
            {
                var sum = 0.0;
                for (var state = 0; state < mass.Length; state++)
                {
                    mass[state] = weights[state] * (counts[state] - seen[state]);
                    sum += mass[state];
                }

                seen[Place(chance.NextDouble() * sum)]++;
            }
        }

        // The last state with mass stands for what rounding leaves over.
        private int Place(double point)
        {
            var last = 0;
            for (var state = 0; state < mass.Length; state++)
            {
                if (mass[state] > 0)
                {
                    last = state;
                    if (point < mass[state])
                    {
                        break;
                    }

                    point -= mass[state];
                }
            }

            return last;
        }
    }

    private sealed class LossySampler(LossyLook rule, int localStates, int subsample) : LookSampler
    {
        private readonly BinomialLaw losses = new(rule.Loss);
        private readonly long[] drawn = new long[localStates];

        public override void Draw(RandomStream chance, int globalState, ReadOnlySpan<long> counts, Span<int> seen)
        {
            var lost = (int)losses.Sample(chance, subsample);
            MultivariateHypergeometricSampler.Sample(chance, counts, subsample - lost, drawn);
            seen[0] = lost;
            Narrow(drawn, seen[1..]);
        }
    }
}
