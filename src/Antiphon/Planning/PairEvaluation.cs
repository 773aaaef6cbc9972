using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// Values, occupancies and exact gradients of a joint policy in a population model, where the global agent acts on a random observation of
/// k agents. A workspace: give it a global and a local policy, then ask. Not for concurrent use.
/// </summary>
internal sealed class PairEvaluation
{
    private readonly CooperativeGame game;
    private readonly PairDynamics pair;
    private readonly int stride;
    private readonly double[] initial;
    private readonly FunctionBuffer advanced;
    private readonly FunctionBuffer scratch;
    private readonly AndersonMixing mixing;
    private readonly PairOccupancy occupancy;
    private readonly TwoGrid? grid;
    private readonly Action? correct;
    private double middle;
    private bool followsPair;

    // Made once: an evaluation allocates nothing.
    private readonly Func<SpanBound> sweepValues;
    private readonly Action<SpanBound> accelerate;
    private readonly Func<double> roundingFloor;
    private FunctionBuffer values;
    private FunctionBuffer next;

    internal PairEvaluation(PopulationModel model, CountLattice observations, Workers workers)
    {
        (game, stride) = (model.Game, model.Stride);
        Workers = workers;
        pair = new PairDynamics(model, observations, workers);
        int length = checked(model.Nodes * stride);
        (values, next, advanced, scratch) = (new(length), new(length), new(length), new(length));
        mixing = new AndersonMixing(model.Nodes, stride, game.GlobalStates, game.Discount, workers);
        grid = TwoGrid.TryCreate(model, workers);
        correct = grid is null ? null : Correct;
        (sweepValues, accelerate) = (SweepValues, Accelerate);
        roundingFloor = () => SpanBound.RoundingFloor(values.Span, game.Discount);
        initial = new double[length];
        model.WriteInitialLaw(initial, workers.Cancellation);
        occupancy = new PairOccupancy(pair, initial, (advanced, scratch), mixing);
    }

    /// <summary>Bytes of the workspace: seven functions, the history of sweeps, their correction, and the pair's dynamics.</summary>
    /// <param name="size">The population model.</param>
    /// <param name="subsample">k.</param>
    /// <param name="observations">Count vectors of observations.</param>
    internal static double Bytes(PopulationSize size, int subsample, double observations) =>
        (7 * size.FunctionBytes)
        + (size.Nodes * size.Game.GlobalStates * AndersonMixing.BytesPerValue(size.Game.Discount))
        + (size.IsExact ? TwoGrid.Bytes(size.Game, size.Agents) : 0)
        + PairDynamics.Bytes(size, subsample, observations);

    internal PopulationModel Model => pair.Model;

    /// <summary>Who shares the work.</summary>
    internal Workers Workers { get; }

    /// <summary>Corrects sweeps by fewer agents under the current pair; null where that does not pay.</summary>
    internal TwoGrid? Grid
    {
        get
        {
            if (grid is not null && !followsPair)
            {
                grid.SetLocal(pair.Kernels);
                grid.Follow(pair.Transitions);
                followsPair = true;
            }

            return grid;
        }
    }

    /// <summary>What the current pair makes of the population.</summary>
    internal PairDynamics Pair => pair;

    internal CountLattice Observations => pair.Observations.Observations;

    internal int ActionStride => pair.ActionStride;

    /// <summary>Proved bound on the error of <see cref="Evaluate"/>'s last answer, within the model.</summary>
    internal double ErrorBound { get; private set; }

    /// <summary>Proved bound, in total variation, on the error of <see cref="Occupy"/>'s last answer.</summary>
    internal double OccupancyError => occupancy.Error;

    /// <summary>
    /// Proved bound on the error of a first-order gap. Values off by e change each of the 1/(1-gamma) occupied steps by at most 2 gamma e
    /// per agent whose move counts. On the local side of an exact population these are n agents. On the mean-field lattice a derivative is
    /// R times a sum of up to S-1 differences of V, and belongs to one piece of a piecewise-linear function. Occupancies off by d weigh
    /// advantages, which are at most the range of returns.
    /// </summary>
    internal double GapError(Side side)
    {
        int scale =
            side == Side.Global ? 1
            : Model is ExactPopulation ? Model.Lattice.Agents
            : Model.Lattice.Agents * Math.Max(1, game.LocalStates - 1);
        double range = Math.Min(game.RewardRange / (1 - game.Discount), LargestAdvantage());
        return scale * ((2 * game.Discount * ErrorBound / (1 - game.Discount)) + (OccupancyError * range));
    }

    /// <summary>
    /// The error of occupancies, which have no unit, at which they put a gap off by no more than an accuracy in units of the return.
    /// </summary>
    internal double OccupancyTolerance(double accuracy)
    {
        double advantage = LargestAdvantage();
        return advantage > 0 ? accuracy / advantage : accuracy;
    }

    // Only advantages above the pair's own actions enter a gap, so that penalties that the pair avoids do not count.
    private double LargestAdvantage()
    {
        (double smallest, double largest) = (double.PositiveInfinity, double.NegativeInfinity);
        for (int place = 0; place < values.Length; place++)
        {
            if (place % stride < game.GlobalStates)
            {
                (smallest, largest) = (Math.Min(smallest, values.Span[place]), Math.Max(largest, values.Span[place]));
            }
        }

        return game.MaximumReward + (game.Discount * largest) - smallest;
    }

    internal string Notice => pair.Population.Notice;

    /// <summary>
    /// Forgets earlier values and occupancies, which only serve as warm starts: what follows then depends on nothing that came before, so
    /// that a run that is resumed here goes on with the same bits.
    /// </summary>
    internal void Restart()
    {
        values.Span.Clear();
        occupancy.Restart();
    }

    /// <summary>Replaces the local policy.</summary>
    /// <exception cref="InvalidInputException">
    /// The policy's kernels cannot be advanced accurately; everything then stays as it was.
    /// </exception>
    internal void SetLocal(LocalPolicy policy)
    {
        pair.SetLocal(policy);
        followsPair = false;
    }

    internal void SetGlobal(GlobalPolicy policy)
    {
        pair.SetGlobal(policy);
        followsPair = false;
    }

    /// <summary>
    /// Solves V = R + gamma P V to within an accuracy (or what double precision can prove) and returns its expectation under the start
    /// law.
    /// </summary>
    internal double Evaluate(double accuracy, CancellationToken cancellation)
    {
        mixing.Restart();
        SpanBound bound = FixedPoint.Solve(sweepValues, accuracy, "policy evaluation", cancellation, accelerate, floor: roundingFloor);
        ErrorBound = bound.Error;
        var sum = new NeumaierSum();
        Span<double> value = values.Span;
        for (int node = 0; node < Model.Nodes; node++)
        {
            for (int globalState = 0; globalState < game.GlobalStates; globalState++)
            {
                // The middle of MacQueen's bounds, so that differences of V and V itself agree.
                value[(node * stride) + globalState] += bound.Correction;
                sum.Add(initial[(node * stride) + globalState] * value[(node * stride) + globalState]);
            }
        }

        return sum.Value;
    }

    /// <summary>V[h * stride + s_g] as left by <see cref="Evaluate"/>.</summary>
    internal ReadOnlySpan<double> Values => values.Span;

    /// <summary>
    /// Solves x = rho + gamma P^T x, the discounted occupancy of (s_g, h) from the initial law (total mass 1/(1-gamma)), until the
    /// remaining error in total variation is at most the tolerance.
    /// </summary>
    internal ReadOnlySpan<double> Occupy(double tolerance, CancellationToken cancellation) => occupancy.Solve(tolerance, cancellation);

    /// <summary>The occupancy of a global state and a node, as left by <see cref="Occupy"/>.</summary>
    internal double OccupancyAt(int node, int globalState) => occupancy.At(node, globalState);

    /// <summary>The same as shares of the discounted steps, and of the agents meanwhile.</summary>
    internal StateShares OccupiedShares() => occupancy.Shares();

    /// <summary>
    /// Adds dPhi / dpi_l(a | x, s_g) for the current V and occupancy, up to a constant per (x, s_g): sum_h occ(s_g, h) mu_x(h) r_l(x, s_g,
    /// a) + gamma sum_y P_l(y | x, s_g, a) sum_h occ sum_{s_g'} p(s_g' | s_g, h) dE[V(s_g', h')]/dM[x][y].
    /// </summary>
    /// <param name="gradient">Receives sums in index order [s_l][s_g][a_l].</param>
    internal void AddLocalGradient(Span<double> gradient)
    {
        int states = game.LocalStates;
        double[] mass = new double[game.Hats * states];
        double[] moves = new double[game.Hats * states * states];
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            Array.Clear(mass);
            Array.Clear(moves);
            occupancy.WeighMoves(globalState, mass);
            pair.Population.AddMoveDerivative(globalState, values, scratch, moves);

            // At a node kernels are constants, whatever they depend on: hat by hat the sums keep their form.
            for (int hat = 0; hat < game.Hats; hat++)
            {
                for (int cell = 0; cell < states * game.LocalActions; cell++)
                {
                    (int state, int action) = (cell / game.LocalActions, cell % game.LocalActions);
                    double sum = mass[(hat * states) + state] * game.LocalRewardPart(hat, state, globalState, action);
                    sum = AddDot(
                        sum,
                        game.LocalPart(hat, state, globalState, action),
                        moves.AsSpan(((hat * states) + state) * states, states)
                    );
                    gradient[(((state * game.GlobalStates) + globalState) * game.LocalActions) + action] += sum;
                }
            }
        }
    }

    /// <summary>
    /// dPhi / dpi_g(a | s_g, F) for the current V and occupancy, up to a constant per (s_g, F): sum_h occ(s_g, h) P(F | h) (Q(s_g, h, a) -
    /// V(s_g, h)).
    /// </summary>
    /// <param name="globalState">s_g.</param>
    /// <returns>[rank(F) * stride of actions + a]; overwritten by the next call.</returns>
    internal ReadOnlySpan<double> GlobalGradient(int globalState)
    {
        pair.Population.Advance(globalState, values, advanced);
        FunctionBuffer weighted = pair.AtNodes;
        for (int node = 0; node < Model.Nodes; node++)
        {
            double weight = occupancy.At(node, globalState);
            Span<double> after = advanced.Span.Slice(node * stride, stride);
            double common = pair.LocalReward(globalState, node) - values.Span[(node * stride) + globalState];
            ReadOnlySpan<double> hats = Model.Hats(node);
            for (int action = 0; action < game.GlobalActions; action++)
            {
                (double reward, double expected) = Expected(globalState, action, hats, after);
                double quality = common + reward + (game.Discount * expected);
                weighted.Span[(node * ActionStride) + action] = weight * quality;
            }
        }

        pair.Observations.At(globalState).Adjoint(weighted, pair.AtObservations, ActionStride);
        return pair.AtObservations.Span;
    }

    /// <summary>sum_h occ(s_g, h) P(F | h) f(h) for the current occupancy.</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="function">f, given h.</param>
    /// <returns>By rank of F.</returns>
    internal double[] OverObservations(int globalState, Func<int, double> function)
    {
        FunctionBuffer weighted = pair.AtNodes;
        weighted.Span.Clear();
        for (int node = 0; node < Model.Nodes; node++)
        {
            weighted.Span[node * ActionStride] = occupancy.At(node, globalState) * function(node);
        }

        pair.Observations.At(globalState).Adjoint(weighted, pair.AtObservations, ActionStride);
        double[] sums = new double[Observations.Size];
        for (int rank = 0; rank < sums.Length; rank++)
        {
            sums[rank] = pair.AtObservations.Span[rank * ActionStride];
        }

        return sums;
    }

    // The reward of an action at a node, and what a function of the next global state is then expected to be.
    private (double Reward, double Expected) Expected(
        int globalState,
        int action,
        ReadOnlySpan<double> hats,
        ReadOnlySpan<double> function
    )
    {
        (double reward, double expected) = (0.0, 0.0);
        for (int hat = 0; hat < hats.Length; hat++)
        {
            if (hats[hat] != 0)
            {
                reward += hats[hat] * game.GlobalRewardPart(hat, globalState, action);
                expected += hats[hat] * AddDot(0.0, game.GlobalPart(hat, globalState, action), function[..game.GlobalStates]);
            }
        }

        return (reward, expected);
    }

    private static double AddDot(double sum, TransitionRow? row, ReadOnlySpan<double> function)
    {
        ReadOnlySpan<double> law = row is null ? [] : row.Dense(function.Length);
        for (int state = 0; state < law.Length; state++)
        {
            sum += law[state] * function[state];
        }

        return sum;
    }

    private void Accelerate(SpanBound bound)
    {
        middle = bound.Middle;
        mixing.Next(next, values, bound, correct);
    }

    private void Correct() => Grid!.Correct(next, values, middle, advanced);

    private SpanBound SweepValues()
    {
        (double smallest, double largest) = (double.PositiveInfinity, double.NegativeInfinity);
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            pair.Population.Advance(globalState, values, advanced);
            (FunctionBuffer after, FunctionBuffer transition) = (advanced, pair.Transitions[globalState]);
            for (int node = 0; node < Model.Nodes; node++)
            {
                int place = (node * stride) + globalState;
                double value =
                    pair.Rewards.Span[place] + (game.Discount * Dot(transition, after, node * stride, pair.Successors[globalState]));
                double change = value - values.Span[place];
                (smallest, largest) = (Math.Min(change, smallest), Math.Max(change, largest)); // both pass NaN on
                next.Span[place] = value;
            }
        }

        (values, next) = (next, values);
        return new SpanBound(smallest, largest, game.Discount);
    }

    private double Dot(FunctionBuffer transition, FunctionBuffer after, int start, int[] successors)
    {
        Span<double> weights = transition.Span.Slice(start, stride);
        Span<double> function = after.Span.Slice(start, stride);
        double sum = 0.0;
        foreach (int state in successors)
        {
            sum += weights[state] * function[state];
        }

        return sum;
    }

    /// <summary>Whose gradient is asked for.</summary>
    internal enum Side
    {
        Global,
        Local,
    }
}
