using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>Which columns the rows of a group have.</summary>
internal enum RowShape
{
    /// <summary>All rows have all columns: the move ends in front, too.</summary>
    Rectangle,

    /// <summary>Row a lacks the last a columns: agents move to the last place, and lines keep the count before it.</summary>
    FirstColumns,

    /// <summary>Row a lacks the first a columns: agents move to the last place but one, and lines keep the count of the last.</summary>
    LastColumns,
}

/// <summary>
/// The rows of a lattice in groups for a move from place i to place j. A group holds the count vectors that agree wherever the move does
/// not reach; its row a has c_i = a. Within a group a column is a line of the move: its vectors differ in c_i and c_j only.
/// </summary>
/// <param name="Shape">Which columns rows have.</param>
/// <param name="Origins">Group by group, a = 0, 1, .., A: the rank at which column 0 of row a stands, or would stand.</param>
/// <param name="Starts">Where each group starts in <paramref name="Origins"/>; one more entry ends the last.</param>
/// <param name="Widths">Columns of each group.</param>
/// <param name="Tasks">Stretches of columns that can be worked on independently.</param>
/// <param name="Pieces">
/// Runs of tasks of about equal work: where each starts in <paramref name="Tasks"/>; one more entry ends the last.
/// </param>
internal sealed record RowTable(RowShape Shape, int[] Origins, int[] Starts, int[] Widths, RowTask[] Tasks, int[] Pieces)
{
    // Enough for any number of cores, few enough that handing them out costs nothing.
    private const int MostPieces = 128;

    // A multiple of all register widths, so that stretches end where registers do.
    private const int ColumnsPerTask = 64;

    /// <summary>Bytes of one move's table: an origin per row; a start, a width and its tasks per group.</summary>
    /// <param name="front">Places in front.</param>
    /// <param name="agents">k.</param>
    internal static double Bytes(int front, long agents) =>
        ((double)sizeof(int) * LatticeSize.CountVectors(front + 1, agents))
        + (((5.0 * sizeof(int)) + (3.0 * sizeof(int) * agents / ColumnsPerTask)) * LatticeSize.CountVectors(front, agents));

    internal static RowTable Build(CountLattice lattice, int from, int to, CancellationToken cancellation = default)
    {
        int front = LatticeRows.Front(lattice.States);
        bool pair = lattice.States - front == 2;
        RowShape shape =
            !pair || to < front ? RowShape.Rectangle
            : to == front ? RowShape.LastColumns
            : RowShape.FirstColumns;
        int taker = to < front ? to : lattice.States - 1;
        (List<int> origins, List<int> starts, List<int> widths, List<RowTask> tasks) = (
            new List<int>(),
            new List<int>(),
            new List<int>(),
            new List<RowTask>()
        );
        (int[] counts, int[] row) = (new int[lattice.States], new int[lattice.States]);
        counts[^1] = lattice.Agents;
        int step = 0;
        do
        {
            cancellation.ThrowIfRequested(step++);
            // The first row of a group stands for it, its first vector for the row.
            if (counts[from] != 0 || (pair && counts[front] != 0))
            {
                continue;
            }

            (int group, int last, int width) = (starts.Count, counts[taker], pair ? counts[^1] + 1 : 1);
            starts.Add(origins.Count);
            widths.Add(width);
            counts.CopyTo(row, 0);
            for (int agents = 0; agents <= last; agents++, row[from]++, row[taker]--)
            {
                origins.Add(lattice.Rank(row) - (shape == RowShape.LastColumns ? agents : 0));
            }

            for (int column = 0; column < width; column += ColumnsPerTask)
            {
                tasks.Add(new RowTask(group, column, Math.Min(column + ColumnsPerTask, width)));
            }
        } while (lattice.MoveNext(counts));

        starts.Add(origins.Count);
        var table = new RowTable(shape, [.. origins], [.. starts], [.. widths], [.. tasks], []);
        return table with { Pieces = table.Cut() };
    }

    /// <summary>
    /// The rows of a move within the block of states that stands first: the move reaches nothing behind it, so that each of the block's
    /// count vectors is a whole row, with a column for every count vector of the states behind.
    /// </summary>
    /// <param name="block">Count vectors of the block alone.</param>
    /// <param name="width">How many count vectors the states behind have.</param>
    /// <param name="from">The place that agents leave.</param>
    /// <param name="to">The place that they reach.</param>
    /// <param name="cancellation">Cancels.</param>
    internal static RowTable BuildFront(CountLattice block, int width, int from, int to, CancellationToken cancellation = default)
    {
        (List<int> origins, List<int> starts, List<RowTask> tasks) = (new List<int>(), new List<int>(), new List<RowTask>());
        (int[] counts, int[] row) = (new int[block.States], new int[block.States]);
        block.WriteFirst(counts);
        int step = 0;
        do
        {
            cancellation.ThrowIfRequested(step++);
            // The vector with nobody at the source stands for its group.
            if (counts[from] != 0)
            {
                continue;
            }

            (int group, int last) = (starts.Count, counts[to]);
            starts.Add(origins.Count);
            counts.CopyTo(row, 0);
            for (int agents = 0; agents <= last; agents++, row[from]++, row[to]--)
            {
                origins.Add(block.Rank(row) * width);
            }

            for (int column = 0; column < width; column += ColumnsPerTask)
            {
                tasks.Add(new RowTask(group, column, Math.Min(column + ColumnsPerTask, width)));
            }
        } while (block.MoveNext(counts));

        int[] widths = [.. Enumerable.Repeat(width, starts.Count)];
        starts.Add(origins.Count);
        var table = new RowTable(RowShape.Rectangle, [.. origins], [.. starts], widths, [.. tasks], []);
        return table with { Pieces = table.Cut() };
    }

    private int[] Cut()
    {
        double total = Tasks.Sum(Work);
        (List<int> pieces, double done) = (new List<int> { 0 }, 0.0);
        for (int task = 0; task < Tasks.Length; task++)
        {
            done += Work(Tasks[task]);
            if (done * MostPieces >= total * pieces.Count && task + 1 < Tasks.Length)
            {
                pieces.Add(task + 1);
            }
        }

        return [.. pieces, Tasks.Length];
    }

    // Multiplications: half the square of the length of each line.
    private double Work(RowTask task)
    {
        (double sum, int last) = (0.0, Starts[task.Group + 1] - Starts[task.Group] - 1);
        for (int column = task.First; column < task.End; column++)
        {
            int length = Shape switch
            {
                RowShape.Rectangle => last,
                RowShape.FirstColumns => last - column,
                _ => column,
            };
            sum += (length + 1.0) * (length + 2) / 2;
        }

        return sum;
    }
}

/// <summary>Columns of one group.</summary>
/// <param name="Group">Its number.</param>
/// <param name="First">The first column.</param>
/// <param name="End">One past the last.</param>
internal readonly record struct RowTask(int Group, int First, int End);
