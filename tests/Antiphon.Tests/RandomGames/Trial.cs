using Antiphon.Games;

namespace Antiphon.Tests.RandomGames;

/// <summary>One random game, fixed by its seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Game">The game.</param>
/// <param name="Subsample">k.</param>
/// <param name="Features">What is special about it, in words.</param>
internal sealed record Trial(int Seed, CooperativeGame Game, int Subsample, IReadOnlyList<string> Features)
{
    /// <summary>The size of its returns: the largest reward of a step over 1 - gamma.</summary>
    public double Magnitude => Antiphon.Evaluation.RoundingBound.Magnitude(Game) / (1 - Game.Discount);

    public override string ToString() =>
        $"seed {Seed} ({string.Join(", ", Features)}; G = {Game.GlobalStates}, S = {Game.LocalStates}, A = {Game.GlobalActions}, "
        + $"B = {Game.LocalActions}, n = {Game.Agents}, k = {Subsample}, discount {Game.Discount})";
}
