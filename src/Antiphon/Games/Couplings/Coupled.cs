namespace Antiphon.Games;

/// <summary>Something that depends on an aggregate of the population, for <see cref="GameFunctions"/>.</summary>
/// <param name="Aggregate">The aggregate's name.</param>
/// <param name="At">
/// What it is at a value of the aggregate. It is asked at the aggregate's breakpoints only; between them it is linear.
/// </param>
/// <typeparam name="T">A reward, or next states with their probabilities.</typeparam>
public sealed record Coupled<T>(string Aggregate, Func<double, T> At);
