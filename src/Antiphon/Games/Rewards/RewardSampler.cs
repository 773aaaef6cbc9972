using Antiphon.Numerics;

namespace Antiphon.Games;

/// <summary>Draws sums of independent rewards of one law. Safe for use by several threads, each with a stream of its own.</summary>
internal abstract class RewardSampler
{
    /// <summary>
    /// The sum of <paramref name="draws"/> independent rewards, with exactly its law, in a time that does not grow with their number.
    /// </summary>
    /// <param name="stream">Source of randomness.</param>
    /// <param name="draws">How many, from 0 to <see cref="BinomialSampler.MaximumTrials"/>.</param>
    public abstract double Sum(RandomStream stream, long draws);
}

/// <summary>Finitely many values: how often each comes is multinomial.</summary>
internal sealed class FiniteRewardSampler(FiniteRewardLaw reward) : RewardSampler
{
    private readonly MultinomialLaw law = new(reward.Probabilities.AsSpan());
    private readonly double[] values = [.. reward.Values];

    public override double Sum(RandomStream stream, long draws)
    {
        Span<long> counts = stackalloc long[values.Length];
        counts.Clear();
        law.AddSample(stream, draws, counts);
        double sum = 0.0;
        for (int place = 0; place < values.Length; place++)
        {
            sum += counts[place] * values[place];
        }

        return sum;
    }
}

/// <summary>Uniform noise.</summary>
internal sealed class UniformRewardSampler(UniformRewardLaw reward) : RewardSampler
{
    public override double Sum(RandomStream stream, long draws) =>
        (draws * reward.Mean) + (reward.HalfWidth * ((2 * UniformSumSampler.Sample(stream, draws)) - draws));
}
