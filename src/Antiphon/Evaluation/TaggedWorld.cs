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
    private readonly Action<int, FunctionBuffer, FunctionBuffer> advance;
    private readonly Action<int, FunctionBuffer, FunctionBuffer> push;

    internal TaggedWorld(
        CooperativeGame game,
        int stride,
        LocalKernels kernels,
        Action<int, FunctionBuffer, FunctionBuffer> advance,
        Action<int, FunctionBuffer, FunctionBuffer> push,
        int type = 0
    )
    {
        (Game, Kernels, this.advance, this.push) = (game, kernels, advance, push);
        (Stride, Type) = (stride, game.Types[type]);
    }

    /// <summary>The tagged agent's type. Its states x are counted within the type.</summary>
    internal AgentType Type { get; }

    internal CooperativeGame Game { get; }

    /// <summary>pi_l's kernels and rewards.</summary>
    internal LocalKernels Kernels { get; }

    internal int Stride { get; }

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

    internal int Place(int node, int state) => Places is null ? node : Places[(node * Type.States) + state];

    /// <summary>The others' move: result[c', s_g'] = E[f(s_g', c'') | c'], the others moving by pi_l in s_g.</summary>
    internal void Advance(int globalState, FunctionBuffer function, FunctionBuffer result) => advance(globalState, function, result);

    /// <summary>Its adjoint.</summary>
    internal void Push(int globalState, FunctionBuffer measure, FunctionBuffer result) => push(globalState, measure, result);
}
