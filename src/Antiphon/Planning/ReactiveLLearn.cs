using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// L-LEARN, reactive: finds the shared local policy pi_l(a | s_l, s_g) that is the team's best response to a fixed global policy in the
/// deployed game. It is a conditional gradient on the exact value. Each step goes toward the vertex (deterministic policy) that the exact
/// gradient prefers: the whole way first, then half, a quarter, .. until the value rises. The value never falls.
/// </summary>
/// <remarks>
/// Reactive policies face a partially observed problem. So the optimum may be stochastic, and there are local optima: use several starts.
/// </remarks>
/// <param name="options">Accuracy and limits.</param>
public sealed class ReactiveLLearn(BestResponseOptions options)
{
    /// <summary>Solves for the local policy, starting from the pair's own.</summary>
    /// <param name="model">The population, exact or mean-field.</param>
    /// <param name="start">The pair; its global policy is kept fixed.</param>
    /// <param name="observations">Count vectors of the k agents that the global policy sees.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    /// <exception cref="InvalidInputException">The observations are not those of the global policy.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public BestResponse<LocalPolicy> Solve(
        PopulationModel model,
        JointPolicy start,
        CountLattice observations,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(observations);
        SubsampleCheck.RequireObservations(model.Game, start.Global, observations);
        using var workers = new Workers(1, cancellation);
        var evaluator = new PairEvaluation(model, observations, workers);
        evaluator.SetGlobal(start.Global);
        return Solve(evaluator, start.Local, cancellation);
    }

    /// <summary>The same on a workspace that holds the global policy already.</summary>
    internal BestResponse<LocalPolicy> Solve(PairEvaluation evaluator, LocalPolicy start, CancellationToken cancellation) =>
        new Climb(options, evaluator).Run(start, cancellation);

    /// <summary>The direction is a vertex: a table of probabilities, deterministic where the gradient has a preference.</summary>
    private sealed class Climb(BestResponseOptions options, PairEvaluation evaluator)
        : Ascent<LocalPolicy, double[]>(options, evaluator, PairEvaluation.Side.Local)
    {
        private protected override void Set(LocalPolicy policy) => Evaluator.SetLocal(policy);

        private protected override (LocalPolicy? Policy, double Value) Search(
            LocalPolicy incumbent,
            double value,
            double[] direction,
            double gap,
            CancellationToken cancellation
        )
        {
            // A step of this share promises share * gap to first order; below the accuracy it is not worth asking for.
            double share = 1.0;
            for (int halving = 0; halving < Halvings && (halving == 0 || share * gap > Options.Accuracy); halving++, share /= 2)
            {
                LocalPolicy candidate = LocalDirection.Mix(incumbent, direction, share);
                if (!TrySet(candidate))
                {
                    continue;
                }

                double candidateValue = Value(cancellation);
                if (Improves(candidateValue, value))
                {
                    return (candidate, candidateValue);
                }
            }

            return (null, value);
        }

        // A kernel that no operator can advance accurately cannot be valued; the search then stays nearer to the incumbent, whose kernel
        // can.
        private bool TrySet(LocalPolicy candidate)
        {
            try
            {
                Set(candidate);
                return true;
            }
            catch (InvalidInputException)
            {
                return false;
            }
        }

        // The deterministic policy that maximizes the linearized value, and how much that promises over the incumbent (the first-order
        // gap).
        private protected override (double[] Direction, double Gap) Linearize(LocalPolicy incumbent)
        {
            double[] gradient = new double[incumbent.Probabilities.Length];
            Evaluator.AddLocalGradient(gradient);
            return LocalDirection.Prefer(incumbent, gradient, Evaluator.Model.Game.Allowed);
        }
    }
}
