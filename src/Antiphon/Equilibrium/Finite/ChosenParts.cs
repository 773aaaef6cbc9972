using Antiphon.Planning;

namespace Antiphon.Equilibrium;

/// <summary>The parts of an alternation that its options ask for.</summary>
/// <param name="LocalOracle">Makes the oracle of the local agents.</param>
/// <param name="Judge">Makes the judge, for a number of threads.</param>
/// <param name="Empirical">Solves the surrogate; null: the exact G-LEARN does.</param>
internal sealed record ChosenParts(
    Func<FiniteBench, FiniteOracle> LocalOracle,
    Func<FiniteSetting, int, CancellationToken, FiniteJudge> Judge,
    SurrogateSolver? Empirical
)
{
    /// <summary>Chooses.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="parts">All parts, the first that knows a name wins.</param>
    /// <exception cref="InvalidOptionException">No part knows what an option asks for.</exception>
    internal static ChosenParts Of(AlternationOptions options, IReadOnlyList<FiniteParts> parts)
    {
        return new ChosenParts(
            First(part => part.Oracle(options.LocalOracle), nameof(options.LocalOracle), options.LocalOracle),
            First(part => part.Judge(options.UpdateRule), nameof(options.UpdateRule), options.UpdateRule),
            !options.IsEmpirical ? null
                : options.Backup != BellmanOperator.Exact ? First(part => part.Empirical, nameof(options.Backup), options.Backup)
                : First(part => part.Empirical, nameof(options.Parameterization), options.Parameterization)
        );

        TPart First<TPart>(Func<FiniteParts, TPart?> choose, string option, object found)
            where TPart : class =>
            parts.Select(choose).FirstOrDefault(part => part is not null)
            ?? throw new InvalidOptionException(
                option,
                found,
                "one that the built-in parts know",
                $"choose another, or set {nameof(Alternation)}.{nameof(Alternation.Parts)} to PaperParts.All of the assembly "
                    + "Antiphon.Paper"
            );
    }
}
