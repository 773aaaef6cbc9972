using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Learning;

namespace Antiphon.Tests.Learning;

/// <summary>Trains in a continuous game.</summary>
internal static class Neural
{
    public static AlternationResult<NeuralPair> Train(
        ContinuousOptions options,
        ContinuousGame game,
        IReadOnlyList<RestartState<NeuralPair>>? resumeFrom = null,
        Action<IReadOnlyList<RestartState<NeuralPair>>>? onTurn = null,
        CancellationToken cancellation = default
    ) => new Alternation<NeuralPair>(new NeuralProblem(game, options)).Run(resumeFrom, onTurn, null, cancellation);
}
