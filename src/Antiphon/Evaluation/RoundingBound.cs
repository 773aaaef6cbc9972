using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// How far rounding can move the fixed point of a Bellman operator that is computed in double precision. A backup of values of size b =
/// max|r| / (1 - gamma) errs by at most delta; then its fixed point errs by at most delta / (1 - gamma) (the operator contracts by gamma).
/// </summary>
/// <remarks>
/// Let u = 2^-53. An elementary move is an average of at most n+1 numbers with weights that are themselves rounded: 3(n+2) u b. An advance
/// has at most S(S-1) of them. Where their product is off the kernel by more than rounded weights explain, n times this distance is added.
/// Both are magnified by the factorization's amplification. (A dense operator is one sum over the lattice, with weights from n products of
/// S terms.) Observations are raised one agent at a time: 2(S+1) u each. The sums over actions and next states add 2(G + A + B + S + 4).
/// The initial law is a product of n + S exponentiated terms.
/// <para>
/// Rows and rewards may depend on an aggregate with weights of size w and breakpoints at least d apart. Its value then errs by (S+2) u w,
/// and its hat functions by 2(S+4) u w/d. The row of each of the n agents, the global agent's row and the rewards err by as much (rows in
/// total variation). Next count vectors are then built agent by agent into a dense matrix.
/// </para>
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
        var lattice = CountLattice.Of(game, agents);
        double matrix = lattice.Size + (2.0 * agents * game.LocalStates);
        double observations = 2.0 * (game.LocalStates + 1) * agents;
        double starts = 8.0 * (agents + game.LocalStates);
        if (game.Couplings is not null)
        {
            return Bound(game, matrix + Hats(game, agents) + observations + starts);
        }

        double amplification = 1.0;
        double error = 0.0;
        double dense = 0.0;
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            var factorization = MoveFactorization.TryFactor(kernels.Transition(globalState), lattice);
            amplification = Math.Max(amplification, factorization?.Amplification ?? 1);
            error = Math.Max(error, factorization?.Error ?? 0);
            dense = factorization is null ? matrix : dense;
        }

        double rounded = 3.0 * (agents + 2) * game.LocalStates * Math.Max(1, game.LocalStates - 1);

        // What rounded weights explain of the error is counted with the moves.
        double explained = 2.0 * game.LocalStates * Math.Max(1, game.LocalStates - 1) * Unit * amplification;
        double unexplained = error > explained ? agents * error / Unit : 0;
        double moves = (rounded + unexplained) * amplification;
        return Bound(game, Math.Max(moves, dense) + observations + starts);
    }

    /// <summary>The bound for a problem of few agents whose next values are averaged one agent at a time.</summary>
    /// <param name="game">The game.</param>
    /// <param name="agents">How many agents.</param>
    internal static double OfGroup(CooperativeGame game, int agents) =>
        Bound(game, (2.0 * (game.LocalStates + 1) * agents) + Hats(game, agents));

    // Rows of n agents and of the global agent, and two rewards; 0 where nothing depends on the population.
    private static double Hats(CooperativeGame game, int agents)
    {
        double steepest = 0.0;
        foreach (Aggregate aggregate in game.Aggregates)
        {
            double largest = aggregate.Weights.Max(Math.Abs);
            double closest = aggregate.Breakpoints.Zip(aggregate.Breakpoints.Skip(1), (low, high) => high - low).Min();
            steepest = Math.Max(steepest, largest / closest);
        }

        return 2.0 * (agents + 3) * (game.LocalStates + 4) * steepest;
    }

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
        for (int state = 0; state < game.GlobalStates; state++)
        {
            for (int action = 0; action < game.GlobalActions; action++)
            {
                global = Math.Max(global, Size(game.GlobalRewardRange(state, action)));
            }

            for (int cell = 0; cell < game.LocalStates * game.LocalActions; cell++)
            {
                local = Math.Max(local, Size(game.LocalRewardRange(cell / game.LocalActions, state, cell % game.LocalActions)));
            }
        }

        return global + local;

        static double Size((double Least, double Most) range) => Math.Max(Math.Abs(range.Least), Math.Abs(range.Most));
    }
}
