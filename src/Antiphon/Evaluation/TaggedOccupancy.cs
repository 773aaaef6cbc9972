using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// Where the tagged agent and its world spend their discounted time when it follows a reactive policy: x = rho + gamma P^T x. A workspace.
/// </summary>
internal sealed class TaggedOccupancy
{
    private const int MaximumSweeps = 10_000;

    private readonly TaggedWorld world;
    private readonly FunctionBuffer[] initial;
    private readonly FunctionBuffer[] measures;
    private readonly FunctionBuffer pushed;
    private FunctionBuffer[] next;

    /// <summary>Prepares the workspace.</summary>
    /// <param name="world">The others and the dispatcher.</param>
    /// <param name="initial">rho over (s_g, x, c').</param>
    /// <param name="start">A first guess of total mass 1/(1-gamma), for example the occupancy when nobody deviates.</param>
    internal TaggedOccupancy(TaggedWorld world, FunctionBuffer[] initial, FunctionBuffer[] start)
    {
        (this.world, this.initial, Current) = (world, initial, start);
        int length = world.Nodes * world.Stride;
        (measures, next) = (Functions(), Functions());
        pushed = new FunctionBuffer(length);

        FunctionBuffer[] Functions() => [.. initial.Select(_ => new FunctionBuffer(length))];
    }

    /// <summary>[x][c' * Stride + s_g].</summary>
    internal FunctionBuffer[] Current { get; private set; }

    /// <summary>
    /// Solves until the remaining error in total variation is at most the tolerance. Only searches use it: no proof rests on it.
    /// </summary>
    internal void Solve(LocalPolicy policy, double tolerance, CancellationToken cancellation)
    {
        for (int sweep = 0; sweep < MaximumSweeps; sweep++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Sweep(policy, cancellation) <= tolerance * (1 - world.Game.Discount))
            {
                return;
            }
        }
    }

    private double Sweep(LocalPolicy policy, CancellationToken cancellation)
    {
        (CooperativeGame game, int stride, int states) = (world.Game, world.Stride, initial.Length);
        for (int state = 0; state < states; state++)
        {
            initial[state].Span.CopyTo(next[state].Span);
        }

        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            foreach (FunctionBuffer measure in measures)
            {
                measure.Span.Clear();
            }

            for (int state = 0; state < states; state++)
            {
                Flow(policy, globalState, state);
            }

            for (int state = 0; state < states; state++)
            {
                cancellation.ThrowIfCancellationRequested();
                world.Push(globalState, measures[state], pushed);
                Span<double> target = next[state].Span;
                for (int place = 0; place < target.Length; place++)
                {
                    target[place] += pushed.Span[place];
                }
            }
        }

        double change = 0.0;
        for (int state = 0; state < states; state++)
        {
            for (int place = 0; place < world.Nodes * stride; place++)
            {
                change += Math.Abs(next[state].Span[place] - Current[state].Span[place]);
            }
        }

        (Current, next) = (next, Current);
        return change;
    }

    // measures[x'][c', s_g'] += gamma occ(s_g, x, c') p(s_g' | s_g, c' + e_x) M'(x, x'): before the others move.
    private void Flow(LocalPolicy policy, int globalState, int state)
    {
        (CooperativeGame game, int stride) = (world.Game, world.Stride);
        AgentType type = world.Type;
        Span<double> kernel = stackalloc double[type.States];
        kernel.Clear();
        ReadOnlySpan<double> law = policy.At(type.First + state, globalState);
        for (int action = 0; action < law.Length; action++)
        {
            ReadOnlySpan<double> row = game.LocalTransition(type.First + state, globalState, action).Slice(type.First, type.States);
            for (int to = 0; to < row.Length; to++)
            {
                kernel[to] += law[action] * row[to];
            }
        }

        Span<double> transitions = world.Transitions[state][globalState].Span;
        for (int node = 0; node < world.Nodes; node++)
        {
            double weight = game.Discount * Current[state].Span[(node * stride) + globalState];
            Span<double> transition = transitions.Slice(world.Place(node, state) * stride, game.GlobalStates);
            for (int to = 0; weight != 0 && to < kernel.Length; to++)
            {
                Span<double> target = measures[to].Span.Slice(node * stride, transition.Length);
                for (int channel = 0; channel < transition.Length; channel++)
                {
                    target[channel] += weight * kernel[to] * transition[channel];
                }
            }
        }
    }
}
