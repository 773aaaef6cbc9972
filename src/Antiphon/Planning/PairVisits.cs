namespace Antiphon.Planning;

/// <summary>Where a pair spends its time, from the game's initial law on.</summary>
/// <param name="Source">Where the shares come from: the population model, or the episodes that were simulated.</param>
/// <param name="Discounted">A step at time t counts gamma^t.</param>
/// <param name="LongRun">Every step counts alike, in the limit of many steps; null where that limit was not reached.</param>
internal sealed record PairVisits(string Source, StateShares Discounted, StateShares? LongRun);
