using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Equilibrium;

/// <summary>
/// Oracles and judges of finite games that another assembly brings, chosen by <see cref="AlternationOptions"/>. Opaque: give them to
/// <see cref="Alternation.Parts"/>. Oracles of your own need no part; see <see cref="Alternation.Oracles"/>.
/// </summary>
public abstract class FiniteParts
{
    private protected FiniteParts() { }

    /// <summary>Solves the surrogate by the empirical operator that options ask for; null: not by these parts.</summary>
    internal virtual SurrogateSolver? Empirical => null;

    /// <summary>Makes the oracle of the local agents with a name; null: not of these parts.</summary>
    internal virtual Func<FiniteBench, FiniteOracle>? Oracle(LocalOracle name) => null;

    /// <summary>Makes the judge of a rule, for a number of threads; null: not of these parts.</summary>
    internal virtual Func<FiniteSetting, int, CancellationToken, FiniteJudge>? Judge(UpdateRule rule) => null;

    /// <summary>Refuses what these parts cannot do in a game, before any turn.</summary>
    /// <exception cref="InvalidInputException">The options ask for it.</exception>
    internal abstract void RequireFit(CooperativeGame game, AlternationOptions options);
}

/// <summary>The policy of the global agent that answers a local policy in the surrogate of some number of agents.</summary>
/// <param name="bench">The workspace.</param>
/// <param name="local">pi_l, fixed.</param>
/// <param name="subsample">How many agents the surrogate has.</param>
/// <param name="turn">The number of the turn, which randomness is drawn for.</param>
/// <param name="cancellation">Asks to stop.</param>
internal delegate TabularGlobalPolicy SurrogateSolver(
    FiniteBench bench,
    LocalPolicy local,
    int subsample,
    long turn,
    CancellationToken cancellation
);
