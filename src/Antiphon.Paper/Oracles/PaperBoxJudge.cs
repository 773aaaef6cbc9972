using System.Globalization;
using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Paper;

/// <summary>
/// Judges as the paper's UPDATE does: by values in the system of k agents, all of which the global agent sees, at all of its states (s_g,
/// F). There the values of G-LEARN (its optimal surrogate values) and of L-LEARN's chain (for a policy of (s_l, s_g) alone) are the same
/// function of the pair. So one evaluation serves both players. The paper does not say where its estimates come from; these are exact up
/// to the solver's accuracy.
/// </summary>
internal sealed class PaperBoxJudge : FiniteJudge
{
    private readonly PairEvaluation evaluator;
    private readonly double accuracy;
    private readonly double eta;

    internal PaperBoxJudge(
        ExactPopulation surrogate,
        CountLattice observations,
        double accuracy,
        double eta,
        CancellationToken cancellation
    )
    {
        MemoryBudget.Require(
            ExactPopulation.Bytes(surrogate.Game, observations.Agents),
            $"the paper's UPDATE, which evaluates pairs in the system of k = {observations.Agents:N0} agents,",
            "lower k, or use the corrected rule"
        );
        evaluator = new PairEvaluation(surrogate, observations, new Workers(1, cancellation));
        this.accuracy = Math.Min(accuracy, eta / 100);
        this.eta = eta;
    }

    public override string Description =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"the paper's UPDATE: values in the system of k = {evaluator.Model.Lattice.Agents:N0} agents at all its "
                + $"{evaluator.Model.Nodes * (long)evaluator.Model.Game.GlobalStates:N0} states, intervals of 2 eta = {2 * eta:G3}"
        );

    // A proposal that changes nothing makes the intervals overlap, which ends the paper's algorithm.
    private protected override Ruling Repeated =>
        new(false, 0, 0, 0, 0, "same as the current policy: the intervals overlap, which ends the paper's algorithm", Final: true);

    private protected override Ruling Rule(JointPolicy incumbent, JointPolicy candidate, long number, CancellationToken cancellation)
    {
        (double before, double[] oldValues) = Values(incumbent, cancellation);
        (double after, double[] newValues) = Values(candidate, cancellation);
        (double smallest, double largest) = (double.PositiveInfinity, double.NegativeInfinity);
        for (int state = 0; state < oldValues.Length; state++)
        {
            double gain = newValues[state] - oldValues[state];
            (smallest, largest) = (Math.Min(smallest, gain), Math.Max(largest, gain));
        }

        UpdateDecision decision = PaperBox.Decide(oldValues, newValues, eta);
        string words = decision switch
        {
            UpdateDecision.Accept => "better by more than 2 eta in every state of the k-agent system",
            UpdateDecision.Reject => "worse by more than 2 eta in some state of the k-agent system",
            _ => "the intervals overlap, which ends the paper's algorithm",
        };
        return new Ruling(
            decision == UpdateDecision.Accept,
            after - before,
            smallest,
            largest,
            0,
            words,
            decision == UpdateDecision.Terminate
        );
    }

    // Expected value under the initial law, and the values of all states (s_g, F) without the padding of their storage.
    private (double Expected, double[] States) Values(JointPolicy pair, CancellationToken cancellation)
    {
        evaluator.Restart();
        evaluator.SetLocal(pair.Local);
        evaluator.SetGlobal(pair.Global);
        double expected = evaluator.Evaluate(accuracy, cancellation);
        (int globalStates, int stride) = (evaluator.Model.Game.GlobalStates, evaluator.Model.Stride);
        double[] states = new double[evaluator.Model.Nodes * globalStates];
        for (int node = 0; node < evaluator.Model.Nodes; node++)
        {
            evaluator.Values.Slice(node * stride, globalStates).CopyTo(states.AsSpan(node * globalStates));
        }

        return (expected, states);
    }
}
