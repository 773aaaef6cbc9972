using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// G-LEARN, deployed: the global policy pi_g(a | s_g, F), within the class that sees k agents, that answers a fixed local policy best when
/// deployed. Policy iteration on what a look reveals: every cell (s_g, F) prefers the action of largest expected advantage under the
/// occupancy of the current pair; when switching all cells lowers the value, only the cells that promise most are switched. The value never falls.
/// </summary>
/// <param name="options">Accuracy and limits.</param>
public sealed class DeployedGLearn(BestResponseOptions options)
{
    private const int Halvings = 20;

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
        var table = start.Global as TabularGlobalPolicy
            ?? throw new InvalidInputException("the deployed best response starts from a table of actions; give it one, for example a constant");
        using var workers = new Workers(1);
        var evaluator = new PolicyEvaluator(model, table.Lattice, workers);
        evaluator.SetLocal(start.Local);
        return Solve(evaluator, table, cancellation);
    }

    /// <summary>The same on a workspace that holds the local policy already.</summary>
    internal BestResponse<TabularGlobalPolicy> Solve(PolicyEvaluator evaluator, TabularGlobalPolicy start, CancellationToken cancellation)
    {
        options.Check();
        var accuracy = options.Accuracy / 10;
        var incumbent = start;
        evaluator.SetGlobal(incumbent);
        var value = evaluator.Evaluate(accuracy, cancellation);
        var (gap, startGap, error, steps) = (0.0, 0.0, 0.0, 0);
        StopReason stop;
        while (true)
        {
            var switches = Switches(evaluator, incumbent, cancellation);
            (gap, error) = (switches.Gap + evaluator.GapError(PolicyEvaluator.Side.Global), evaluator.ErrorBound);
            startGap = steps == 0 ? gap : startGap;
            if (switches.Gap <= options.Accuracy)
            {
                stop = StopReason.AccuracyReached;
                break;
            }

            if (steps == options.MaximumSteps)
            {
                stop = StopReason.IterationLimit;
                break;
            }

            var (improved, improvedValue) = Search(evaluator, incumbent, value, switches, cancellation);
            if (improved is null)
            {
                stop = StopReason.NoImprovement;
                break;
            }

            (incumbent, value) = (improved, improvedValue);
            steps++;
        }

        return new BestResponse<TabularGlobalPolicy>(incumbent, value, error, gap, startGap, steps, stop);
    }

    private (TabularGlobalPolicy? Policy, double Value) Search(
        PolicyEvaluator evaluator, TabularGlobalPolicy incumbent, double value, CellSwitches switches, CancellationToken cancellation)
    {
        // Half the gap at a time, down to the single most promising cell.
        var share = 1.0;
        var tried = 0;
        for (var halving = 0; halving < Halvings && tried != 1; halving++, share /= 2)
        {
            var count = switches.Needed(share);
            if (count == tried)
            {
                continue;
            }

            tried = count;
            var candidate = switches.Apply(incumbent, count);
            evaluator.SetGlobal(candidate);
            var candidateValue = evaluator.Evaluate(options.Accuracy / 10, cancellation);
            if (candidateValue > value + options.Accuracy)
            {
                return (candidate, candidateValue);
            }
        }

        return (null, value);
    }

    private CellSwitches Switches(PolicyEvaluator evaluator, TabularGlobalPolicy incumbent, CancellationToken cancellation)
    {
        evaluator.Occupy(options.Accuracy / 100, cancellation);
        var game = evaluator.Model.Game;
        var switches = new CellSwitches();
        for (var globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            var gradient = evaluator.GlobalGradient(globalState);
            for (var rank = 0; rank < incumbent.Lattice.Size; rank++)
            {
                var row = gradient.Slice(rank * evaluator.ActionStride, game.GlobalActions);
                var best = 0;
                for (var action = 1; action < row.Length; action++)
                {
                    best = row[action] > row[best] ? action : best;
                }

                switches.Consider(globalState, rank, best, row[best] - row[incumbent.Action(globalState, rank)]);
            }
        }

        return switches;
    }
}
