using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Simulation;

/// <summary>Draws a look at a population that is given by its counts. A workspace; one per thread.</summary>
public abstract class LookSampler
{
    private protected LookSampler()
    {
    }

    /// <summary>The sampler of a game's rule, for rules whose law is a function of counts.</summary>
    /// <param name="game">The game.</param>
    /// <param name="looks">Count vectors of what is seen.</param>
    public static LookSampler Of(CooperativeGame game, CountLattice looks)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(looks);
        return Of(game.Look, game.LocalStates, looks);
    }

    /// <summary>Uniform looks at so many agents of each block, however many count vectors there are of them.</summary>
    internal static LookSampler Uniform(ImmutableArray<CountBlock> blocks) => new UniformSampler(blocks);

    private static LookSampler Of(LookRule rule, int localStates, CountLattice looks) => rule switch
    {
        // Clusters without a history are exchangeable: then a look at whole clusters is a uniform one.
        UniformLook or ClusteredLook => new UniformSampler(looks.Blocks),
        ReplacementLook => new ReplacementSampler(localStates, looks.Agents),
        WeightedLook weighted => new WeightedSampler(weighted, localStates, looks.Agents),
        LossyLook lossy => new LossySampler(lossy, localStates, looks.Agents),
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

    // A uniform subset of the agents of each type, k_t of them; all agents are one type unless the game declares several.
    private sealed class UniformSampler(ImmutableArray<CountBlock> blocks) : LookSampler
    {
        private readonly long[] drawn = new long[blocks[^1].End];

        public override void Draw(RandomStream chance, int globalState, ReadOnlySpan<long> counts, Span<int> seen)
        {
            foreach (CountBlock block in blocks)
            {
                MultivariateHypergeometricSampler.Sample(chance, counts.Slice(block.First, block.States), block.Agents, drawn.AsSpan(block.First, block.States));
            }

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
            ImmutableArray<double> weights = rule.Weights[globalState];
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
