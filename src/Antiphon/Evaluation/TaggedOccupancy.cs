using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// Where the tagged agent and its world spend their discounted time when it follows a reactive policy: x = rho + gamma P^T x. A workspace.
/// </summary>
internal sealed class TaggedOccupancy
{
    private const int MaximumSweeps = 10_000;

    private readonly TaggedProblem problem;
    private readonly TaggedWorld world;
    private readonly double[] initial;
    private readonly FunctionBuffer[] measures;
    private readonly FunctionBuffer pushed;
    private readonly AndersonMixing mixing;
    private FunctionBuffer joined;
    private FunctionBuffer joinedNext = null!;
    private FunctionBuffer[] next = [];

    /// <summary>Prepares the workspace.</summary>
    /// <param name="problem">The others and the dispatcher; its mixing and its spare memory are used between its solves.</param>
    /// <param name="initial">rho over (s_g, x, c'), plain.</param>
    /// <param name="start">A first guess of total mass 1/(1-gamma), for example the occupancy when nobody deviates.</param>
    internal TaggedOccupancy(TaggedProblem problem, double[] initial, FunctionBuffer[] start)
    {
        (this.problem, world, this.initial, mixing) = (problem, problem.World, initial, problem.Mixing);
        (joined, measures) = (problem.Joined(), problem.SpareFunctions);
        Current = problem.Parts(joined);
        for (int state = 0; state < start.Length; state++)
        {
            start[state].Span.CopyTo(Current[state].Span);
        }

        pushed = new FunctionBuffer(world.Nodes * world.Stride);
    }

    /// <summary>[x][c' * Stride + s_g].</summary>
    internal FunctionBuffer[] Current { get; private set; }

    /// <summary>
    /// Solves until the remaining error in total variation is at most the tolerance. Only searches use it: no proof rests on it.
    /// </summary>
    internal void Solve(LocalPolicy policy, double tolerance, CancellationToken cancellation)
    {
        joinedNext = problem.Spare;
        next = problem.Parts(joinedNext);
        try
        {
            Iterate(policy, tolerance, cancellation);
        }
        finally
        {
            problem.Spare = joinedNext;
        }
    }

    private void Iterate(LocalPolicy policy, double tolerance, CancellationToken cancellation)
    {
        mixing.Restart();
        for (int sweep = 0; sweep < MaximumSweeps; sweep++)
        {
            cancellation.ThrowIfCancellationRequested();
            double error = Sweep(policy, cancellation) / (1 - world.Game.Discount);
            if (error <= tolerance)
            {
                return;
            }

            mixing.Next(joinedNext, joined, error);
        }
    }

    private double Sweep(LocalPolicy policy, CancellationToken cancellation)
    {
        (CooperativeGame game, int stride, int states) = (world.Game, world.Stride, measures.Length);
        Layout.Pad(world, initial, next);
        var kernels = new LocalKernels(game, policy.Probabilities);
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            foreach (Range alike in world.Alike)
            {
                AddPushed(kernels, globalState, alike, cancellation);
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
        (joined, joinedNext) = (joinedNext, joined);
        return change;
    }

    private void AddPushed(LocalKernels kernels, int globalState, Range alike, CancellationToken cancellation)
    {
        foreach (FunctionBuffer measure in measures)
        {
            measure.Span.Clear();
        }

        (int first, int count) = alike.GetOffsetAndLength(measures.Length);
        for (int state = first; state < first + count; state++)
        {
            Flow(kernels, globalState, state);
        }

        for (int to = 0; to < measures.Length; to++)
        {
            cancellation.ThrowIfCancellationRequested();
            world.Push(globalState, first, measures[to], pushed);
            Span<double> target = next[to].Span;
            for (int place = 0; place < target.Length; place++)
            {
                target[place] += pushed.Span[place];
            }
        }
    }

    // measures[x'][c', s_g'] += gamma occ(s_g, x, c') p(s_g' | s_g, c' + e_x) M'(x, x'): before the others move.
    private void Flow(LocalKernels kernels, int globalState, int state)
    {
        (CooperativeGame game, int stride) = (world.Game, world.Stride);
        AgentType type = world.Type;
        Span<double> row = stackalloc double[game.LocalStates];
        Span<double> transitions = world.Transitions[state][globalState].Span;
        bool isCoupled = game.Couplings is not null;
        kernels.WriteRow(globalState, type.First + state, world.Hats(0, state), row);
        for (int node = 0; node < world.Nodes; node++)
        {
            double weight = game.Discount * Current[state].Span[(node * stride) + globalState];
            if (weight == 0)
            {
                continue;
            }

            if (isCoupled)
            {
                kernels.WriteRow(globalState, type.First + state, world.Hats(node, state), row);
            }

            ReadOnlySpan<double> transition = transitions.Slice(world.Place(node, state) * stride, game.GlobalStates);
            for (int to = 0; to < measures.Length; to++)
            {
                Span<double> target = measures[to].Span.Slice(node * stride, transition.Length);
                for (int channel = 0; channel < transition.Length; channel++)
                {
                    target[channel] += weight * row[type.First + to] * transition[channel];
                }
            }
        }
    }
}
