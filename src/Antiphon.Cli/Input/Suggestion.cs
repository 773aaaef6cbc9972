namespace Antiphon.Cli.Input;

/// <summary>Finds the word a user probably meant.</summary>
internal static class Suggestion
{
    /// <summary>
    /// The nearest candidate, when at most a third of its letters (one in short words) differ, but not all that was typed; ties go to the
    /// first. Where there is none, the first that begins with the word, or the word with it.
    /// </summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        candidates = [.. candidates];
        string? nearest = null;
        int least = int.MaxValue;
        foreach (string candidate in candidates)
        {
            int distance = Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < least && distance <= Math.Max(1, candidate.Length / 3) && distance < word.TrimStart('-').Length)
            {
                (nearest, least) = (candidate, distance);
            }
        }

        return nearest ?? candidates.FirstOrDefault(candidate => IsBeginning(word, candidate) || IsBeginning(candidate, word));
    }

    /// <summary>"; did you mean X?", or nothing.</summary>
    public static string Phrase(string word, IEnumerable<string> candidates) =>
        Nearest(word, candidates) is string nearest ? $"; did you mean {nearest}?" : "";

    /// <summary>Edit distance with insertion, deletion, substitution and exchange of neighbours (optimal string alignment).</summary>
    public static int Distance(string first, string second)
    {
        int[,] cost = new int[first.Length + 1, second.Length + 1];
        for (int i = 0; i <= first.Length; i++)
        {
            for (int j = 0; j <= second.Length; j++)
            {
                cost[i, j] = i == 0 || j == 0 ? i + j : Cheapest(cost, first, second, i, j);
            }
        }

        return cost[first.Length, second.Length];
    }

    // One letter says too little.
    private static bool IsBeginning(string part, string whole) =>
        part.TrimStart('-').Length > 1 && whole.StartsWith(part, StringComparison.OrdinalIgnoreCase);

    private static int Cheapest(int[,] cost, string first, string second, int i, int j)
    {
        int substitution = cost[i - 1, j - 1] + (first[i - 1] == second[j - 1] ? 0 : 1);
        int least = Math.Min(substitution, 1 + Math.Min(cost[i - 1, j], cost[i, j - 1]));
        bool exchanged = i > 1 && j > 1 && first[i - 1] == second[j - 2] && first[i - 2] == second[j - 1];
        return exchanged ? Math.Min(least, cost[i - 2, j - 2] + 1) : least;
    }
}
