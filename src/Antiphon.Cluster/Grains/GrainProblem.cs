using Orleans;

namespace Antiphon.Cluster;

/// <summary>Why a request is refused.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Title">The kind of problem.</param>
/// <param name="Told">Place, found, expected, remedy.</param>
/// <param name="RetryAfter">Seconds after which it may be granted; null where waiting does not help.</param>
[GenerateSerializer]
[Immutable]
[Alias("antiphon.problem")]
internal sealed record GrainProblem(
    [property: Id(0)] int Status,
    [property: Id(1)] string Title,
    [property: Id(2)] string[] Told,
    [property: Id(3)] int? RetryAfter
)
{
    /// <summary>The problem as the server answers it.</summary>
    public ProblemException Thrown() => new(Status, Title, new Violation(Told[0], Told[1], Told[2], Told[3])) { RetryAfter = RetryAfter };
}
