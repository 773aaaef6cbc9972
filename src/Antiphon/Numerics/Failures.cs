namespace Antiphon.Numerics;

/// <summary>Failures of work on several threads.</summary>
internal static class Failures
{
    /// <summary>What went wrong first, out of the wrapping of a parallel loop; any other failure itself.</summary>
    public static Exception Cause(Exception failure) =>
        failure is AggregateException several ? several.Flatten().InnerExceptions[0] : failure;
}
