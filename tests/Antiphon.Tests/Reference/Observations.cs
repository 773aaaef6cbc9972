using Antiphon.Games;

namespace Antiphon.Tests.Reference;

/// <summary>One sampling rule of each kind whose law is a function of counts, for games of any shape.</summary>
internal static class Observations
{
    public static TheoryData<string> Names => ["replacement", "weighted", "turning", "lossy"];

    /// <summary>"weighted" favours the last local state; the weights of "turning" depend on the global state.</summary>
    public static CooperativeGame Under(string name, CooperativeGame game) =>
        game.WithSampling(
            name switch
            {
                "replacement" => new ReplacementSampling(),
                "weighted" => WeightedSampling.Of(
                    game,
                    [.. Enumerable.Range(0, game.LocalStates).Select(state => state == game.LocalStates - 1 ? 3.5 : 1)]
                ),
                "turning" => new WeightedSampling(
                    [
                        .. Enumerable
                            .Range(0, game.GlobalStates)
                            .Select(globalState =>
                                System.Collections.Immutable.ImmutableArray.CreateRange(
                                    Enumerable
                                        .Range(0, game.LocalStates)
                                        .Select(state => 1.0 + ((state + globalState) % game.LocalStates * 2))
                                )
                            ),
                    ],
                    "turning"
                ),
                "lossy" => new LossySampling(0.3),
                _ => throw new ArgumentOutOfRangeException(nameof(name)),
            }
        );
}
