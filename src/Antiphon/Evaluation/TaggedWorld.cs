using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// One tagged agent in local state x beside the others at node c': what the others and the dispatcher do, whatever the tagged agent does.
/// All others keep pi_l, the dispatcher acts on its random observation of all n agents, the tagged one included.
/// </summary>
/// <remarks>Functions of (s_g, c') are stored as value[c' * Stride + s_g], one buffer for each x.</remarks>
internal sealed class TaggedWorld
{
    private readonly PopulationModel model;
    private readonly OthersMove advance;
    private readonly OthersMove push;

    internal TaggedWorld(PopulationModel model, LocalKernels kernels, OthersMove advance, OthersMove push, int type = 0)
    {
        (this.model, Kernels, this.advance, this.push) = (model, kernels, advance, push);
        Type = Game.Types[type];
    }

    /// <summary>The tagged agent's type. Its states x are counted within the type.</summary>
    internal AgentType Type { get; }

    internal CooperativeGame Game => model.Game;

    /// <summary>pi_l's kernels and rewards.</summary>
    internal LocalKernels Kernels { get; }

    internal int Stride => model.Stride;

    /// <summary>How many nodes the others have.</summary>
    internal required int Nodes { get; init; }

    /// <summary>n, the tagged agent included.</summary>
    internal required double Agents { get; init; }

    /// <summary>
    /// [c' * S + x], S the states of the type: where (c', x) stands in the tables below; null when they are indexed by c' itself.
    /// </summary>
    internal required int[]? Places { get; init; }

    /// <summary>[x][s_g]: p(s_g' | s_g, c' + e_x) at [place * Stride + s_g'].</summary>
    internal required FunctionBuffer[][] Transitions { get; init; }

    /// <summary>[x]: the expected team reward of a step when the tagged agent plays pi_l, too, at [place * Stride + s_g].</summary>
    internal required FunctionBuffer[] Rewards { get; init; }

    /// <summary>
    /// Whether the others' kernels depend on where the tagged agent is, which is one of the population that they depend on.
    /// </summary>
    internal required bool IsFelt { get; init; }

    /// <summary>Ranges of tagged states x beside which the others move alike.</summary>
    internal IEnumerable<Range> Alike => IsFelt ? Enumerable.Range(0, Type.States).Select(state => state..(state + 1)) : [0..Type.States];

    internal int Place(int node, int state) => Places is null ? node : Places[(node * Type.States) + state];

    /// <summary>The values of the hat functions at c' + e_x.</summary>
    internal ReadOnlySpan<double> Hats(int node, int state) => model.Hats(Place(node, state));

    /// <summary>
    /// The others' move: result[c', s_g'] = E[f(s_g', c'') | c'], the others moving by pi_l in s_g, the tagged agent in
    /// <paramref name="state"/>.
    /// </summary>
    internal void Advance(int globalState, int state, FunctionBuffer function, FunctionBuffer result) =>
        advance(globalState, state, function, result);

    /// <summary>Its adjoint.</summary>
    internal void Push(int globalState, int state, FunctionBuffer measure, FunctionBuffer result) =>
        push(globalState, state, measure, result);

    /// <summary>The others' move of a function, or of a measure, beside a tagged agent in a state of its type.</summary>
    internal delegate void OthersMove(int globalState, int state, FunctionBuffer source, FunctionBuffer result);
}
