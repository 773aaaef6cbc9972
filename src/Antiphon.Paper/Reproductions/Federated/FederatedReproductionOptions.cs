using Antiphon.Learning;
using Antiphon.Simulation;

namespace Antiphon.Paper;

/// <summary>
/// Options of <see cref="FederatedReproduction"/>. Equal options give equal rewards, at any number of threads and after any interruption.
/// </summary>
public sealed record FederatedReproductionOptions
{
    /// <summary>Factors of the declared cost weight: half, as declared, twice.</summary>
    internal static readonly double[] CostFactors = [0.5, 1, 2];

    /// <summary>Rounds of a training.</summary>
    internal const int Rounds = 100;

    /// <summary>The k of the pair around which the system is logged again.</summary>
    internal const int RefinedSubsample = 10;

    /// <summary>Times that the system is logged again around the pair trained last.</summary>
    internal const int Refinements = 2;

    /// <summary>alpha = beta of the data sets synthetic(alpha, beta), each from 0 to 10.</summary>
    public IReadOnlyList<double> DataSets { get; init; } = [1];

    /// <summary>The k, each from 1 to n.</summary>
    public IReadOnlyList<int> Subsamples { get; init; } = [1, 5, 10, 50];

    /// <summary>n, from 100 to 10,000.</summary>
    public int Clients { get; init; } = 1_000;

    /// <summary>Hidden units of the classifier, from 0, which is softmax regression, to 1,000.</summary>
    public int Hidden { get; init; }

    /// <summary>Evaluation seeds, at least 2, over whose means the intervals are; none of them is used for tuning or logging.</summary>
    public int Seeds { get; init; } = 15;

    /// <summary>Trainings of the classifier per evaluation seed, at least 1.</summary>
    public int Rollouts { get; init; } = 20;

    /// <summary>Episodes that are logged at random, at least 20; every later log has half as many.</summary>
    public int LoggedEpisodes { get; init; } = 600;

    /// <summary>The system but for its clients, cost and seed.</summary>
    internal FederatedSystemOptions System { get; init; } = new();

    /// <summary>R of the population model in which pairs are trained; eighths of the clients fall on the coupling's breakpoints.</summary>
    internal int Resolution { get; init; } = 8;

    /// <summary>Root of all randomness.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads at work, at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    private const int FewestClients = 100;
    private const int MostClients = 10_000;
    private const int MostHidden = 1_000;
    private const int FewestLogged = 20;
    private const int MostLogged = 100_000;
    private const int MostSeeds = 1_000;
    private const int MostRollouts = 1_000;
    private const int MostThreads = 1_024;

    // Far beyond what one model can serve.
    private const double MostHeterogeneous = 10;

    /// <summary>Checks every option before any work.</summary>
    /// <exception cref="InvalidOptionException">An option is out of range; the message lists all that are.</exception>
    internal void Require()
    {
        var range = new OptionRange();
        range.AtLeast(FewestClients, nameof(Clients), Clients);
        range.AtMost(nameof(Clients), Clients, MostClients);
        range.AtLeast(0, nameof(Hidden), Hidden);
        range.AtMost(nameof(Hidden), Hidden, MostHidden);
        range.AtLeast(2, nameof(Seeds), Seeds);
        range.AtMost(nameof(Seeds), Seeds, MostSeeds);
        range.AtLeast(1, nameof(Rollouts), Rollouts);
        range.AtMost(nameof(Rollouts), Rollouts, MostRollouts);
        range.AtLeast(FewestLogged, nameof(LoggedEpisodes), LoggedEpisodes);
        range.AtMost(nameof(LoggedEpisodes), LoggedEpisodes, MostLogged);
        range.AtLeast(1, nameof(Threads), Threads);
        range.AtMost(nameof(Threads), Threads, MostThreads);
        range.AtLeast(1, "number of data sets", DataSets.Count);
        range.AtLeast(1, "number of k", Subsamples.Count);
        foreach (double heterogeneity in DataSets)
        {
            range.From("data set", heterogeneity, 0, MostHeterogeneous, highIncluded: true);
        }

        foreach (int subsample in Subsamples)
        {
            range.AtLeast(1, "k", subsample);
            range.AtMost("k", subsample, Clients);
        }

        range.Require();
    }
}
