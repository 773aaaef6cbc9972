using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// The discounted occupancy of (s_g, h) from the initial law under the pair that <see cref="PairEvaluation"/> works on, total mass
/// 1/(1-gamma). A workspace.
/// </summary>
internal sealed class PairOccupancy
{
    private const int MaximumSweeps = 100_000;

    private readonly CooperativeGame game;
    private readonly PairDynamics pair;
    private readonly int stride;
    private readonly double[] initial;
    private readonly FunctionBuffer advanced;
    private readonly FunctionBuffer scratch;
    private readonly AndersonMixing mixing;
    private FunctionBuffer occupancy;
    private FunctionBuffer next;
    private bool started;

    /// <summary>Takes memory for two functions.</summary>
    /// <param name="pair">The pair at work.</param>
    /// <param name="initial">The initial law, laid out like a function.</param>
    /// <param name="buffers">Two functions that are written over.</param>
    /// <param name="mixing">Chooses where to sweep next; nothing of it is used from call to call.</param>
    internal PairOccupancy(
        PairDynamics pair,
        double[] initial,
        (FunctionBuffer Advanced, FunctionBuffer Scratch) buffers,
        AndersonMixing mixing
    )
    {
        this.pair = pair;
        this.initial = initial;
        this.mixing = mixing;
        (game, stride) = (pair.Model.Game, pair.Model.Stride);
        (advanced, scratch) = buffers;
        (occupancy, next) = (new FunctionBuffer(initial.Length), new FunctionBuffer(initial.Length));
    }

    /// <summary>Proved bound, in total variation, on the error of <see cref="Solve"/>'s last answer.</summary>
    internal double Error { get; private set; }

    /// <summary>The occupancy of a global state and a node.</summary>
    internal double At(int node, int globalState) => occupancy.Span[(node * stride) + globalState];

    /// <summary>The last answer as shares of the discounted steps, and of the agents meanwhile.</summary>
    internal StateShares Shares()
    {
        double[] global = new double[game.GlobalStates];
        double[] local = new double[game.LocalStates];
        StateShares.Add(pair, occupancy.Span, 1 - game.Discount, global, local);
        return new StateShares(global, local);
    }

    /// <summary>Forgets the last answer, which serves as a warm start.</summary>
    internal void Restart() => started = false;

    /// <summary>Solves x = rho + gamma P^T x until the remaining error in total variation is at most the tolerance.</summary>
    internal ReadOnlySpan<double> Solve(double tolerance, CancellationToken cancellation)
    {
        if (!started)
        {
            for (int place = 0; place < initial.Length; place++)
            {
                occupancy.Span[place] = initial[place] / (1 - game.Discount);
            }

            started = true;
        }

        tolerance = Math.Max(tolerance, 1e-14 / ((1 - game.Discount) * (1 - game.Discount)));
        mixing.Restart();
        for (int sweep = 0; sweep < MaximumSweeps; sweep++)
        {
            cancellation.ThrowIfCancellationRequested();
            Error = Sweep() / (1 - game.Discount);
            if (Error <= tolerance)
            {
                break;
            }

            mixing.Next(next, occupancy, Error);
        }

        return occupancy.Span;
    }

    // One step x <- rho + gamma P^T x; returns the total variation of the change. Mass 1/(1-gamma) is kept, so that the error
    // is a signed measure of mass 0, which mixing shrinks faster than gamma.
    private double Sweep()
    {
        initial.CopyTo(next.Span);
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            Flow(globalState);
            pair.Population.Push(globalState, scratch, advanced);
            Span<double> target = next.Span;
            Span<double> pushed = advanced.Span;
            for (int place = 0; place < pushed.Length; place++)
            {
                target[place] += pushed[place];
            }
        }

        double change = 0.0;
        Span<double> before = occupancy.Span;
        Span<double> after = next.Span;
        for (int place = 0; place < after.Length; place++)
        {
            change += Math.Abs(after[place] - before[place]);
        }

        (occupancy, next) = (next, occupancy);
        return change;
    }

    // scratch[h, s_g'] = gamma occ(s_g, h) p(s_g' | s_g, h): what flows from s_g before the agents move.
    private void Flow(int globalState)
    {
        Span<double> flow = scratch.Span;
        Span<double> transition = pair.Transitions[globalState].Span;
        for (int node = 0; node < pair.Model.Nodes; node++)
        {
            double weight = game.Discount * occupancy.Span[(node * stride) + globalState];
            for (int state = 0; state < stride; state++)
            {
                flow[(node * stride) + state] = weight * transition[(node * stride) + state];
            }
        }
    }

    /// <summary>
    /// Adds the occupancy of local states in one s_g under every hat function: mass[hat * S + x] = sum_h hat(h) occ(s_g, h) mu_x(h).
    /// Leaves gamma times what flows from s_g in the scratch.
    /// </summary>
    internal void WeighMoves(int globalState, Span<double> mass)
    {
        Flow(globalState);
        for (int node = 0; node < pair.Model.Nodes; node++)
        {
            ReadOnlySpan<double> hats = pair.Model.Hats(node);
            ReadOnlySpan<double> fractions = pair.Fractions.AsSpan(node * game.LocalStates, game.LocalStates);
            for (int hat = 0; hat < hats.Length; hat++)
            {
                double weight = hats[hat] * occupancy.Span[(node * stride) + globalState];
                for (int state = 0; weight != 0 && state < fractions.Length; state++)
                {
                    mass[(hat * fractions.Length) + state] += weight * fractions[state];
                }
            }
        }
    }
}
