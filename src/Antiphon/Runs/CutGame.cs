namespace Antiphon.Runs;

/// <summary>Which game with continuous states the finite game of a run was cut from.</summary>
/// <param name="Game">Its name.</param>
/// <param name="Bins">Number of bins of s_g and of s_l, at least 2.</param>
public sealed record CutGame(string Game, int Bins);
