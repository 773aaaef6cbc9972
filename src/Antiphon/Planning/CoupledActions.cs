using System.Runtime.CompilerServices;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// What the global agent's actions pay and where they lead at each node, and what the agents earn there, where these depend on the
/// population: sums over hat functions, of which most are 0 at a node.
/// </summary>
internal sealed class CoupledActions
{
    private readonly PopulationModel model;
    private readonly int globalStates;
    private readonly int stride;
    private readonly ActionLanes[] tables;
    private readonly double[] localRewards;

    /// <summary>Lays out the tables.</summary>
    /// <param name="model">The population.</param>
    /// <param name="kernels">What one agent does.</param>
    /// <param name="stride">Doubles per list of actions.</param>
    /// <param name="workers">Cancels.</param>
    internal CoupledActions(PopulationModel model, LocalKernels kernels, int stride, Workers workers)
    {
        CooperativeGame game = model.Game;
        (this.model, this.stride, globalStates) = (model, stride, game.GlobalStates);
        tables = [.. Enumerable.Range(0, game.Hats).Select(hat => new ActionLanes(game, hat, stride))];
        localRewards = new double[globalStates * model.Nodes];
        (double[] fractions, double[] scratch) = (new double[game.LocalStates], new double[game.LocalStates]);
        for (int node = 0; node < model.Nodes; node++)
        {
            workers.Cancellation.ThrowIfRequested(node);
            model.Fractions(node, fractions);
            for (int state = 0; state < globalStates; state++)
            {
                ReadOnlySpan<double> rates = kernels.Reward(state, model.Hats(node), scratch);
                localRewards[(state * model.Nodes) + node] = ConjugateGradient.Dot(fractions, rates);
            }
        }
    }

    /// <summary>sum_x mu_x(h) rbar_l(x, s_g) at mu(h).</summary>
    internal double LocalReward(int globalState, int node) => localRewards[(globalState * model.Nodes) + node];

    /// <summary>r_g(s_g, a) + gamma sum_{s_g'} P_g(s_g' | s_g, a) V(s_g') at mu(h), by action.</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="node">h.</param>
    /// <param name="after">V by s_g'.</param>
    /// <param name="actions">Receives the sums.</param>
    internal void WriteActions<TLanes>(int globalState, int node, ref double after, Span<double> actions)
        where TLanes : struct, ILanes<TLanes>
    {
        ReadOnlySpan<double> hats = model.Hats(node);
        for (int first = 0; first < stride; first += TLanes.Width)
        {
            TLanes sum = TLanes.Zero;
            for (int hat = 0; hat < hats.Length; hat++)
            {
                if (hats[hat] != 0 && !tables[hat].IsEmpty)
                {
                    sum = TLanes.MultiplyAdd(hats[hat], Part<TLanes>(tables[hat], globalState, first, ref after), sum);
                }
            }

            TLanes.Store(sum, ref actions[0], first);
        }
    }

    private TLanes Part<TLanes>(ActionLanes table, int globalState, int first, ref double after)
        where TLanes : struct, ILanes<TLanes>
    {
        ref double transition = ref table.Transition(globalState).Reference;
        TLanes part = TLanes.Load(ref table.Reward(globalState).Reference, first);
        for (int state = 0; state < globalStates; state++)
        {
            part = TLanes.MultiplyAdd(Unsafe.Add(ref after, state), TLanes.Load(ref transition, (state * stride) + first), part);
        }

        return part;
    }
}
