using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Populations;

namespace Antiphon.Paper;

/// <summary>
/// Sweeps of Q(s_g, x, a) = r_g(s_g, a) + (1/k) sum_i rbar_l(x_i, s_g) + gamma E[max_a' Q(s_g', x', a')] over a table of observations,
/// from Q = 0, with any expectation over next states (paper Algorithm 1). Only V = max_a Q is kept between sweeps, which is all that a
/// backup needs.
/// </summary>
internal sealed class EmpiricalIteration : IWork
{
    private const int ObservationsPerPiece = 512;

    private readonly CooperativeGame game;
    private readonly NextStates nextStates;
    private readonly Workers workers;
    private readonly StageRewards rewards;
    private readonly (double Smallest, double Largest)[] changes;
    private readonly int stride;
    private FunctionBuffer values;
    private FunctionBuffer next;
    private int globalState;

    internal EmpiricalIteration(CooperativeGame game, ObservationTable table, NextStates nextStates, StageRewards rewards, Workers workers)
    {
        (this.game, Table, this.nextStates, this.rewards, this.workers, stride) = (
            game,
            table,
            nextStates,
            rewards,
            workers,
            game.GlobalStates
        );
        (values, next) = (new FunctionBuffer(checked(table.Size * stride)), new FunctionBuffer(table.Size * stride));
        Greedy = new ushort[checked(game.GlobalStates * table.Size)];
        changes = new (double, double)[(table.Size + ObservationsPerPiece - 1) / ObservationsPerPiece];
    }

    internal ObservationTable Table { get; }

    /// <summary>Sweeps made.</summary>
    internal int Sweeps { get; private set; }

    /// <summary>The maximizing allowed action of the last sweep, [s_g * observations + x]; ties to the lowest index.</summary>
    internal ushort[] Greedy { get; }

    /// <summary>V(s_g, x) after the last sweep.</summary>
    internal double Value(int state, int observation) => values.Span[(observation * stride) + state];

    /// <summary>Makes one sweep; returns the smallest and the largest change of V.</summary>
    internal SpanBound Sweep()
    {
        Array.Fill(changes, (double.PositiveInfinity, double.NegativeInfinity));
        for (globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            nextStates.Prepare(Sweeps, globalState, values);
            rewards.Prepare(Sweeps);
            workers.Run(changes.Length, this);
        }

        (values, next) = (next, values);
        Sweeps++;
        (double smallest, double largest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach ((double Smallest, double Largest) change in changes)
        {
            (smallest, largest) = (Math.Min(change.Smallest, smallest), Math.Max(change.Largest, largest)); // both pass NaN on
        }

        return new SpanBound(smallest, largest, game.Discount).Checked($"G-LEARN, sweep {Sweeps}");
    }

    /// <summary>One stretch of looks for the current s_g.</summary>
    void IWork.Run(int index, int worker)
    {
        Span<double> actions = stackalloc double[game.GlobalActions];
        Span<double> paid = stackalloc double[game.GlobalActions];
        ActionSet allowed = game.Allowed.Global(globalState);
        (double smallest, double largest) = changes[index];
        int end = Math.Min((index + 1) * ObservationsPerPiece, Table.Size);
        for (int observation = index * ObservationsPerPiece; observation < end; observation++)
        {
            nextStates.Expect(globalState, observation, worker, actions);
            double local = rewards.Pay(globalState, observation, worker, paid);
            int best = allowed[0];
            for (int place = 0; place < allowed.Count; place++)
            {
                int action = allowed[place];
                actions[action] = paid[action] + (game.Discount * actions[action]);
                best = actions[action] > actions[best] ? action : best;
            }

            double value = actions[best] + local;
            double change = value - values.Span[(observation * stride) + globalState];
            (smallest, largest) = (Math.Min(change, smallest), Math.Max(change, largest));
            next.Span[(observation * stride) + globalState] = value;
            Greedy[(globalState * Table.Size) + observation] = (ushort)best;
        }

        changes[index] = (smallest, largest);
    }
}
