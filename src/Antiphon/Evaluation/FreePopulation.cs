using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;

namespace Antiphon.Evaluation;

/// <summary>
/// U_0(s_g): what a controller earns at most if the population were, in every step and for every row and reward, as suits it best.
/// It bounds what anybody earns, whatever depends on the population, and needs no lattice.
/// </summary>
/// <remarks>
/// U_0(s_g) = max_{a_g} { max_mu r_g(s_g, a_g) + gamma max_mu sum_{s_g'} P_g(s_g' | s_g, a_g) U_0(s_g') } + max_{x, a, mu} r_l(x, s_g, a).
/// What depends on an aggregate is linear between breakpoints, so that the maximum over populations is one over breakpoints.
/// </remarks>
internal static class FreePopulation
{
    /// <summary>Solves by value iteration.</summary>
    /// <param name="game">The game.</param>
    /// <param name="accuracy">Asked error.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    /// <returns>U_0, one number per global state, and its proved error, rounding apart.</returns>
    internal static (double[] Values, double Error) Solve(CooperativeGame game, double accuracy, CancellationToken cancellation)
    {
        double[] values = new double[game.GlobalStates];
        SpanBound bound = FixedPoint.Solve(Sweep, accuracy, "the bound of a free population", cancellation, floor: () =>
            SpanBound.RoundingFloor(values, game.Discount)
        );
        return ([.. values.Select(value => value + bound.Correction)], bound.Error);

        SpanBound Sweep()
        {
            double[] next = [.. Enumerable.Range(0, values.Length).Select(state => Backup(game, state, values))];
            double[] changes = [.. next.Zip(values, (after, before) => after - before)];
            values = next;
            return new SpanBound(changes.Min(), changes.Max(), game.Discount);
        }
    }

    /// <summary>One backup.</summary>
    /// <param name="game">The game.</param>
    /// <param name="globalState">s_g.</param>
    /// <param name="values">U_0 by global state.</param>
    internal static double Backup(CooperativeGame game, int globalState, double[] values)
    {
        double local = Enumerable
            .Range(0, game.LocalStates * game.LocalActions)
            .Max(cell => game.LocalRewardRange(cell / game.LocalActions, globalState, cell % game.LocalActions).Most);
        return local + Enumerable.Range(0, game.GlobalActions).Max(Action);

        double Action(int action) =>
            game.GlobalRewardRange(globalState, action).Most
            + (
                game.Discount
                * Enumerable
                    .Range(0, game.Hats)
                    .Select(hat => game.GlobalPart(hat, globalState, action))
                    .OfType<TransitionRow>()
                    .Max(row => ConjugateGradient.Dot(row.Dense(values.Length), values))
            );
    }
}
