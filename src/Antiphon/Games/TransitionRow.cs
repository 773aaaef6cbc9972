using System.Runtime.InteropServices;

namespace Antiphon.Games;

/// <summary>
/// One row of P_g or P_l: the states that can follow and their probabilities. States that are not listed have probability 0. Immutable.
/// </summary>
/// <remarks>
/// A row of a <see cref="CooperativeGame"/> lists each possible next state once, in ascending order, with a probability above 0; the
/// probabilities sum to 1 within rounding. A row of a <see cref="GameDefinition"/> is not checked yet.
/// </remarks>
public sealed class TransitionRow : IEquatable<TransitionRow>
{
    private readonly double[] probabilities;
    private int[]? targets;
    private double[]? dense;

    /// <summary>A row that lists the states that can follow.</summary>
    /// <param name="targets">Indices of states, ascending, each once.</param>
    /// <param name="probabilities">One for each target; they sum to 1 within 1e-9.</param>
    public TransitionRow(ReadOnlySpan<int> targets, ReadOnlySpan<double> probabilities)
        : this(targets.ToArray(), probabilities.ToArray()) { }

    /// <summary>A row with one probability for every state.</summary>
    /// <param name="probabilities">Index order [next state]; they sum to 1 within 1e-9.</param>
    public TransitionRow(ReadOnlySpan<double> probabilities)
    {
        this.probabilities = probabilities.ToArray();
        IsDense = true;
    }

    private TransitionRow(int[] targets, double[] probabilities)
    {
        this.targets = targets;
        this.probabilities = probabilities;
    }

    private TransitionRow(RowCoupling coupling)
        : this([], [])
    {
        Coupling = coupling;
    }

    /// <summary>A row that depends on an aggregate of the population.</summary>
    /// <param name="aggregate">The aggregate's index in <see cref="GameDefinition.Aggregates"/>.</param>
    /// <param name="at">The row at each of the aggregate's breakpoints. Itself the row lists no states.</param>
    public static TransitionRow By(int aggregate, IEnumerable<TransitionRow> at) => new(new RowCoupling(aggregate, [.. at]));

    /// <summary>The states listed, in ascending order.</summary>
    public ReadOnlySpan<int> Targets => targets ??= [.. Enumerable.Range(0, probabilities.Length)];

    /// <summary>The probability of each of <see cref="Targets"/>.</summary>
    public ReadOnlySpan<double> Probabilities => probabilities;

    /// <summary>How the row depends on an aggregate; null where it does not.</summary>
    internal RowCoupling? Coupling { get; }

    /// <summary>Whether the row was given with one probability for every state.</summary>
    internal bool IsDense { get; }

    /// <summary>A row from pairs in any order; probabilities of the same target are added.</summary>
    /// <param name="moves">Next states and their probabilities; those of probability 0 are left out.</param>
    public static TransitionRow Of(IEnumerable<(int Target, double Probability)> moves)
    {
        ArgumentNullException.ThrowIfNull(moves);
        var sums = new SortedDictionary<int, double>();
        foreach ((int target, double probability) in moves)
        {
            sums[target] = sums.GetValueOrDefault(target) + probability;
        }

        (int Target, double Probability)[] listed = [.. sums.Where(sum => sum.Value != 0).Select(sum => (sum.Key, sum.Value))];
        return new TransitionRow([.. listed.Select(move => move.Target)], [.. listed.Select(move => move.Probability)]);
    }

    /// <summary>The row with one probability for every state.</summary>
    /// <param name="states">The number of states, more than any target.</param>
    /// <returns>A new array, index order [next state].</returns>
    public double[] ToArray(int states)
    {
        double[] spread = new double[states];
        for (int place = 0; place < probabilities.Length; place++)
        {
            spread[Targets[place]] = probabilities[place];
        }

        return spread;
    }

    /// <inheritdoc/>
    public bool Equals(TransitionRow? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && Equals(Coupling, other.Coupling)
            && Targets.SequenceEqual(other.Targets)
            && Probabilities.SequenceEqual(other.Probabilities)
        );

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TransitionRow);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var code = default(HashCode);
        code.AddBytes(MemoryMarshal.AsBytes(Targets));
        code.AddBytes(MemoryMarshal.AsBytes(Probabilities));
        code.Add(Coupling);
        return code.ToHashCode();
    }

    /// <summary>
    /// The same without an array for every call: laid out at the first call and kept. Every call has the same number of states.
    /// </summary>
    internal ReadOnlySpan<double> Dense(int states) => probabilities.Length == states ? probabilities : dense ??= ToArray(states);

    /// <summary>The row with every target moved by a distance.</summary>
    internal TransitionRow Shifted(int distance)
    {
        if (Coupling is { } coupling)
        {
            return new TransitionRow(coupling.Map(row => row.Shifted(distance)));
        }

        int[] moved = Targets.ToArray();
        for (int place = 0; place < moved.Length; place++)
        {
            moved[place] += distance;
        }

        return new TransitionRow(moved, probabilities);
    }

    /// <summary>A sound row as a game holds it: divided by its sum, without targets of probability 0.</summary>
    /// <param name="all">All states in order, shared by the rows that can reach every one.</param>
    internal TransitionRow Normalized(int[] all)
    {
        if (Coupling is { } coupling)
        {
            return new TransitionRow(coupling.Map(row => row.Normalized(all)));
        }

        double[] weights = [.. probabilities];
        ProbabilityRow.Normalize(weights);
        int[] positive = [.. Enumerable.Range(0, weights.Length).Where(place => weights[place] != 0)];
        if (positive.Length == all.Length)
        {
            return new TransitionRow(all, weights);
        }

        int[] listed = IsDense ? positive : [.. positive.Select(place => Targets[place])];
        double[] kept = [.. positive.Select(place => weights[place])];
        return new TransitionRow(listed, kept);
    }
}
