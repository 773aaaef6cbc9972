using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Paper;

/// <summary>
/// The paper's Algorithm 8, the k-chained MDP: replicas 1..k move one after the other, all by the old s_g; the dispatcher observes all of
/// them before the first moves, and its next state u waits until the last has moved. State (j, s_g, u, s_1..s_k); u is absent at j = 1.
/// </summary>
/// <remarks>Tuple number t has replica i (from 0) in state floor(t / S^i) mod S.</remarks>
internal sealed class TupleChain : ChainRule
{
    private readonly CooperativeGame game;
    private readonly GlobalPolicy policy;
    private readonly ChainLocals locals;
    private readonly ChainReward reward;
    private readonly int[] places;
    private readonly int tuples;

    internal TupleChain(CooperativeGame game, GlobalPolicy policy, ChainLocals locals, ChainReward reward)
    {
        (this.game, this.policy, this.locals, this.reward) = (game, policy, locals, reward);
        places = new int[policy.Subsample];
        tuples = 1;
        for (int replica = 0; replica < places.Length; replica++, tuples *= game.LocalStates)
        {
            places[replica] = tuples;
        }

        PhaseStarts = new int[places.Length + 1];
        for (int phase = 0; phase < places.Length; phase++)
        {
            PhaseStarts[phase + 1] = PhaseStarts[phase] + (game.GlobalStates * tuples * (phase == 0 ? 1 : game.GlobalStates));
        }
    }

    /// <inheritdoc/>
    internal override int[] PhaseStarts { get; }

    /// <inheritdoc/>
    internal override int StateOf(int globalState, ReadOnlySpan<int> replicas)
    {
        int tuple = 0;
        for (int replica = 0; replica < places.Length; replica++)
        {
            tuple += replicas[replica] * places[replica];
        }

        return (globalState * tuples) + tuple;
    }

    /// <inheritdoc/>
    internal override void Fill(ChainParts parts, CancellationToken cancellation)
    {
        FillFirst(parts, cancellation);
        for (int replica = 1; replica < places.Length; replica++)
        {
            cancellation.ThrowIfCancellationRequested();
            FillLater(parts, replica);
        }
    }

    /// <inheritdoc/>
    internal override void Start(Span<double> law)
    {
        int[] counts = new int[game.LocalStates];
        for (int state = 0; state < PhaseStarts[1]; state++)
        {
            Count(state % tuples, counts);
            law[state] = game.Initial.Global[state / tuples] * ReplicaStart.OfTuple(game.Initial.Local, counts);
        }
    }

    private void FillFirst(ChainParts parts, CancellationToken cancellation)
    {
        int[] counts = new int[game.LocalStates];
        var dispatcher = new DispatcherMove(game, policy);
        for (int state = 0; state < PhaseStarts[1]; state++)
        {
            cancellation.ThrowIfCancellationRequested();
            (int globalState, int tuple) = (state / tuples, state % tuples);
            Count(tuple, counts);
            dispatcher.Observe(globalState, counts);
            int local = Describe(parts, state, globalState, tuple, 0);
            for (int action = 0; action < locals.Actions; action++)
            {
                ReadOnlySpan<double> move = locals.Transition(local, globalState, action);
                for (int pending = 0; pending < game.GlobalStates; pending++)
                {
                    for (int next = 0; next < move.Length; next++)
                    {
                        parts.Rows.Add(Target(0, globalState, pending, tuple + next - local), dispatcher.Next[pending] * move[next]);
                    }
                }

                double own = locals.Reward(local, globalState, action);
                parts.EndRow(reward == ChainReward.Team ? dispatcher.Reward + (own / places.Length) : own / game.Agents);
            }
        }
    }

    private void FillLater(ChainParts parts, int replica)
    {
        for (int state = PhaseStarts[replica]; state < PhaseStarts[replica + 1]; state++)
        {
            int index = state - PhaseStarts[replica];
            (int globalState, int pending, int tuple) = (
                index / tuples / game.GlobalStates,
                index / tuples % game.GlobalStates,
                index % tuples
            );
            int local = Describe(parts, state, globalState, tuple, replica);
            for (int action = 0; action < locals.Actions; action++)
            {
                ReadOnlySpan<double> move = locals.Transition(local, globalState, action);
                for (int next = 0; next < move.Length; next++)
                {
                    parts.Rows.Add(Target(replica, globalState, pending, tuple + ((next - local) * places[replica])), move[next]);
                }

                parts.EndRow(reward == ChainReward.Team ? locals.Reward(local, globalState, action) / places.Length : 0);
            }
        }
    }

    private int Describe(ChainParts parts, int state, int globalState, int tuple, int replica)
    {
        int local = tuple / places[replica] % game.LocalStates;
        (parts.Cells[state], parts.Weights[state]) = ((local * game.GlobalStates) + globalState, 1);
        return local;
    }

    // After the last replica the pending global state takes over.
    private int Target(int replica, int globalState, int pending, int tuple) =>
        replica + 1 < places.Length
            ? PhaseStarts[replica + 1] + (((globalState * game.GlobalStates) + pending) * tuples) + tuple
            : (pending * tuples) + tuple;

    private void Count(int tuple, int[] counts)
    {
        Array.Clear(counts);
        foreach (int place in places)
        {
            counts[tuple / place % game.LocalStates]++;
        }
    }
}
