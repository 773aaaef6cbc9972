using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Planning;

/// <summary>
/// Coordinate ascent over blind pairs from one start: each half accepts certain improvements only, so that no pair is met twice. Not safe
/// for use by several threads.
/// </summary>
/// <param name="game">The game.</param>
/// <param name="options">Accuracy and limits.</param>
/// <param name="moves">P_l by rows (s_l, s_g, a_l) where it is another than the game's; null for the game's.</param>
internal sealed class BlindClimb(CooperativeGame game, BlindPairOptions options, SparseRows? moves = null)
{
    private const int MostPolicyIterations = 1_000;

    private readonly BlindEvaluator evaluator = new(game, options.RelativeAccuracy, moves);
    private readonly double[] values = new double[Math.Max(game.LocalStates, game.LocalActions)];

    /// <summary>Improves both halves in turn until neither gains.</summary>
    /// <param name="dispatcher">a_g by s_g; is changed.</param>
    /// <param name="agents">a_l by [s_l][s_g]; is changed.</param>
    /// <param name="agentsFirst">Which half is improved first.</param>
    /// <param name="cancellation">Cancels inside solves.</param>
    /// <returns>The pair's solution, the sweeps made, and whether the last one changed nothing.</returns>
    internal (BlindSolution Solution, int Sweeps, bool Settled) Run(
        int[] dispatcher,
        int[] agents,
        bool agentsFirst,
        CancellationToken cancellation
    )
    {
        BlindSolution solution = Evaluate(dispatcher, agents, new double[game.GlobalStates * game.LocalStates], cancellation);
        if (!agentsFirst)
        {
            ImproveDispatcher(dispatcher, ref solution, cancellation);
        }

        for (int sweep = 1; sweep <= options.MaximumSweeps; sweep++)
        {
            bool moved = ImproveAgents(agents, ref solution, cancellation);
            moved |= ImproveDispatcher(dispatcher, ref solution, cancellation);
            if (!moved)
            {
                return (solution, sweep, true);
            }
        }

        return (solution, options.MaximumSweeps, false);
    }

    /// <summary>Improves the dispatcher alone, beside agents of any policy.</summary>
    /// <param name="dispatcher">a_g by s_g; is changed.</param>
    /// <param name="agents">pi_l.</param>
    /// <param name="improve">Whether to improve it, or only to value it.</param>
    /// <param name="cancellation">Cancels inside solves.</param>
    internal BlindSolution RunDispatcher(int[] dispatcher, LocalPolicy agents, bool improve, CancellationToken cancellation)
    {
        evaluator.Kernel.SetGlobal(dispatcher);
        BlindSolution solution = evaluator.Evaluate(agents, cancellation);
        if (improve)
        {
            ImproveDispatcher(dispatcher, ref solution, cancellation);
        }

        return solution;
    }

    /// <summary>Replaces actions by lower ones that certainly lose nothing: equal within the error of the values.</summary>
    /// <returns>The solution of the pair that results.</returns>
    internal BlindSolution LowerTies(int[] dispatcher, int[] agents, BlindSolution solution, CancellationToken cancellation)
    {
        LowerAgents(agents, solution);
        solution = Evaluate(dispatcher, agents, solution.Vectors, cancellation);
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            int taken = dispatcher[globalState];
            for (int action = 0; action < taken; action++)
            {
                BlindSolution other = Switched(globalState, action, solution, cancellation);
                if (!solution.Beats(other))
                {
                    (dispatcher[globalState], solution) = (action, other);
                    break;
                }
            }

            evaluator.Kernel.SetGlobal(globalState, dispatcher[globalState]);
        }

        return solution;
    }

    // Policy iteration: for a dispatcher that ignores the agents, (s_g, s_l) is an ordinary decision process of one agent.
    private bool ImproveAgents(int[] agents, ref BlindSolution solution, CancellationToken cancellation)
    {
        bool moved = false;
        for (int iteration = 0; iteration < MostPolicyIterations && SwitchAgents(agents, solution); iteration++)
        {
            moved = true;
            evaluator.Kernel.SetLocal(agents);
            solution = evaluator.Evaluate(solution.Vectors, cancellation);
        }

        return moved;
    }

    private bool SwitchAgents(int[] agents, BlindSolution solution)
    {
        bool moved = false;
        ForEachCell(solution, (cell, margin) =>
        {
            int best = 0;
            for (int action = 1; action < game.LocalActions; action++)
            {
                best = values[action] > values[best] + margin ? action : best;
            }

            if (values[best] > values[agents[cell]] + margin)
            {
                agents[cell] = best;
                moved = true;
            }
        });
        return moved;
    }

    private void LowerAgents(int[] agents, BlindSolution solution)
    {
        ForEachCell(solution, (cell, margin) =>
        {
            int action = 0;
            while (values[action] < values[agents[cell]] - margin)
            {
                action++;
            }

            agents[cell] = action;
        });
        evaluator.Kernel.SetLocal(agents);
    }

    // Gives the values of all actions of each cell [s_l][s_g], and by how much two of them must differ to differ for certain.
    private void ForEachCell(BlindSolution solution, Action<int, double> visit)
    {
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            evaluator.Kernel.Expect(globalState, solution.Vectors);
            for (int localState = 0; localState < game.LocalStates; localState++)
            {
                for (int action = 0; action < game.LocalActions; action++)
                {
                    values[action] = evaluator.Kernel.LocalActionValue(localState, globalState, action);
                }

                visit((localState * game.GlobalStates) + globalState, 2 * solution.Error);
            }
        }
    }

    // A memoryless policy of a partially observed process: no improvement in every cell at once is to be had in general, so cell by cell,
    // valued exactly.
    private bool ImproveDispatcher(int[] dispatcher, ref BlindSolution solution, CancellationToken cancellation)
    {
        bool moved = false;
        for ((int globalState, int unchanged) = (0, 0); unchanged < game.GlobalStates; globalState = (globalState + 1) % game.GlobalStates)
        {
            (int best, BlindSolution found) = (dispatcher[globalState], solution);
            for (int action = 0; action < game.GlobalActions; action++)
            {
                if (action != dispatcher[globalState] && MayImprove(globalState, action, solution))
                {
                    BlindSolution other = Switched(globalState, action, solution, cancellation);
                    (best, found) = other.Beats(found) ? (action, other) : (best, found);
                }
            }

            unchanged = best == dispatcher[globalState] ? unchanged + 1 : 0;
            moved |= best != dispatcher[globalState];
            dispatcher[globalState] = best;
            evaluator.Kernel.SetGlobal(globalState, best);
            solution = found;
        }

        return moved;
    }

    // J' - J = sum_x d'(s, x) A(s, x, a) with d' >= 0 the discounted visits of the new pair, at most 1/(1 - gamma) in all.
    private bool MayImprove(int globalState, int action, BlindSolution solution)
    {
        evaluator.Kernel.GlobalActionValues(globalState, action, solution.Vectors, values);
        double advantage = double.NegativeInfinity;
        for (int localState = 0; localState < game.LocalStates; localState++)
        {
            advantage = Math.Max(advantage, values[localState] - solution.Vectors[(globalState * game.LocalStates) + localState]);
        }

        return advantage / (1 - game.Discount) > solution.Error;
    }

    private BlindSolution Switched(int globalState, int action, BlindSolution solution, CancellationToken cancellation)
    {
        evaluator.Kernel.SetGlobal(globalState, action);
        return evaluator.Evaluate(solution.Vectors, cancellation);
    }

    private BlindSolution Evaluate(int[] dispatcher, int[] agents, double[] guess, CancellationToken cancellation)
    {
        evaluator.Kernel.SetGlobal(dispatcher);
        evaluator.Kernel.SetLocal(agents);
        return evaluator.Evaluate(guess, cancellation);
    }
}
