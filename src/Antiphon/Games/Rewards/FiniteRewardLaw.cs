using System.Collections.Immutable;
using Antiphon.Numerics;

namespace Antiphon.Games;

/// <summary>A reward that takes one of finitely many values.</summary>
/// <param name="Values">The values, from 2 to 1,000, all different.</param>
/// <param name="Probabilities">The probability of each, positive; they sum to 1 within 1e-9.</param>
public sealed record FiniteRewardLaw(ImmutableArray<double> Values, ImmutableArray<double> Probabilities) : RewardLaw
{
    /// <summary>sum_v p_v v, with compensated rounding.</summary>
    public override double Mean
    {
        get
        {
            var sum = default(NeumaierSum);
            for (int place = 0; place < Values.Length; place++)
            {
                sum.Add(Probabilities[place] * Values[place]);
            }

            return sum.Value + 0.0;
        }
    }

    /// <inheritdoc/>
    public override double Least => Values.Min();

    /// <inheritdoc/>
    public override double Most => Values.Max();

    /// <inheritdoc/>
    internal override void Check(string place, ICollection<Violation> violations)
    {
        CheckValues(place + ".values", violations);
        string at = place + ".probabilities";
        if (Probabilities.IsDefault)
        {
            violations.Add(new Violation(at, "is missing", "one probability per value", "add it"));
            return;
        }

        if (!Values.IsDefault && Probabilities.Length != Values.Length)
        {
            violations.Add(
                new Violation(
                    at,
                    $"has {Probabilities.Length} entries",
                    $"{Values.Length}, one per value",
                    "give every value a probability"
                )
            );
            return;
        }

        ProbabilityRow.Check(at, Probabilities.AsSpan(), violations);
        for (int i = 0; i < Probabilities.Length; i++)
        {
            if (Probabilities[i] == 0)
            {
                violations.Add(new Violation($"{at}[{i}]", "is 0", "a probability above 0", "remove the value and its probability"));
            }
        }
    }

    /// <inheritdoc/>
    internal override RewardLaw Normalized()
    {
        double[] probabilities = Probabilities.ToArray();
        ProbabilityRow.Normalize(probabilities);
        return new FiniteRewardLaw([.. Values.Select(value => value + 0.0)], [.. probabilities]);
    }

    /// <inheritdoc/>
    internal override RewardSampler Sampler() => new FiniteRewardSampler(this);

    private void CheckValues(string place, ICollection<Violation> violations)
    {
        if (Values.IsDefault)
        {
            violations.Add(new Violation(place, "is missing", "the values of the reward", "add it"));
            return;
        }

        if (Values.Length is < 2 or > GameLimits.RewardValues)
        {
            string remedy = Values.Length < 2 ? "write a deterministic reward as a number" : "merge values";
            violations.Add(
                new Violation(
                    place,
                    $"has {Values.Length} {(Values.Length == 1 ? "value" : "values")}",
                    $"from 2 to {GameLimits.RewardValues:N0}",
                    remedy
                )
            );
        }

        var first = new Dictionary<double, int>();
        for (int i = 0; i < Values.Length; i++)
        {
            CheckNumber($"{place}[{i}]", Values[i], violations);
            if (!first.TryAdd(Values[i] + 0.0, i))
            {
                violations.Add(
                    new Violation(
                        $"{place}[{i}]",
                        $"is {Values[i]:R}, as is {place}[{first[Values[i] + 0.0]}]",
                        "a value of its own",
                        "merge the two and add their probabilities"
                    )
                );
            }
        }
    }
}
