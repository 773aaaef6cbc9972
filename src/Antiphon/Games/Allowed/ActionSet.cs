using System.Collections;
using Antiphon.Numerics;

namespace Antiphon.Games;

/// <summary>The actions that are allowed somewhere, in ascending order; at least one. Immutable.</summary>
public sealed class ActionSet : IReadOnlyList<int>
{
    private readonly int[] allowed;

    // By action: itself where it is allowed, else the first that is.
    private readonly int[] played;

    internal ActionSet(int actions, IEnumerable<int> allowed)
    {
        this.allowed = [.. allowed.Order()];
        played = new int[actions];
        Array.Fill(played, this.allowed[0]);
        foreach (int action in this.allowed)
        {
            played[action] = action;
        }
    }

    /// <summary>How many actions are allowed, at least 1.</summary>
    public int Count => allowed.Length;

    /// <summary>An allowed action.</summary>
    /// <param name="index">Its place among the allowed ones, from 0.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such place.</exception>
    public int this[int index] => allowed[index];

    /// <summary>Whether an action is allowed.</summary>
    /// <param name="action">The action.</param>
    public bool Contains(int action) => (uint)action < (uint)played.Length && played[action] == action;

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)allowed).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether every action is allowed.</summary>
    internal bool IsEvery => allowed.Length == played.Length;

    /// <summary>What happens when an action is chosen: the action itself, or the first allowed one where it is forbidden.</summary>
    internal int Played(int action) => played[action];

    /// <summary>Writes the law that gives every allowed action the same probability.</summary>
    internal void WriteUniform(Span<double> probabilities)
    {
        probabilities.Clear();
        foreach (int action in allowed)
        {
            probabilities[action] = 1.0 / allowed.Length;
        }
    }

    /// <summary>An allowed action, each with the same probability.</summary>
    internal int Draw(RandomStream stream) => allowed[(int)stream.NextBelow(allowed.Length)];
}
