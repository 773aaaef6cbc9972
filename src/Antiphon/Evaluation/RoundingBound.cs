using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// How far rounding can move the fixed point of a Bellman operator that is computed in double precision. A backup of values of size b =
/// max|r| / (1 - gamma) errs by at most delta; then its fixed point errs by at most delta / (1 - gamma) (the operator contracts by gamma).
/// </summary>
/// <remarks>
/// With u = 2^-53: an elementary move is an average of at most n+1 numbers with weights that are themselves rounded, 3(n+2) u b; an
/// advance has at most S(S-1) of them, magnified by the factorization's amplification (a dense operator: one sum over the lattice, with
/// weights from n products of S terms); observations are raised one agent at a time, 2(S+1) u each; the sums over actions and next states
/// add 2(G + A + B + S + 4). The start law is a product of n + S exponentiated terms.
/// </remarks>
internal static class RoundingBound
{
    private const double Unit = 1.1102230246251565e-16;

    /// <summary>The bound for one local policy's kernels on the lattice of that many agents.</summary>
    /// <param name="game">The game.</param>
    /// <param name="kernels">What the local agents do.</param>
    /// <param name="agents">n.</param>
    internal static double Of(CooperativeGame game, LocalKernels kernels, int agents)
    {
        double amplification = 1.0;
        double dense = 0.0;
        var lattice = CountLattice.Of(game, agents);
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            var factorization = MoveFactorization.TryFactor(kernels.Transition(globalState), lattice);
            amplification = Math.Max(amplification, factorization?.Amplification ?? 1);
            dense = factorization is null ? lattice.Size + (2.0 * agents * game.LocalStates) : dense;
        }

        double moves = 3.0 * (agents + 2) * game.LocalStates * Math.Max(1, game.LocalStates - 1) * amplification;
        double observations = 2.0 * (game.LocalStates + 1) * agents;
        return Bound(game, Math.Max(moves, dense) + observations + (8.0 * (agents + game.LocalStates)));
    }

    /// <summary>The bound for a problem of few agents whose next values are averaged one agent at a time.</summary>
    /// <param name="game">The game.</param>
    /// <param name="agents">How many agents.</param>
    internal static double OfGroup(CooperativeGame game, int agents) => Bound(game, 2.0 * (game.LocalStates + 1) * agents);

    private static double Bound(CooperativeGame game, double operations)
    {
        double sums = 2.0 * (game.GlobalStates + game.GlobalActions + game.LocalActions + game.LocalStates + 4);
        return (operations + sums) * Unit * Magnitude(game) / ((1 - game.Discount) * (1 - game.Discount));
    }

    /// <summary>
    /// The largest size of a step's reward of the team or of one agent: the own reward of an agent alone may be larger than any team
    /// reward.
    /// </summary>
    internal static double Magnitude(CooperativeGame game)
    {
        (double global, double local) = (0.0, 0.0);
        foreach (double reward in game.GlobalRewards)
        {
            global = Math.Max(global, Math.Abs(reward));
        }

        foreach (double reward in game.LocalRewards)
        {
            local = Math.Max(local, Math.Abs(reward));
        }

        return global + local;
    }
}
