using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// G-LEARN, deployed: finds the global policy pi_g(a | s_g, F), within the class that sees k agents, that is the best response to a fixed
/// local policy when deployed. Policy iteration on what an observation reveals: every cell (s_g, F) prefers the action of largest expected
/// advantage under the occupancy of the current pair; when switching all cells lowers the value, only the most promising cells are
/// switched. The value never falls.
/// </summary>
/// <param name="options">Accuracy and limits.</param>
public sealed class DeployedGLearn(BestResponseOptions options)
{
    /// <summary>Solves for the global policy, starting from the pair's own.</summary>
    /// <param name="model">The population, exact or mean-field.</param>
    /// <param name="start">The pair; its local policy is kept fixed; its global policy must be a table.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    /// <exception cref="InvalidInputException">The global policy is not a table.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public BestResponse<TabularGlobalPolicy> Solve(PopulationModel model, JointPolicy start, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(start);
        TabularGlobalPolicy table = start.Global.Table
            ?? throw new InvalidInputException(
                "the deployed best response requires a table of actions as its start; give one, for example a constant"
            );
        using var workers = new Workers(1, cancellation);
        var evaluator = new PairEvaluation(model, table.Lattice, workers);
        evaluator.SetLocal(start.Local);
        return Solve(evaluator, table, cancellation);
    }

    /// <summary>The same on a workspace that holds the local policy already.</summary>
    internal BestResponse<TabularGlobalPolicy> Solve(
        PairEvaluation evaluator,
        TabularGlobalPolicy start,
        CancellationToken cancellation
    ) => new Climb(options, evaluator).Run(start, cancellation);

    /// <summary>The direction is a list of cells to switch.</summary>
    private sealed class Climb(BestResponseOptions options, PairEvaluation evaluator)
        : Ascent<TabularGlobalPolicy, CellSwitches>(options, evaluator, PairEvaluation.Side.Global)
    {
        private protected override void Set(TabularGlobalPolicy policy) => Evaluator.SetGlobal(policy);

        private protected override (TabularGlobalPolicy? Policy, double Value) Search(
            TabularGlobalPolicy incumbent,
            double value,
            CellSwitches direction,
            double gap,
            CancellationToken cancellation
        )
        {
            // Half the gap at a time, down to the single most promising cell.
            double share = 1.0;
            int tried = 0;
            for (int halving = 0; halving < Halvings && tried != 1; halving++, share /= 2)
            {
                int count = direction.Needed(share);
                if (count == tried)
                {
                    continue;
                }

                tried = count;
                TabularGlobalPolicy candidate = direction.Apply(incumbent, count);
                Set(candidate);
                double candidateValue = Value(cancellation);
                if (Improves(candidateValue, value))
                {
                    return (candidate, candidateValue);
                }
            }

            return (null, value);
        }

        private protected override (CellSwitches Direction, double Gap) Linearize(TabularGlobalPolicy incumbent)
        {
            CooperativeGame game = Evaluator.Model.Game;
            var switches = new CellSwitches();
            for (int globalState = 0; globalState < game.GlobalStates; globalState++)
            {
                ReadOnlySpan<double> gradient = Evaluator.GlobalGradient(globalState);
                for (int rank = 0; rank < incumbent.Lattice.Size; rank++)
                {
                    ReadOnlySpan<double> row = gradient.Slice(rank * Evaluator.ActionStride, game.GlobalActions);
                    int best = game.Allowed.Global(globalState).Played(Argmax.First(row));
                    switches.Consider(globalState, rank, best, row[best] - row[incumbent.Action(globalState, rank)]);
                }
            }

            return (switches, switches.Gap);
        }
    }
}
