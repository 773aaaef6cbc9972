using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// A population of few agents under a fixed law of the global state: solves e = r + gamma E[e(s_g', h')] for any r, to a few per cent. A
/// workspace for one thread.
/// </summary>
internal sealed class CoarseChain
{
    // What is left is for the sweeps of many agents, which shrink it along with the rest.
    private const double Reduction = 0.03;

    private readonly PopulationModel model;
    private readonly PopulationOperator population;
    private readonly FunctionBuffer[] transitions;
    private readonly FunctionBuffer advanced;
    private readonly AndersonMixing mixing;
    private FunctionBuffer rewards = null!;
    private FunctionBuffer values;
    private FunctionBuffer next;

    internal CoarseChain(ExactPopulation model, LocalKernels kernels, FunctionBuffer[] transitions, CancellationToken cancellation)
    {
        var alone = new Workers(1, cancellation);
        (this.model, this.transitions) = (model, transitions);
        population = model.Bind(kernels, alone);
        int length = model.Nodes * model.Stride;
        (values, next, advanced) = (new(length), new(length), new(length));
        mixing = new AndersonMixing(model.Nodes, model.Stride, model.Game.GlobalStates, model.Game.Discount, alone);
    }

    /// <summary>Solves for e.</summary>
    /// <param name="residual">r[h * Stride + s_g]; becomes e - r.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    internal void Continue(FunctionBuffer residual, CancellationToken cancellation)
    {
        rewards = residual;
        residual.Span.CopyTo(values.Span);
        SpanBound start = Spread(residual.Span);
        if (start.Error == 0)
        {
            residual.Span.Fill(start.Correction);
            return;
        }

        mixing.Restart();
        SpanBound bound = FixedPoint.Solve(Sweep, Reduction * start.Error, "the correction on fewer agents", cancellation, found =>
            mixing.Next(next, values, found)
        );
        for (int place = 0; place < residual.Length; place++)
        {
            residual.Span[place] = values.Span[place] + bound.Correction - residual.Span[place];
        }
    }

    private SpanBound Sweep()
    {
        (double smallest, double largest) = (double.PositiveInfinity, double.NegativeInfinity);
        (int stride, int states) = (model.Stride, model.Game.GlobalStates);
        for (int globalState = 0; globalState < states; globalState++)
        {
            population.Advance(globalState, values, advanced);
            for (int node = 0; node < model.Nodes; node++)
            {
                int place = (node * stride) + globalState;
                double expected = ConjugateGradient.Dot(
                    transitions[globalState].Span.Slice(node * stride, states),
                    advanced.Span.Slice(node * stride, states)
                );
                double value = rewards.Span[place] + (model.Game.Discount * expected);
                double change = value - values.Span[place];
                (smallest, largest) = (Math.Min(change, smallest), Math.Max(change, largest)); // both pass NaN on
                next.Span[place] = value;
            }
        }

        (values, next) = (next, values);
        return new SpanBound(smallest, largest, model.Game.Discount);
    }

    private SpanBound Spread(ReadOnlySpan<double> function)
    {
        (double smallest, double largest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in function)
        {
            (smallest, largest) = (Math.Min(value, smallest), Math.Max(value, largest));
        }

        return new SpanBound(smallest, largest, model.Game.Discount);
    }
}
