using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>
/// The family synthetic(alpha, beta) of Li et al., "Federated optimization in heterogeneous networks" (2020), section 5.1: each population
/// labels its inputs by its own linear model, and draws them around its own mean.
/// </summary>
public sealed record SyntheticDataOptions
{
    internal const int MostSamples = 500;
    internal const int LeastSamples = 50;
    private const int UsualPopulations = 30;
    private const int MostClients = 100_000;

    /// <summary>Number of clients n, from 1 to 100,000; 30 by default.</summary>
    public int Clients { get; init; } = 30;

    /// <summary>
    /// Number of populations, from 1 to n; 30 by default, or n where that is less. Clients of one population draw their samples from one
    /// law; client i belongs to population i modulo this number.
    /// </summary>
    /// <remarks>
    /// The article has as many populations as clients. The populations' models have nothing in common, so no model of 610 parameters
    /// serves a thousand of them.
    /// </remarks>
    public int? Populations { get; init; }

    /// <summary>alpha: standard deviation of u_i, the mean of client i's model; at least 0. How much the clients' models differ.</summary>
    /// <remarks>
    /// The article writes N(0, alpha); the program that made its figures takes alpha as the standard deviation, and so do we. The two
    /// readings agree at alpha = 0 and 1 only.
    /// </remarks>
    public double Alpha { get; init; } = 1;

    /// <summary>beta: standard deviation of B_i, the mean of client i's inputs; at least 0. How much the clients' inputs differ.</summary>
    public double Beta { get; init; } = 1;

    /// <summary>Largest number of samples of one client, from 50 to 500.</summary>
    /// <remarks>
    /// Sizes are 50 plus the whole part of a lognormal number (mean 4 and standard deviation 2 of its logarithm), cut off here. Without a
    /// limit, the largest of 1,000 clients has about 25,000 samples and sets the time of every round.
    /// </remarks>
    public int LargestClient { get; init; } = MostSamples;

    /// <summary>Share of each client's samples that is held out for validation, in (0, 1); 0.2 by default.</summary>
    public double HeldOut { get; init; } = 0.2;

    /// <summary>Seed of the data.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of populations that there are.</summary>
    internal int PopulationCount => Populations ?? Math.Min(Clients, UsualPopulations);

    /// <summary>Checks every option.</summary>
    /// <exception cref="InvalidOptionException">One is out of range; all are named.</exception>
    /// <exception cref="DoesNotFitException">The data may not fit in memory.</exception>
    internal void Check()
    {
        var range = new OptionRange();
        range.AtLeast(1, nameof(Clients), Clients);
        range.AtMost(nameof(Clients), Clients, MostClients);
        range.AtLeast(1, nameof(Populations), PopulationCount);
        range.AtMost(nameof(Populations), PopulationCount, Clients);
        range.From(nameof(Alpha), Alpha, 0, double.PositiveInfinity, highIncluded: false);
        range.From(nameof(Beta), Beta, 0, double.PositiveInfinity, highIncluded: false);
        range.AtLeast(LeastSamples, nameof(LargestClient), LargestClient);
        range.AtMost(nameof(LargestClient), LargestClient, MostSamples);
        range.Inside(nameof(HeldOut), HeldOut, 0, 1);
        range.Require();
        double bytes = (double)Clients * LargestClient * SyntheticData.Features * sizeof(double);
        MemoryBudget.Require(bytes, $"the data of {Clients:N0} clients", "lower Clients or LargestClient");
    }
}
