using Antiphon.Games;

namespace Antiphon.Tests.Reference;

/// <summary>One rule of looks of each kind whose law is a function of counts, for games of any shape.</summary>
internal static class Looks
{
    public static TheoryData<string> Names => ["replacement", "weighted", "turning", "lossy"];

    /// <summary>"weighted" favours the last local state; the weights of "turning" depend on the global state.</summary>
    public static CooperativeGame Under(string name, CooperativeGame game) => game.WithLook(name switch
    {
        "replacement" => new ReplacementLook(),
        "weighted" => WeightedLook.Of(game, [.. Enumerable.Range(0, game.LocalStates).Select(state => state == game.LocalStates - 1 ? 3.5 : 1)]),
        "turning" => new WeightedLook([.. Enumerable.Range(0, game.GlobalStates).Select(globalState =>
            System.Collections.Immutable.ImmutableArray.CreateRange(Enumerable.Range(0, game.LocalStates).Select(state => 1.0 + ((state + globalState) % game.LocalStates * 2))))], "turning"),
        "lossy" => new LossyLook(0.3),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    });
}
