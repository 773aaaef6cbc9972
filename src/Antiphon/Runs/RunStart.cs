namespace Antiphon.Runs;

/// <summary>What a run began from, where that was a given pair, as its record says it.</summary>
/// <param name="Source">The run folder or the policy file, as it was named.</param>
/// <param name="PolicyHash">SHA-256 of the pair.</param>
public sealed record RunStart(string Source, string PolicyHash);

/// <summary>A pair that a new run begins from.</summary>
/// <typeparam name="TPair">A pair of policies.</typeparam>
/// <param name="Pair">The pair, as it is deployed.</param>
/// <param name="Origin">Where it comes from.</param>
public sealed record RunStart<TPair>(TPair Pair, RunStart Origin)
    where TPair : class;
