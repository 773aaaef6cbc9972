using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Simulation;

/// <summary>Draws an observation of a population that is given by its counts. A workspace; one per thread.</summary>
internal abstract class ObservationSampler
{
    private protected ObservationSampler() { }

    /// <summary>The sampler of a game's rule, for rules whose law is a function of counts.</summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, how many agents are observed.</param>
    /// <exception cref="InvalidInputException">Fewer agents are observed than there are types.</exception>
    public static ObservationSampler Of(CooperativeGame game, int subsample)
    {
        ArgumentNullException.ThrowIfNull(game);
        return game.Sampling switch
        {
            // Clusters without a history are exchangeable: then an observation of whole clusters is a uniform one.
            UniformSampling or ClusteredSampling => Uniform(CountBlock.Of(game, subsample)),
            ReplacementSampling => new ReplacementSampler(game.LocalStates, subsample),
            WeightedSampling weighted => new WeightedSampler(weighted, game.LocalStates, subsample),
            LossySampling lossy => new LossySampler(lossy, game.LocalStates, subsample),
            var rule => throw new NotSupportedException($"no sampler for {rule}"),
        };
    }

    /// <summary>Uniform samples of so many agents of each block.</summary>
    internal static ObservationSampler Uniform(ImmutableArray<CountBlock> blocks) => new UniformSampler(blocks);

    /// <summary>Draws an observation.</summary>
    /// <param name="chance">Randomness.</param>
    /// <param name="globalState">s_g.</param>
    /// <param name="counts">Agents by local state.</param>
    /// <param name="seen">Receives what the dispatcher sees: a count vector over the places of the rule.</param>
    public abstract void Draw(RandomStream chance, int globalState, ReadOnlySpan<long> counts, Span<int> seen);

    private protected static void Narrow(ReadOnlySpan<long> drawn, Span<int> seen)
    {
        for (int state = 0; state < drawn.Length; state++)
        {
            seen[state] = (int)drawn[state];
        }
    }

    // A uniform subset of the agents of each type, k_t of them; all agents are one type unless the game declares several.
    private sealed class UniformSampler(ImmutableArray<CountBlock> blocks) : ObservationSampler
    {
        private readonly long[] drawn = new long[blocks[^1].End];

        public override void Draw(RandomStream chance, int globalState, ReadOnlySpan<long> counts, Span<int> seen)
        {
            foreach (CountBlock block in blocks)
            {
                MultivariateHypergeometricSampler.Sample(
                    chance,
                    counts.Slice(block.First, block.States),
                    block.Agents,
                    drawn.AsSpan(block.First, block.States)
                );
            }

            Narrow(drawn, seen);
        }
    }

    private sealed class ReplacementSampler(int localStates, int subsample) : ObservationSampler
    {
        private readonly long[] drawn = new long[localStates];
        private readonly double[] shares = new double[localStates];

        public override void Draw(RandomStream chance, int globalState, ReadOnlySpan<long> counts, Span<int> seen)
        {
            for (int state = 0; state < shares.Length; state++)
            {
                shares[state] = counts[state];
            }

            MultinomialSampler.Sample(chance, subsample, shares, drawn);
            Narrow(drawn, seen);
        }
    }

    // Agent after agent: the cost grows with k, but the law needs no approximation.
    private sealed class WeightedSampler(WeightedSampling rule, int localStates, int subsample) : ObservationSampler
    {
        private readonly double[] mass = new double[localStates];

        public override void Draw(RandomStream chance, int globalState, ReadOnlySpan<long> counts, Span<int> seen)
        {
            ImmutableArray<double> weights = rule.Weights[globalState];
            seen.Clear();
            for (int draw = 0; draw < subsample; draw++)
            {
                double sum = 0.0;
                for (int state = 0; state < mass.Length; state++)
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
            int last = 0;
            for (int state = 0; state < mass.Length; state++)
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

    private sealed class LossySampler(LossySampling rule, int localStates, int subsample) : ObservationSampler
    {
        private readonly BinomialLaw losses = new(rule.Loss);
        private readonly long[] drawn = new long[localStates];

        public override void Draw(RandomStream chance, int globalState, ReadOnlySpan<long> counts, Span<int> seen)
        {
            int lost = (int)losses.Sample(chance, subsample);
            MultivariateHypergeometricSampler.Sample(chance, counts, subsample - lost, drawn);
            seen[0] = lost;
            Narrow(drawn, seen[1..]);
        }
    }
}
