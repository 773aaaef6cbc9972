using Antiphon.Numerics;
using Antiphon.Planning;

namespace Antiphon.Paper;

/// <summary>
/// What UCFH has seen: per state-action pair and successor the counts in use (n) and those since the last update (v), and which pairs are
/// due.
/// </summary>
internal sealed class EpisodeCounts
{
    private readonly SparseRows rows;
    private readonly UcfhConstants constants;
    private readonly long[] recentVisits;
    private readonly long[] recentMoves;
    private readonly long[] moves;
    private readonly long[] due;
    private readonly Queue<int> waiting = new();

    /// <summary>Starts with nothing seen.</summary>
    /// <param name="rows">The transition laws, for their shape.</param>
    /// <param name="constants">The schedule.</param>
    internal EpisodeCounts(SparseRows rows, UcfhConstants constants)
    {
        (this.rows, this.constants) = (rows, constants);
        recentVisits = new long[rows.Count];
        due = new long[rows.Count];
        Visits = new long[rows.Count];
        recentMoves = new long[rows.Successors.Length];
        moves = new long[rows.Successors.Length];
        Array.Fill(due, Due(0));
    }

    /// <summary>n(s, a), the observations in use.</summary>
    internal long[] Visits { get; }

    /// <summary>n(s, a, s') by place.</summary>
    internal ReadOnlySpan<long> Moves => moves;

    /// <summary>Whether some pair is due for an update.</summary>
    internal bool AnyDue => waiting.Count > 0;

    /// <summary>Whether a pair may still be due one day.</summary>
    internal bool IsOpen(int row) => due[row] != long.MaxValue;

    /// <summary>Counts one move. A pair becomes due when v >= max(m w_min, n) while n is below |S| m H.</summary>
    internal void Count(int row, int place)
    {
        recentMoves[place]++;
        if (++recentVisits[row] == due[row])
        {
            waiting.Enqueue(row);
        }
    }

    /// <summary>Takes the recent counts of the pair that has been due for longest into use.</summary>
    /// <returns>The pair's row.</returns>
    internal int Update()
    {
        int row = waiting.Dequeue();
        for (int place = rows.Starts[row]; place < rows.Starts[row + 1]; place++)
        {
            moves[place] += recentMoves[place];
            recentMoves[place] = 0;
        }

        Visits[row] += recentVisits[row];
        recentVisits[row] = 0;
        due[row] = Due(Visits[row]);
        return row;
    }

    private long Due(long visits) =>
        visits >= constants.LastUpdate
            ? long.MaxValue
            : (long)Math.Min(long.MaxValue, Math.Ceiling(Math.Max(1, Math.Max(constants.FirstUpdate, visits))));
}
