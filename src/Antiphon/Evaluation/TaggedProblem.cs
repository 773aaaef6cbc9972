using System.Runtime.CompilerServices;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>What the tagged agent maximises.</summary>
internal enum TagReward
{
    /// <summary>r = r_g + (1/n) sum_i r_l, as everyone does.</summary>
    Team,

    /// <summary>r_l of itself alone, not divided by n (the paper's first version divides it by n).</summary>
    Own,
}

/// <summary>
/// The decision problem of one tagged agent over states (s_g, x, c'): it moves at the same time as everyone else and knows the whole
/// state, but neither the observation that will be drawn nor the current a_g: W(s_g, x, c') = r + max_a { r_l's share + gamma sum_{s_g'}
/// p(s_g' | s_g, c' + e_x) sum_{x'} P_l(x' | x, s_g, a) E[W(s_g', x', c'') | c', s_g] }. With a reactive policy in place of the maximum it
/// evaluates a deviation. A workspace, not for concurrent use.
/// </summary>
internal sealed class TaggedProblem : IWork
{
    private const int NodesPerPiece = 512;

    private readonly TaggedWorld world;
    private readonly CooperativeGame game;
    private readonly Workers workers;
    private readonly int states;
    private readonly int stride;
    private readonly int first;
    private readonly FunctionBuffer[] advanced;
    private readonly (double Smallest, double Largest)[] changes;
    private readonly AndersonMixing mixing;
    private readonly TaggedActions? uncoupled;
    private FunctionBuffer joinedValues;
    private FunctionBuffer joinedNext;
    private FunctionBuffer[] values;
    private FunctionBuffer[] next;
    private int globalState;
    private (int First, int End) alike;
    private TagReward reward;
    private LocalPolicy? policy;

    internal TaggedProblem(TaggedWorld world, Workers workers)
    {
        (this.world, this.workers, game) = (world, workers, world.Game);
        (states, stride, first) = (world.Type.States, world.Stride, world.Type.First);
        advanced = Functions();
        (joinedValues, joinedNext) = (Joined(), Joined());
        (values, next) = (Parts(joinedValues), Parts(joinedNext));
        mixing = new AndersonMixing(states * world.Nodes, stride, game.GlobalStates, game.Discount, workers);
        uncoupled = game.Couplings is null ? new TaggedActions(game, world.Type) : null;
        changes = new (double, double)[(world.Nodes + NodesPerPiece - 1) / NodesPerPiece];
    }

    internal TaggedWorld World => world;

    /// <summary>Chooses where to sweep next; nothing of it is used from solve to solve.</summary>
    internal AndersonMixing Mixing => mixing;

    /// <summary>W[x][c' * Stride + s_g] as left by the last <see cref="Solve"/>; may be written as a start for the next.</summary>
    internal FunctionBuffer[] Values => values;

    /// <summary>Functions that are free between solves, as <see cref="Joined"/> makes them; may be replaced by others.</summary>
    internal FunctionBuffer Spare
    {
        get => joinedNext;
        set => (joinedNext, next) = (value, Parts(value));
    }

    /// <summary>The same, one for each tagged state.</summary>
    internal FunctionBuffer[] SpareFunctions => advanced;

    private double RoundingFloor() => values.Max(function => SpanBound.RoundingFloor(function.Span, game.Discount));

    /// <summary>
    /// Solves for the best response (no policy given) or for the value of a reactive deviation, from <see cref="Values"/> as the start.
    /// </summary>
    /// <returns>Proved error of <see cref="Values"/>, rounding apart.</returns>
    internal double Solve(
        TagReward whose,
        LocalPolicy? reactive,
        double accuracy,
        CancellationToken cancellation,
        StageProgress? stage = null
    )
    {
        (reward, policy) = (whose, reactive);
        mixing.Restart();
        SpanBound bound = FixedPoint.Solve(
            Sweep,
            accuracy,
            "one agent's best response",
            cancellation,
            found => mixing.Next(joinedNext, joinedValues, found),
            progress: stage is null ? null : stage.Within,
            floor: RoundingFloor
        );
        stage?.Solved();
        foreach (FunctionBuffer function in values)
        {
            for (int node = 0; node < world.Nodes; node++)
            {
                for (int state = 0; state < game.GlobalStates; state++)
                {
                    function.Span[(node * stride) + state] += bound.Correction;
                }
            }
        }

        return bound.Error;
    }

    /// <summary>
    /// Adds sum_{c'} occ(s_g, x, c') Q(s_g, x, c', a) for the current values, up to a constant per (x, s_g), to gradient[x][s_g][a].
    /// </summary>
    internal void AddGradient(TagReward whose, FunctionBuffer[] occupancy, Span<double> gradient)
    {
        reward = whose;
        for (globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            foreach (Range range in world.Alike)
            {
                AdvanceAll(range);
                AddGradient(occupancy, gradient);
            }
        }
    }

    private void AddGradient(FunctionBuffer[] occupancy, Span<double> gradient)
    {
        Span<double> after = stackalloc double[states];
        for (int node = 0; node < world.Nodes; node++)
        {
            for (int state = alike.First; state < alike.End; state++)
            {
                double weight = occupancy[state].Span[(node * stride) + globalState];
                LookAhead(node, state, after);
                for (int action = 0; action < game.LocalActions; action++)
                {
                    gradient[((((first + state) * game.GlobalStates) + globalState) * game.LocalActions) + action] +=
                        weight * ActionValue(node, state, action, after);
                }
            }
        }
    }

    /// <summary>One stretch of nodes for the current s_g and tagged states beside which the others moved alike.</summary>
    void IWork.Run(int index, int worker)
    {
        Span<double> after = stackalloc double[states];
        int begin = index * NodesPerPiece;
        int end = Math.Min(begin + NodesPerPiece, world.Nodes);
        (double smallest, double largest) = changes[index];
        for (int node = begin; node < end; node++)
        {
            for (int state = alike.First; state < alike.End; state++)
            {
                LookAhead(node, state, after);
                int place = (node * stride) + globalState;
                double value = Background(node, state) + (uncoupled?.Value(state, after) ?? Choose(node, state, after));
                double change = value - values[state].Span[place];
                (smallest, largest) = (Math.Min(change, smallest), Math.Max(change, largest)); // both pass NaN on
                next[state].Span[place] = value;
            }
        }

        changes[index] = (smallest, largest);
    }

    internal FunctionBuffer[] Functions() =>
        [.. Enumerable.Range(0, states).Select(_ => new FunctionBuffer(checked(world.Nodes * stride)))];

    /// <summary>The functions of all tagged states in one piece, as the mixing takes them.</summary>
    internal FunctionBuffer Joined() => new(checked(states * world.Nodes * stride));

    /// <summary>The function of each tagged state in such a piece.</summary>
    internal FunctionBuffer[] Parts(FunctionBuffer joined) =>
        [.. Enumerable.Range(0, states).Select(state => new FunctionBuffer(joined, state * world.Nodes * stride, world.Nodes * stride))];

    private SpanBound Sweep()
    {
        Array.Fill(changes, (double.PositiveInfinity, double.NegativeInfinity));
        for (globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            uncoupled?.Fill(globalState, reward == TagReward.Own ? 1 : 1 / world.Agents, world.Kernels, policy);
            foreach (Range range in world.Alike)
            {
                AdvanceAll(range);
                workers.Run(changes.Length, this);
            }
        }

        (values, next) = (next, values);
        (joinedValues, joinedNext) = (joinedNext, joinedValues);
        (double smallest, double largest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach ((double Smallest, double Largest) change in changes)
        {
            (smallest, largest) = (Math.Min(change.Smallest, smallest), Math.Max(change.Largest, largest));
        }

        return new SpanBound(smallest, largest, game.Discount);
    }

    private void AdvanceAll(Range range)
    {
        (int begin, int count) = range.GetOffsetAndLength(states);
        alike = (begin, begin + count);
        for (int state = 0; state < states; state++)
        {
            workers.Cancellation.ThrowIfCancellationRequested();
            world.Advance(globalState, begin, values[state], advanced[state]);
        }
    }

    // after[x'] = sum_{s_g'} p(s_g' | s_g, c' + e_x) E[W(s_g', x', c'')].
    private void LookAhead(int node, int state, Span<double> after)
    {
        int globalStates = game.GlobalStates;
        ref double transition = ref Unsafe.Add(
            ref world.Transitions[state][globalState].Reference,
            (nint)world.Place(node, state) * stride
        );
        for (int to = 0; to < after.Length; to++)
        {
            ref double function = ref Unsafe.Add(ref advanced[to].Reference, (nint)node * stride);
            double sum = 0.0;
            for (int channel = 0; channel < globalStates; channel++)
            {
                sum += Unsafe.Add(ref transition, channel) * Unsafe.Add(ref function, channel);
            }

            after[to] = sum;
        }
    }

    // What the step earns beside the tagged agent's own share.
    private double Background(int node, int state) =>
        reward == TagReward.Own
            ? 0
            : world.Rewards[state].Span[(world.Place(node, state) * stride) + globalState]
                - (
                    uncoupled?.UsualReward(state)
                    ?? (world.Kernels.Reward(globalState, first + state, world.Hats(node, state)) / world.Agents)
                );

    private double ActionValue(int node, int state, int action, ReadOnlySpan<double> after)
    {
        ReadOnlySpan<double> hats = world.Hats(node, state);
        (double own, double expected) = (0.0, 0.0);
        for (int hat = 0; hat < hats.Length; hat++)
        {
            if (hats[hat] != 0)
            {
                own += hats[hat] * game.LocalRewardPart(hat, first + state, globalState, action);
                expected += hats[hat] * Expected(game.LocalPart(hat, first + state, globalState, action), after);
            }
        }

        return (reward == TagReward.Own ? own : own / world.Agents) + (game.Discount * expected);
    }

    private double Expected(TransitionRow? part, ReadOnlySpan<double> after)
    {
        ReadOnlySpan<double> row = part is null ? [] : part.Dense(game.LocalStates).Slice(first, states);
        double expected = 0.0;
        for (int to = 0; to < row.Length; to++)
        {
            expected += row[to] * after[to];
        }

        return expected;
    }

    private double Choose(int node, int state, ReadOnlySpan<double> after)
    {
        if (policy is null)
        {
            double best = double.NegativeInfinity;
            for (int action = 0; action < game.LocalActions; action++)
            {
                best = Math.Max(best, ActionValue(node, state, action, after));
            }

            return best;
        }

        ReadOnlySpan<double> row = policy.At(first + state, globalState);
        double mean = 0.0;
        for (int action = 0; action < row.Length; action++)
        {
            mean += row[action] == 0 ? 0 : row[action] * ActionValue(node, state, action, after);
        }

        return mean;
    }
}
