using System.Reflection;
using Antiphon.Cluster;
using Antiphon.Learning;
using Antiphon.Paper;
using Antiphon.Server;

namespace Antiphon.Tests.Architecture;

/// <summary>The assemblies that programs may build on.</summary>
internal static class Libraries
{
    public static IReadOnlyList<Assembly> All { get; } =
    [
        typeof(AntiphonVersion).Assembly,
        typeof(LogReader).Assembly,
        typeof(TrainingPlanner).Assembly,
        typeof(PolicyServer).Assembly,
        typeof(ClusterServer).Assembly,
    ];
}
