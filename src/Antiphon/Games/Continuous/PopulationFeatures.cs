namespace Antiphon.Games;

/// <summary>
/// What the global agent sees of the k agents that it observes: the mean of a feature vector of one agent's state. One-hot features of
/// bins give the histogram; smooth bumps give a kernel mean.
/// </summary>
public abstract class PopulationFeatures
{
    /// <summary>Length of the feature vector.</summary>
    public abstract int Size { get; }

    /// <summary>Adds one agent's features.</summary>
    /// <param name="states">Local states of all agents, coordinate by coordinate: [coordinate * agents + agent].</param>
    /// <param name="agents">Number of agents.</param>
    /// <param name="agent">Which agent.</param>
    /// <param name="sum">Of length <see cref="Size"/>; the features are added to it.</param>
    public abstract void Add(ReadOnlySpan<double> states, int agents, int agent, Span<double> sum);

    /// <summary>The mean features of some agents.</summary>
    /// <param name="states">As in <see cref="Add"/>.</param>
    /// <param name="agents">Number of agents.</param>
    /// <param name="chosen">Which agents are observed; at least one.</param>
    /// <param name="mean">Receives the mean; of length <see cref="Size"/>.</param>
    internal void Mean(ReadOnlySpan<double> states, int agents, ReadOnlySpan<int> chosen, Span<double> mean)
    {
        mean.Clear();
        foreach (int agent in chosen)
        {
            Add(states, agents, agent, mean);
        }

        foreach (ref double entry in mean)
        {
            entry /= chosen.Length;
        }
    }
}

/// <summary>Equal bins along one coordinate; the mean features are the histogram of the observation, with sum 1.</summary>
public sealed class HistogramFeatures : PopulationFeatures
{
    private readonly int coordinate;
    private readonly double low;
    private readonly double binsPerUnit;

    /// <summary>Makes the bins.</summary>
    /// <param name="box">The box of local states.</param>
    /// <param name="bins">How many bins, at least 1.</param>
    /// <param name="coordinate">Which coordinate is binned.</param>
    /// <exception cref="InvalidInputException">There is no bin, or no such coordinate.</exception>
    public HistogramFeatures(Box box, int bins, int coordinate = 0)
    {
        ArgumentNullException.ThrowIfNull(box);
        if (bins < 1 || coordinate < 0 || coordinate >= box.Dimension)
        {
            throw new InvalidInputException(
                $"a histogram has {bins} bins of coordinate {coordinate}; expected at least 1 bin and a coordinate from 0 to "
                    + $"{box.Dimension - 1}"
            );
        }

        (Size, this.coordinate) = (bins, coordinate);
        low = box.Low[coordinate];
        binsPerUnit = bins / (box.High[coordinate] - low);
    }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <summary>
    /// The bin of a number: bins include their lower end, the last also its upper; what lies outside goes to the nearest bin.
    /// </summary>
    /// <param name="value">A coordinate.</param>
    internal int Bin(double value) => Math.Clamp((int)((value - low) * binsPerUnit), 0, Size - 1);

    /// <summary>The middle of a bin.</summary>
    /// <param name="bin">From 0.</param>
    internal double Centre(int bin) => low + ((bin + 0.5) / binsPerUnit);

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<double> states, int agents, int agent, Span<double> sum) =>
        sum[Bin(states[(coordinate * agents) + agent])] += 1;
}

/// <summary>Gaussian bumps exp(-|s - c|^2 / (2 h^2)) around given centres; their mean embeds the observation smoothly.</summary>
public sealed class KernelMeanFeatures : PopulationFeatures
{
    private readonly double[][] centres;
    private readonly double factor;

    /// <summary>Makes the features.</summary>
    /// <param name="centres">[feature][coordinate]; at least one, all of one length.</param>
    /// <param name="bandwidth">h, positive.</param>
    /// <exception cref="InvalidInputException">
    /// There is no centre, their lengths differ, or the bandwidth is not a positive number.
    /// </exception>
    public KernelMeanFeatures(IReadOnlyList<IReadOnlyList<double>> centres, double bandwidth)
    {
        ArgumentNullException.ThrowIfNull(centres);
        if (
            centres.Count == 0
            || centres.Any(centre => centre.Count == 0 || centre.Count != centres[0].Count)
            || !(bandwidth > 0 && double.IsFinite(bandwidth))
        )
        {
            throw new InvalidInputException(
                $"kernel features have {centres.Count} centres and the bandwidth {bandwidth}; expected at least one centre, all of the "
                    + "same length, and a positive bandwidth"
            );
        }

        this.centres = [.. centres.Select(centre => centre.ToArray())];
        factor = -0.5 / (bandwidth * bandwidth);
    }

    /// <inheritdoc/>
    public override int Size => centres.Length;

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<double> states, int agents, int agent, Span<double> sum)
    {
        for (int f = 0; f < centres.Length; f++)
        {
            double square = 0.0;
            for (int c = 0; c < centres[f].Length; c++)
            {
                double difference = states[(c * agents) + agent] - centres[f][c];
                square += difference * difference;
            }

            sum[f] += Math.Exp(factor * square);
        }
    }
}
