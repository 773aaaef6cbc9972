using System.Runtime.CompilerServices;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// The Bellman optimality operator of a global agent that sees the whole population: (T V)(s_g, h) = max_a r_g(s_g, a) + sum_x mu_x(h)
/// rbar_l(x, s_g) + gamma sum_{s_g'} P_g(s_g' | s_g, a) E[V(s_g', h')].
/// </summary>
internal sealed class OptimalBackup : IWork
{
    private const int NodesPerPiece = 2048;

    private readonly PopulationModel model;
    private readonly PopulationOperator population;
    private readonly Workers workers;
    private readonly CooperativeGame game;
    private readonly int stride;
    private readonly int actionStride;

    // Of each s_g where they are shared; else of the current one.
    private readonly FunctionBuffer[] advanced;
    private readonly int pieces;
    private readonly ActionLanes tables;
    private readonly CoupledActions? coupled;
    private readonly LocalRates? rates;
    private readonly (double Smallest, double Largest)[] changes;
    private AndersonMixing? mixing;
    private Action? correct;
    private double middle;
    private FunctionBuffer values;
    private FunctionBuffer next;
    private int sharedState;
    private ushort[]? greedy;
    private double[]? actionValues;

    internal OptimalBackup(PopulationModel model, LocalKernels kernels, PopulationOperator population, Workers workers)
    {
        (this.model, this.population, this.workers, game, stride) = (model, population, workers, model.Game, model.Stride);
        actionStride = Lanes.Stride(game.GlobalActions);
        int length = checked(model.Nodes * stride);
        (values, next) = (new FunctionBuffer(length), new FunctionBuffer(length));
        advanced = [.. Enumerable.Range(0, population.SharesByState ? game.GlobalStates : 1).Select(_ => new FunctionBuffer(length))];
        tables = new ActionLanes(game, hat: 0, actionStride);
        coupled = game.Couplings is null ? null : new CoupledActions(model, kernels, actionStride, workers);
        rates = game.Couplings is null ? new LocalRates(model, kernels) : null;
        pieces = (model.Nodes + NodesPerPiece - 1) / NodesPerPiece;
        changes = new (double, double)[game.GlobalStates * pieces];
    }

    internal void Start(IReadOnlyList<double[]>? warmStart)
    {
        if (warmStart is null)
        {
            return;
        }

        if (warmStart.Count != game.GlobalStates || warmStart.Any(row => row.Length != model.Nodes))
        {
            throw new InvalidInputException($"the warm start is not of shape [{game.GlobalStates}][{model.Nodes}]");
        }

        for (int node = 0; node < model.Nodes; node++)
        {
            for (int state = 0; state < game.GlobalStates; state++)
            {
                values.Span[(node * stride) + state] = warmStart[state][node];
            }
        }
    }

    /// <summary>Starts from the values of a smaller population.</summary>
    internal void Start(Refinement refinement) => refinement.Write(values, workers);

    /// <summary>Moves from T V, which the last sweep left, to where the next sweep should start.</summary>
    internal void Accelerate(SpanBound bound)
    {
        mixing ??= new AndersonMixing(model.Nodes, stride, game.GlobalStates, game.Discount, workers);
        middle = bound.Middle;
        mixing.Next(next, values, bound, correct);
    }

    /// <summary>Lets a lattice of fewer agents correct the sweeps of <see cref="Accelerate"/>.</summary>
    internal void CorrectBy(TwoGrid grid) => correct = () => grid.Correct(next, values, middle, advanced[0]);

    /// <summary>The smallest error that rounding lets <see cref="Sweep"/> prove at the present values.</summary>
    internal double RoundingFloor() => SpanBound.RoundingFloor(values.Span, game.Discount);

    /// <summary>V becomes T V.</summary>
    internal SpanBound Sweep()
    {
        Array.Fill(changes, (double.PositiveInfinity, double.NegativeInfinity));
        RunAllStates();
        (values, next) = (next, values);
        (double smallest, double largest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach ((double Smallest, double Largest) change in changes)
        {
            smallest = Math.Min(smallest, change.Smallest);
            largest = Math.Max(largest, change.Largest);
        }

        return new SpanBound(smallest, largest, game.Discount);
    }

    /// <summary>The greedy action for the current V, [s_g * nodes + h]; ties to the lowest index.</summary>
    internal ushort[] GreedyActions()
    {
        greedy = new ushort[game.GlobalStates * model.Nodes];
        RunAllStates();
        ushort[] result = greedy;
        greedy = null;
        return result;
    }

    /// <summary>Q[s_g][h * A + a]: one more backup of V + correction.</summary>
    internal IReadOnlyList<double[]> ActionValues(double correction)
    {
        int perState = game.GlobalActions * model.Nodes;
        actionValues = new double[game.GlobalStates * perState];
        RunAllStates();
        double[] result = actionValues;
        actionValues = null;
        return
        [
            .. Enumerable
                .Range(0, game.GlobalStates)
                .Select(state =>
                    result.AsSpan(state * perState, perState).ToArray().Select(value => value + (game.Discount * correction)).ToArray()
                ),
        ];
    }

    /// <summary>V[s_g][h] plus a constant.</summary>
    internal IReadOnlyList<double[]> Values(double correction)
    {
        double[][] result = new double[game.GlobalStates][];
        for (int state = 0; state < result.Length; state++)
        {
            result[state] = new double[model.Nodes];
            for (int node = 0; node < model.Nodes; node++)
            {
                result[state][node] = values.Span[(node * stride) + state] + correction;
            }
        }

        return result;
    }

    /// <summary>One s_g where they are shared; else one stretch of nodes for the current s_g, after advance.</summary>
    void IWork.Run(int index, int worker)
    {
        if (!population.SharesByState)
        {
            Maximize(new Stretch(sharedState, index, advanced[0]));
            return;
        }

        population.Advance(index, values, advanced[index]);
        for (int piece = 0; piece < pieces; piece++)
        {
            Maximize(new Stretch(index, piece, advanced[index]));
        }
    }

    private void RunAllStates()
    {
        if (population.SharesByState)
        {
            workers.Run(game.GlobalStates, this);
            return;
        }

        for (sharedState = 0; sharedState < game.GlobalStates; sharedState++)
        {
            population.Advance(sharedState, values, advanced[0]);
            workers.Run(pieces, this);
        }
    }

    private void Maximize(Stretch stretch)
    {
        switch (Lanes.Width(actionStride))
        {
            case 8:
                Maximize<Lanes512>(stretch);
                break;
            case 4:
                Maximize<Lanes256>(stretch);
                break;
            case 2:
                Maximize<Lanes128>(stretch);
                break;
            default:
                Maximize<Lanes64>(stretch);
                break;
        }
    }

    private void Maximize<TLanes>(Stretch stretch)
        where TLanes : struct, ILanes<TLanes>
    {
        if (rates is null)
        {
            MaximizeCoupled<TLanes>(stretch);
            return;
        }

        Span<double> actions = stackalloc double[actionStride];
        Span<int> counts = stackalloc int[game.LocalStates];
        int begin = stretch.Piece * NodesPerPiece;
        int end = Math.Min(begin + NodesPerPiece, model.Nodes);
        model.Lattice.Unrank(begin, counts);
        int node = begin;
        while (node < end)
        {
            // Up to the end of a run of count vectors that differ in the last two counts only, the local reward changes by the same amount
            // each time.
            int run = Math.Min(end, node + (rates.ArePaired ? counts[^1] : 0) + 1);
            (double local, double slope) = rates.At(stretch.GlobalState, counts);
            MaximizeRun<TLanes>(stretch, (node, run), (local, slope), actions);
            if (rates.ArePaired)
            {
                (counts[^2], counts[^1]) = (counts[^2] + counts[^1], 0);
            }

            model.Lattice.MoveNext(counts);

            node = run;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MaximizeRun<TLanes>(
        Stretch stretch,
        (int Begin, int End) run,
        (double First, double Slope) localReward,
        Span<double> actions
    )
        where TLanes : struct, ILanes<TLanes>
    {
        (int globalStates, int globalState) = (game.GlobalStates, stretch.GlobalState);
        ref (double Smallest, double Largest) found = ref changes[(globalState * pieces) + stretch.Piece];
        (double smallest, double largest) = found;
        ref double transition = ref tables.Transition(globalState).Reference;
        ref double reward = ref tables.Reward(globalState).Reference;
        ref double old = ref Unsafe.Add(ref values.Reference, globalState);
        for (int node = run.Begin; node < run.End; node++)
        {
            ref double after = ref Unsafe.Add(ref stretch.Advanced.Reference, (nint)node * stride);
            for (int first = 0; first < actionStride; first += TLanes.Width)
            {
                TLanes sum = TLanes.Load(ref reward, first);
                for (int state = 0; state < globalStates; state++)
                {
                    sum = TLanes.MultiplyAdd(
                        Unsafe.Add(ref after, state),
                        TLanes.Load(ref transition, (state * actionStride) + first),
                        sum
                    );
                }

                TLanes.Store(sum, ref actions[0], first);
            }

            int best = 0;
            for (int action = 1; action < game.GlobalActions; action++)
            {
                best = actions[action] > actions[best] ? action : best;
            }

            double local = localReward.First + ((node - run.Begin) * localReward.Slope);
            double value = actions[best] + local;
            double change = value - Unsafe.Add(ref old, (nint)node * stride);
            // both pass NaN on, so that one bad value stops the run
            (smallest, largest) = (Math.Min(change, smallest), Math.Max(change, largest));
            Keep((globalState, node), best, value, actions, local);
        }

        found = (smallest, largest);
    }

    // What actions pay and where they lead depends on the node, so does what the agents earn.
    private void MaximizeCoupled<TLanes>(Stretch stretch)
        where TLanes : struct, ILanes<TLanes>
    {
        Span<double> actions = stackalloc double[actionStride];
        int globalState = stretch.GlobalState;
        ref (double Smallest, double Largest) found = ref changes[(globalState * pieces) + stretch.Piece];
        (double smallest, double largest) = found;
        int end = Math.Min((stretch.Piece + 1) * NodesPerPiece, model.Nodes);
        for (int node = stretch.Piece * NodesPerPiece; node < end; node++)
        {
            ref double after = ref Unsafe.Add(ref stretch.Advanced.Reference, (nint)node * stride);
            coupled!.WriteActions<TLanes>(globalState, node, ref after, actions);
            double local = coupled.LocalReward(globalState, node);
            int best = Argmax.First(actions[..game.GlobalActions]);
            double change = actions[best] + local - values.Span[(node * stride) + globalState];
            (smallest, largest) = (Math.Min(change, smallest), Math.Max(change, largest));
            Keep((globalState, node), best, actions[best] + local, actions, local);
        }

        found = (smallest, largest);
    }

    // The greedy action and the action values are read off without a new V.
    private void Keep((int GlobalState, int Node) at, int best, double value, ReadOnlySpan<double> actions, double local)
    {
        (int globalState, int node) = at;
        if (greedy is not null)
        {
            greedy[(globalState * model.Nodes) + node] = (ushort)best;
        }
        else if (actionValues is not null)
        {
            for (int action = 0; action < game.GlobalActions; action++)
            {
                actionValues[(((globalState * model.Nodes) + node) * game.GlobalActions) + action] = actions[action] + local;
            }
        }
        else
        {
            Unsafe.Add(ref next.Reference, ((nint)node * stride) + globalState) = value;
        }
    }

    /// <summary>Some nodes for one s_g.</summary>
    /// <param name="GlobalState">s_g.</param>
    /// <param name="Piece">Which nodes.</param>
    /// <param name="Advanced">The expectations there.</param>
    private readonly record struct Stretch(int GlobalState, int Piece, FunctionBuffer Advanced);
}
