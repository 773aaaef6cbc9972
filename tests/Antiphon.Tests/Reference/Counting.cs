namespace Antiphon.Tests.Reference;

/// <summary>Tuples, subsets and count vectors, each written out as a list.</summary>
internal static class Counting
{
    /// <summary>All S^n ordered tuples of states; tuple number t has agent i in state floor(t / S^i) mod S.</summary>
    public static int[][] Tuples(int states, int agents)
    {
        List<int[]> tuples =
        [
            [],
        ];
        for (int agent = 0; agent < agents; agent++)
        {
            tuples = [.. Enumerable.Range(0, states).SelectMany(state => tuples.Select(tuple => (int[])[.. tuple, state]))];
        }
        return [.. tuples];
    }

    /// <summary>All subsets of {0, .., n-1} with k members.</summary>
    public static IEnumerable<int[]> Subsets(int n, int k)
    {
        for (int mask = 0; mask < 1 << n; mask++)
        {
            int[] members = Enumerable.Range(0, n).Where(i => ((mask >> i) & 1) == 1).ToArray();
            if (members.Length == k)
            {
                yield return members;
            }
        }
    }

    /// <summary>
    /// All count vectors of k agents over S states, ascending in (c_0, c_1, ..): (0, .., 0, k) first, (k, 0, .., 0) last.
    /// </summary>
    public static int[][] Vectors(int states, int agents)
    {
        if (states == 1)
        {
            return
            [
                [agents],
            ];
        }
        return
        [
            .. Enumerable
                .Range(0, agents + 1)
                .SelectMany(first => Vectors(states - 1, agents - first).Select(rest => (int[])[first, .. rest])),
        ];
    }

    public static int[] CountsOf(int states, IEnumerable<int> tuple)
    {
        int[] counts = new int[states];
        foreach (int state in tuple)
        {
            counts[state]++;
        }
        return counts;
    }

    /// <summary>One ordered tuple with the given counts.</summary>
    public static int[] TupleOf(int[] counts) => [.. counts.SelectMany((count, state) => Enumerable.Repeat(state, count))];

    /// <summary>Position of a count vector in <see cref="Vectors"/>, by search.</summary>
    public static int IndexOf(int[][] vectors, int[] counts) => System.Array.FindIndex(vectors, vector => vector.SequenceEqual(counts));

    public static Dictionary<string, int> Index(int[][] vectors) =>
        vectors
            .Select((vector, index) => (key: Key(vector), index))
            .ToDictionary(pair => pair.key, pair => pair.index, StringComparer.Ordinal);

    public static string Key(int[] vector) => string.Join(',', vector);
}
