namespace Antiphon.Games;

/// <summary>A game made from a file of another format.</summary>
/// <param name="Game">The game.</param>
/// <param name="Observations">How many observations the file has; 0 in a file of an MDP.</param>
/// <param name="Lost">What the game does not hold as the file does, one sentence each.</param>
internal sealed record ImportedGame(CooperativeGame Game, int Observations, IReadOnlyList<string> Lost);
