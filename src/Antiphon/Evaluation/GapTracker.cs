using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Evaluation;

/// <summary>The two ends of one gap while relaxations and deviations come in. All functions share one layout.</summary>
/// <param name="name">The gap.</param>
/// <param name="start">The initial law.</param>
/// <param name="values">What the pair itself earns from each state.</param>
/// <param name="error">Its proved error.</param>
internal sealed class GapTracker(string name, double[] start, double[] values, double error)
{
    private double initialLower;
    private double worstLower;
    private double initialUpper = double.PositiveInfinity;
    private double worstUpper = double.PositiveInfinity;
    private WitnessFunction? best;
    private WitnessFunction? initial;
    private WitnessFunction? worst;

    /// <summary>The gap as far as it is known.</summary>
    internal EquilibriumGap Gap => new(new GapInterval(initialLower, initialUpper), new GapInterval(worstLower, worstUpper));

    /// <summary>What the gap rests on.</summary>
    internal IEnumerable<WitnessFunction> Witnesses => new[] { best, initial, worst }.OfType<WitnessFunction>();

    /// <summary>No deviation earns more than this function.</summary>
    internal void Bound(double[] relaxed, double relaxedError)
    {
        (double mean, double largest) = Difference(relaxed);
        (initialUpper, worstUpper) = (Math.Max(0, mean + relaxedError + error), Math.Max(0, largest + relaxedError + error));
        best = new WitnessFunction(WitnessNames.Best(name), relaxedError, relaxed, null, null);
    }

    /// <summary>A deviation earns this function.</summary>
    /// <returns>Its expected gain under the initial law, errors left out.</returns>
    internal double Offer(double[] deviating, double deviatingError, TabularGlobalPolicy? global, LocalPolicy? local)
    {
        (double mean, double largest) = Difference(deviating);
        (double sureMean, double sureLargest) = (mean - deviatingError - error, largest - deviatingError - error);
        var function = new WitnessFunction(string.Empty, deviatingError, deviating, Actions(global), local?.Probabilities.ToArray());
        if (sureMean > initialLower)
        {
            (initialLower, initial) = (sureMean, function with { Name = WitnessNames.Initial(name) });
        }

        if (sureLargest > worstLower)
        {
            (worstLower, worst) = (sureLargest, function with { Name = WitnessNames.Worst(name) });
        }

        return mean;
    }

    private (double Mean, double Largest) Difference(double[] other)
    {
        (NeumaierSum mean, double largest) = (default(NeumaierSum), double.NegativeInfinity);
        for (int place = 0; place < values.Length; place++)
        {
            double difference = other[place] - values[place];
            mean.Add(start[place] * difference);
            largest = Math.Max(largest, difference);
        }

        return (mean.Value, largest);
    }

    private static int[]? Actions(TabularGlobalPolicy? policy)
    {
        if (policy is null)
        {
            return null;
        }

        int[] actions = new int[policy.GlobalStates * policy.Lattice.Size];
        for (int place = 0; place < actions.Length; place++)
        {
            actions[place] = policy.Action(place / policy.Lattice.Size, place % policy.Lattice.Size);
        }

        return actions;
    }
}
