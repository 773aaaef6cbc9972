namespace Antiphon.Planning;

/// <summary>An array of a file that <see cref="PairArrays"/> wrote.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its sizes, in the order of its indices; empty: it is one number or one text.</param>
public sealed record StoredArray(string Name, IReadOnlyList<long> Shape);
