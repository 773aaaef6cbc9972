using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// L-LEARN, reactive: the shared local policy pi_l(a | s_l, s_g) that answers a fixed global policy best for the team, in the deployed game.
/// Conditional gradient on the exact value: each step goes toward the vertex (deterministic policy) that the exact gradient prefers, the
/// whole way first, then half, a quarter, .. until the value rises; it never falls.
/// </summary>
/// <remarks>
/// Reactive policies face a partially observed problem, so that the optimum may be stochastic and local optima exist: restarts matter.
/// </remarks>
/// <param name="options">Accuracy and limits.</param>
public sealed class ReactiveLLearn(BestResponseOptions options)
{
    private const int Halvings = 20;

    /// <summary>Solves for the local policy, starting from the pair's own.</summary>
    /// <param name="model">The population, exact or mean-field.</param>
    /// <param name="start">The pair; its global policy is kept fixed.</param>
    /// <param name="looks">Count vectors of the k agents that the global policy sees.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    /// <exception cref="InvalidInputException">The looks are not those of the global policy.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public BestResponse<LocalPolicy> Solve(
        PopulationModel model, JointPolicy start, CountLattice looks, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(looks);
        using var workers = new Workers(1);
        if (looks.Agents != start.Global.Subsample || looks.States != model.Lattice.States)
        {
            throw new InvalidInputException($"the looks count {looks.Agents} agents in {looks.States} states; the global policy sees {start.Global.Subsample} in {model.Lattice.States}");
        }

        var evaluator = new PolicyEvaluator(model, looks, workers);
        evaluator.SetGlobal(start.Global);
        return Solve(evaluator, start.Local, cancellation);
    }

    /// <summary>The same on a workspace that holds the global policy already.</summary>
    internal BestResponse<LocalPolicy> Solve(PolicyEvaluator evaluator, LocalPolicy start, CancellationToken cancellation)
    {
        options.Check();
        var accuracy = options.Accuracy / 10;
        var incumbent = start;
        evaluator.SetLocal(incumbent);
        var value = evaluator.Evaluate(accuracy, cancellation);
        var (gap, startGap, error, steps) = (0.0, 0.0, 0.0, 0);
        StopReason stop;
        while (true)
        {
            var (vertex, promised) = PreferredVertex(evaluator, incumbent, cancellation);
            (gap, error) = (promised + evaluator.GapError(PolicyEvaluator.Side.Local), evaluator.ErrorBound);
            startGap = steps == 0 ? gap : startGap;
            if (promised <= options.Accuracy)
            {
                stop = StopReason.AccuracyReached;
                break;
            }

            if (steps == options.MaximumSteps)
            {
                stop = StopReason.IterationLimit;
                break;
            }

            var (improved, improvedValue) = Search(evaluator, incumbent, value, vertex, promised, cancellation);
            if (improved is null)
            {
                stop = StopReason.NoImprovement;
                break;
            }

            (incumbent, value) = (improved, improvedValue);
            steps++;
        }

        return new BestResponse<LocalPolicy>(incumbent, value, error, gap, startGap, steps, stop);
    }

    private (LocalPolicy? Policy, double Value) Search(
        PolicyEvaluator evaluator, LocalPolicy incumbent, double value, double[] vertex, double gap, CancellationToken cancellation)
    {
        // A step of this share promises share * gap to first order; below the accuracy it is not worth asking for.
        var share = 1.0;
        for (var halving = 0; halving < Halvings && (halving == 0 || share * gap > options.Accuracy); halving++)
        {
            var candidate = Mix(incumbent, vertex, share);
            if (!TrySetLocal(evaluator, candidate))
            {
                share /= 2;
                continue;
            }

            var candidateValue = evaluator.Evaluate(options.Accuracy / 10, cancellation);
            if (candidateValue > value + options.Accuracy)
            {
                return (candidate, candidateValue);
            }

            share /= 2;
        }

        return (null, value);
    }

    // A kernel that no operator can advance accurately cannot be valued; the search then stays nearer to the incumbent, whose kernel can.
    private static bool TrySetLocal(PolicyEvaluator evaluator, LocalPolicy candidate)
    {
        try
        {
            evaluator.SetLocal(candidate);
            return true;
        }
        catch (InvalidInputException)
        {
            return false;
        }
    }

    // The deterministic policy that maximizes the linearized value, and how much that promises over the incumbent (the first-order gap).
    private (double[] Vertex, double Gap) PreferredVertex(PolicyEvaluator evaluator, LocalPolicy incumbent, CancellationToken cancellation)
    {
        var gradient = new double[incumbent.Probabilities.Length];
        evaluator.Occupy(options.Accuracy / 100, cancellation);
        evaluator.AddLocalGradient(gradient);
        var vertex = new double[gradient.Length];
        var actions = evaluator.Model.Game.LocalActions;
        var gap = 0.0;
        for (var cell = 0; cell < gradient.Length; cell += actions)
        {
            var row = incumbent.Probabilities.Slice(cell, actions);
            var (best, mean) = (0, 0.0);
            for (var action = 0; action < actions; action++)
            {
                best = gradient[cell + action] > gradient[cell + best] ? action : best;
                mean += row[action] * gradient[cell + action];
            }

            // Rounding of large sums must not pull a cell off an action that is as good.
            var promised = gradient[cell + best] - mean;
            if (promised > 1e-12 * Math.Abs(gradient[cell + best]))
            {
                vertex[cell + best] = 1;
                gap += promised;
            }
            else
            {
                row.CopyTo(vertex.AsSpan(cell));
            }
        }

        return (vertex, gap);
    }

    private static LocalPolicy Mix(LocalPolicy incumbent, double[] vertex, double share)
    {
        var mixed = new double[vertex.Length];
        for (var place = 0; place < mixed.Length; place++)
        {
            mixed[place] = ((1 - share) * incumbent.Probabilities[place]) + (share * vertex[place]);
        }

        return LocalPolicy.Create(incumbent.LocalStates, incumbent.GlobalStates, incumbent.LocalActions, mixed);
    }
}
