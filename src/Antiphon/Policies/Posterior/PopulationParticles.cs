using System.Runtime.Intrinsics;
using Antiphon.Numerics;

namespace Antiphon.Policies;

/// <summary>
/// Populations that a deployed dispatcher may face while the global state is s_g, equally likely before it observes anything, and what
/// each global action is worth in each of them. Immutable.
/// </summary>
internal sealed class PopulationParticles
{
    /// <summary>The most that one global state may have.</summary>
    internal const int Most = 1024;

    private static readonly int Lanes = Vector512<double>.Count;

    // Padded to whole vectors; padding has weight 0.
    private readonly double[] logFractions;
    private readonly double[] logWeights;
    private readonly int padded;

    /// <summary>Prepares particles.</summary>
    /// <param name="fractions">mu_j(x), [j][x]; each row sums to 1.</param>
    /// <param name="values">Q_j(a), [j][a]; finite.</param>
    /// <param name="smoothing">
    /// kappa, positive: the likelihood of an observation uses (mu_j(x) + kappa/S)/(1 + kappa), so that an agent in a state where a
    /// particle has none does not rule the particle out.
    /// </param>
    internal PopulationParticles(double[][] fractions, double[][] values, double smoothing)
    {
        if (fractions.Length is 0 or > Most)
        {
            throw new ArgumentException($"there are {fractions.Length} particles; expected 1 to {Most}", nameof(fractions));
        }

        Smoothing = smoothing;
        Fractions = fractions;
        Values = values;
        States = fractions[0].Length;
        padded = (fractions.Length + Lanes - 1) / Lanes * Lanes;
        logFractions = new double[States * padded];
        logWeights = new double[padded];
        for (int particle = 0; particle < padded; particle++)
        {
            logWeights[particle] = particle < fractions.Length ? 0 : double.NegativeInfinity;
            for (int state = 0; state < States && particle < fractions.Length; state++)
            {
                double smoothed = (fractions[particle][state] + (smoothing / States)) / (1 + smoothing);
                logFractions[(state * padded) + particle] = Math.Log(smoothed);
            }
        }
    }

    /// <summary>S.</summary>
    internal int States { get; }

    /// <summary>kappa.</summary>
    internal double Smoothing { get; }

    /// <summary>mu_j(x), [j][x].</summary>
    internal double[][] Fractions { get; }

    /// <summary>Q_j(a), [j][a].</summary>
    internal double[][] Values { get; }

    /// <summary>
    /// Writes sum_j P(c | mu_j)^tempering Q_j(a) / sum_j P(c | mu_j)^tempering, P the multinomial law of the observation.
    /// </summary>
    /// <param name="observation">c, by local state.</param>
    /// <param name="tempering">The exponent, in [0, 1]; 1 is Bayes' rule.</param>
    /// <param name="expected">Receives the expected values, by global action.</param>
    internal void Expect(ReadOnlySpan<int> observation, double tempering, Span<double> expected)
    {
        Span<double> scores = stackalloc double[padded];
        logWeights.CopyTo(scores);
        for (int state = 0; state < States; state++)
        {
            if (observation[state] > 0)
            {
                Add(tempering * observation[state], logFractions.AsSpan(state * padded, padded), scores);
            }
        }

        double total = Exponentiate(scores);
        expected.Clear();
        for (int particle = 0; particle < Values.Length; particle++)
        {
            if (scores[particle] > 0)
            {
                ConjugateGradient.AddScaled(scores[particle] / total, Values[particle], expected);
            }
        }
    }

    private static void Add(double factor, ReadOnlySpan<double> source, Span<double> target)
    {
        var factors = Vector512.Create(factor);
        for (int place = 0; place < target.Length; place += Lanes)
        {
            var sum = Vector512.FusedMultiplyAdd(
                factors,
                Vector512.Create<double>(source[place..]),
                Vector512.Create<double>(target[place..])
            );
            sum.CopyTo(target[place..]);
        }
    }

    // The likeliest particle gets 1, so that at least one survives.
    private static double Exponentiate(Span<double> scores)
    {
        double most = double.NegativeInfinity;
        foreach (double score in scores)
        {
            most = Math.Max(most, score);
        }

        var largest = Vector512.Create(most);
        Vector512<double> total = Vector512<double>.Zero;
        for (int place = 0; place < scores.Length; place += Lanes)
        {
            Vector512<double> weight = VectorMath.Exp(Vector512.Create<double>(scores[place..]) - largest);
            weight.CopyTo(scores[place..]);
            total += weight;
        }

        return VectorMath.Sum(total);
    }
}
