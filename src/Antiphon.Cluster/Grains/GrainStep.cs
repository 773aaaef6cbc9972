using Orleans;

namespace Antiphon.Cluster;

/// <summary>A step that was taken.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Action">a_g.</param>
/// <param name="ActionName">The name of the action.</param>
/// <param name="Estimate">The estimate of the population; empty where there is none.</param>
[GenerateSerializer]
[Immutable]
[Alias("antiphon.step")]
internal sealed record GrainStep(
    [property: Id(0)] long Number,
    [property: Id(1)] int Action,
    [property: Id(2)] string ActionName,
    [property: Id(3)] double[] Estimate
);
