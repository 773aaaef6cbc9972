using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// At which states each function of a witness is checked: at all, or at states drawn without replacement. Functions over the same states
/// are checked at the same ones, so that the laws of a state are computed once for all of them.
/// </summary>
/// <param name="game">The game.</param>
/// <param name="agents">n.</param>
/// <param name="options">How many states.</param>
/// <param name="random">Draws them.</param>
internal sealed class StateChoice(CooperativeGame game, int agents, VerificationOptions options, RandomStream random)
{
    // Elementary operations, some of them per nanosecond: a few seconds for each kind of function.
    private const double Work = 2e9;
    private const int Fewest = 64;

    /// <summary>The states of one kind of function that are checked, in ascending order.</summary>
    /// <param name="kind">The kind; each has a draw of its own.</param>
    /// <param name="size">How many states a function of the kind has.</param>
    /// <param name="functions">How many functions of the kind there are.</param>
    internal IReadOnlyList<int> States(string kind, int size, int functions)
    {
        int count = Count(game, agents, options, size, functions);
        return count >= size ? new Every(size) : Drawn(random.Split(kind), size, count);
    }

    /// <summary>How many states of a function are checked.</summary>
    internal static int Count(CooperativeGame game, int agents, VerificationOptions options, int size, int functions)
    {
        int affordable = (int)
            Math.Clamp(Work / (Math.Max(1, functions) * StateCost(game, agents)), Fewest, VerificationOptions.EveryState);
        return Math.Min(size, options.States ?? (size <= VerificationOptions.EveryState ? size : affordable));
    }

    // The law of the next counts, agent by agent, and its use.
    private static double StateCost(CooperativeGame game, int agents) =>
        ((double)game.LocalStates * LatticeSize.CountVectors(game.LocalStates + 1, agents))
        + ((double)game.GlobalStates * LatticeSize.CountVectors(game.LocalStates, agents));

    // Floyd's algorithm: a uniform subset with one draw per member.
    private static int[] Drawn(RandomStream stream, int size, int count)
    {
        var chosen = new HashSet<int>(count);
        for (int last = size - count; last < size; last++)
        {
            int state = (int)stream.NextBelow(last + 1L);
            if (!chosen.Add(state))
            {
                chosen.Add(last);
            }
        }

        return [.. chosen.Order()];
    }

    private sealed class Every(int size) : IReadOnlyList<int>
    {
        public int Count => size;

        public int this[int index] => index;

        public IEnumerator<int> GetEnumerator() => Enumerable.Range(0, size).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
