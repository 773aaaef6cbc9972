using Antiphon.Populations;

namespace Antiphon.Learning;

/// <summary>
/// The family synthetic(alpha, beta) of Li et al., "Federated optimization in heterogeneous networks" (2020), section 5.1: each population
/// labels its inputs by a linear model of its own, and draws them around a mean of its own.
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
    /// The article has as many as clients. Their models have nothing in common, so that no model serves a thousand of them: measured, it
    /// stays at 15 % accuracy.
    /// </remarks>
    public int? Populations { get; init; }

    /// <summary>
    /// alpha: standard deviation of u_i, the mean of client i's model; at least 0. How much the clients' models differ.
    /// </summary>
    /// <remarks>
    /// The article writes N(0, alpha); the program that made its figures takes alpha as the standard deviation, and so do we. The two
    /// readings differ at alpha other than 0 and 1 alone.
    /// </remarks>
    public double Alpha { get; init; } = 1;

    /// <summary>beta: standard deviation of B_i, the mean of client i's inputs; at least 0. How much the clients' inputs differ.</summary>
    public double Beta { get; init; } = 1;

    /// <summary>Largest number of samples of one client, from 50 to 500.</summary>
    /// <remarks>
    /// Sizes are 50 plus the whole part of a lognormal number (mean 4 and standard deviation 2 of its logarithm), cut off here: without an
    /// end, the largest of 1,000 clients has some 25,000 samples and sets the time of every round.
    /// </remarks>
    public int LargestClient { get; init; } = MostSamples;

    /// <summary>Share of each client's samples that is held out for validation, in (0, 1); 0.2 by default.</summary>
    public double HeldOut { get; init; } = 0.2;

    /// <summary>Seed of the data.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of populations that there are.</summary>
    internal int PopulationCount => Populations ?? Math.Min(Clients, UsualPopulations);

    /// <summary>Checks every option.</summary>
    /// <exception cref="InvalidInputException">One is out of range.</exception>
    /// <exception cref="DoesNotFitException">The data may not fit in memory.</exception>
    internal void Check()
    {
        Require(Clients is >= 1 and <= MostClients, $"Clients is {Clients}; expected 1 to {MostClients:N0}");
        Require(
            Populations is not { } populations || (populations >= 1 && populations <= Clients),
            $"Populations is {Populations}; expected 1 to {Clients:N0}"
        );
        Require(Alpha >= 0 && double.IsFinite(Alpha), $"Alpha is {Alpha}; expected a finite number that is not negative");
        Require(Beta >= 0 && double.IsFinite(Beta), $"Beta is {Beta}; expected a finite number that is not negative");
        Require(
            LargestClient is >= LeastSamples and <= MostSamples,
            $"LargestClient is {LargestClient}; expected {LeastSamples} to {MostSamples}"
        );
        Require(HeldOut is > 0 and < 1, $"HeldOut is {HeldOut}; expected a number between 0 and 1");
        double bytes = (double)Clients * LargestClient * SyntheticData.Features * sizeof(double);
        MemoryBudget.Require(bytes, $"the data of {Clients:N0} clients", "lower Clients or LargestClient");
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidInputException(message);
        }
    }
}
