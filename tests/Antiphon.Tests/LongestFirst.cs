using Antiphon.Tests.Cli;
using Antiphon.Tests.Cli.Faults;
using Antiphon.Tests.Docs;
using Antiphon.Tests.Equilibrium.Released;
using Antiphon.Tests.Paper;
using Antiphon.Tests.Server;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Antiphon.Tests.LongestFirst", "Antiphon.Tests")]

namespace Antiphon.Tests;

/// <summary>
/// Begins with the classes that take longest: a class runs its tests one after the other, and one that began last would keep a single
/// processor busy when everything else has ended.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest =
    [
        .. new[]
        {
            typeof(DocsTests),
            typeof(FaultEverywhereTests),
            typeof(KillTests),
            typeof(ReleasedProgramTests),
            typeof(StoredFileTests),
            typeof(FederatedReproductionTests),
            typeof(TrainFromTests),
            typeof(ContinuousTests),
            typeof(InterruptedStartTests),
            typeof(CertifyTests),
        }.Select(type => type.FullName!),
    ];

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(Place).ThenBy(collection => collection.DisplayName, StringComparer.Ordinal);

    private static int Place(ITestCollection collection)
    {
        int place = Array.FindIndex(Longest, name => collection.DisplayName.EndsWith(name, StringComparison.Ordinal));
        return place < 0 ? Longest.Length : place;
    }
}
