using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// The limit of the mean law of (s_g, h) over the first T steps under the pair that <see cref="PairDynamics"/> works on, from the initial
/// law. The law is pushed forward step by step. Its mean over [T, 2T), with weights that vanish at both ends, is compared for doubling T:
/// the weights average a period away, and what is left of the start vanishes with its distance. A workspace.
/// </summary>
internal sealed class LongRunShares
{
    /// <summary>Two windows that agree up to this have converged, in total variation.</summary>
    internal const double Tolerance = 1e-4;

    private const int FirstWindow = 32;
    private const int LastWindow = 1024;

    private readonly CooperativeGame game;
    private readonly PairDynamics pair;
    private readonly int stride;
    private readonly FunctionBuffer flow;
    private readonly FunctionBuffer pushed;
    private FunctionBuffer law;
    private FunctionBuffer next;

    /// <summary>Takes memory for four functions.</summary>
    /// <param name="pair">The pair at work.</param>
    /// <param name="cancellation">Cancels.</param>
    internal LongRunShares(PairDynamics pair, CancellationToken cancellation)
    {
        this.pair = pair;
        (game, stride) = (pair.Model.Game, pair.Model.Stride);
        int length = checked(pair.Model.Nodes * stride);
        flow = new FunctionBuffer(length);
        pushed = new FunctionBuffer(length);
        law = new FunctionBuffer(length);
        next = new FunctionBuffer(length);
        double[] initial = new double[length];
        pair.Model.WriteInitialLaw(initial, cancellation);
        initial.CopyTo(law.Span);
    }

    /// <summary>Pushes until two windows agree.</summary>
    /// <returns>The shares; null where the last two windows still differ.</returns>
    internal StateShares? Solve(CancellationToken cancellation)
    {
        for (int step = 0; step < FirstWindow; step++)
        {
            Step(cancellation);
        }

        StateShares? before = null;
        for (int length = FirstWindow; length <= LastWindow; length *= 2)
        {
            StateShares mean = Window(length, cancellation);
            if (before is not null && mean.Distance(before) <= Tolerance)
            {
                return mean;
            }

            before = mean;
        }

        return null;
    }

    // The weighted mean over the steps that follow.
    private StateShares Window(int length, CancellationToken cancellation)
    {
        double[] global = new double[game.GlobalStates];
        double[] local = new double[game.LocalStates];
        double total = 0;
        for (int step = 0; step < length; step++)
        {
            double weight = Math.Pow(Math.Sin(Math.PI * (step + 0.5) / length), 2);
            total += weight;
            StateShares.Add(pair, law.Span, weight, global, local);
            Step(cancellation);
        }

        return new StateShares([.. global.Select(sum => sum / total)], [.. local.Select(sum => sum / total)]);
    }

    private void Step(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        next.Span.Clear();
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            Flow(globalState);
            pair.Population.Push(globalState, flow, pushed);
            Span<double> target = next.Span;
            ReadOnlySpan<double> moved = pushed.Span;
            for (int place = 0; place < moved.Length; place++)
            {
                target[place] += moved[place];
            }
        }

        (law, next) = (next, law);
    }

    // flow[h, s_g'] = law(s_g, h) p(s_g' | s_g, h): what leaves s_g before the agents move.
    private void Flow(int globalState)
    {
        ReadOnlySpan<double> transition = pair.Transitions[globalState].Span;
        for (int node = 0; node < pair.Model.Nodes; node++)
        {
            double weight = law.Span[(node * stride) + globalState];
            for (int state = 0; state < stride; state++)
            {
                flow.Span[(node * stride) + state] = weight * transition[(node * stride) + state];
            }
        }
    }
}
