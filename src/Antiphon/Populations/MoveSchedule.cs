using System.Collections.Immutable;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// An order of elementary moves in stages. All moves of a stage start from the few places in front under the stage's order of states,
/// where <see cref="LatticeRows"/> makes them fast; between stages the states are put in another order.
/// </summary>
/// <param name="Stages">In the order of time.</param>
internal sealed record MoveSchedule(ImmutableArray<MoveStage> Stages)
{
    /// <summary>Schedules a product of moves; only moves that commute change places, so that the product stays the same.</summary>
    /// <param name="moves">E_1 .. E_q in the order of time.</param>
    /// <param name="states">S.</param>
    /// <param name="cancellation">Cancels.</param>
    internal static MoveSchedule Create(ImmutableArray<ElementaryMove> moves, int states, CancellationToken cancellation = default)
    {
        ImmutableArray<MoveStage>.Builder stages = ImmutableArray.CreateBuilder<MoveStage>();
        List<ElementaryMove> open = [.. moves];
        while (open.Count > 0)
        {
            (int[] front, List<ElementaryMove> taken) = Largest(open, states, cancellation);
            var started = taken.ToHashSet();
            open.RemoveAll(started.Contains);
            int[] order = [.. front, .. Enumerable.Range(0, states).Except(front)];
            stages.Add(
                new MoveStage(
                    [.. order],
                    [.. taken.Select(move => move with { From = Array.IndexOf(order, move.From), To = Array.IndexOf(order, move.To) })]
                )
            );
        }

        return new MoveSchedule(stages.ToImmutable());
    }

    /// <summary>
    /// Schedules moves that stay within blocks of states: block after block comes to the front. Moves of different blocks commute.
    /// </summary>
    /// <param name="moves">E_1 .. E_q in the order of time.</param>
    /// <param name="lattice">The lattice, which knows its blocks.</param>
    /// <param name="cancellation">Cancels.</param>
    internal static MoveSchedule Create(
        ImmutableArray<ElementaryMove> moves,
        CountLattice lattice,
        CancellationToken cancellation = default
    )
    {
        if (lattice.Blocks.Length == 1)
        {
            return Create(moves, lattice.States, cancellation);
        }

        ImmutableArray<MoveStage>.Builder stages = ImmutableArray.CreateBuilder<MoveStage>();
        for (int number = 0; number < lattice.Blocks.Length; number++)
        {
            CountBlock block = lattice.Blocks[number];
            ElementaryMove[] own = [.. moves.Where(move => move.From >= block.First && move.From < block.End)];
            if (own.Length > 0)
            {
                int[] front = [.. Enumerable.Range(block.First, block.States)];
                stages.Add(
                    new MoveStage(
                        [.. front, .. Enumerable.Range(0, lattice.States).Except(front)],
                        [.. own.Select(move => move with { From = move.From - block.First, To = move.To - block.First })],
                        number
                    )
                );
            }
        }

        return new MoveSchedule(stages.ToImmutable());
    }

    // Of more states than this not all choices are tried.
    private const int MostStatesTried = 24;

    // The states that are needed last stay behind: nearly as good, and only one choice to try.
    private static int[] NeededFirst(List<ElementaryMove> open, int states)
    {
        int[] first = new int[states];
        Array.Fill(first, open.Count);
        for (int place = open.Count - 1; place >= 0; place--)
        {
            first[open[place].From] = place;
        }

        return [.. Enumerable.Range(0, states).OrderBy(state => first[state]).Take(LatticeRows.Front(states)).Order()];
    }

    // The choice of states in front that lets most moves run; the first of equals.
    private static (int[] Front, List<ElementaryMove> Taken) Largest(List<ElementaryMove> open, int states, CancellationToken cancellation)
    {
        (int[] Front, List<ElementaryMove> Taken) best = ([], []);
        foreach (int[] front in states > MostStatesTried ? [NeededFirst(open, states)] : Choices(states, LatticeRows.Front(states)))
        {
            cancellation.ThrowIfCancellationRequested();
            List<ElementaryMove> taken = Startable(open, front, states, cancellation);
            best = taken.Count > best.Taken.Count ? (front, taken) : best;
        }

        return best;
    }

    // The moves that start from these states and can be brought before all others.
    private static List<ElementaryMove> Startable(List<ElementaryMove> open, int[] front, int states, CancellationToken cancellation)
    {
        (List<ElementaryMove> taken, List<ElementaryMove> left) = (new List<ElementaryMove>(), new List<ElementaryMove>());
        bool[] inFront = new bool[states];
        foreach (int state in front)
        {
            inFront[state] = true;
        }

        foreach (ElementaryMove move in open)
        {
            cancellation.ThrowIfRequested(taken.Count + left.Count);
            (inFront[move.From] && left.TrueForAll(earlier => Commute(earlier, move)) ? taken : left).Add(move);
        }

        return taken;
    }

    // E(i->j, t) = I + t e_i (e_j - e_i)^T: two of them commute when neither starts where the other starts or ends.
    private static bool Commute(ElementaryMove one, ElementaryMove other) =>
        one.From != other.From && one.To != other.From && other.To != one.From;

    // All sets of that many states, in lexicographic order.
    private static IEnumerable<int[]> Choices(int states, int count, int first = 0)
    {
        if (count == 0)
        {
            return
            [
                [],
            ];
        }

        return Enumerable
            .Range(first, states - count + 1 - first)
            .SelectMany(state => Choices(states, count - 1, state + 1).Select(rest => (int[])[state, .. rest]));
    }
}

/// <summary>Moves that start from places in front.</summary>
/// <param name="Order">The state that stands at each place.</param>
/// <param name="Moves">Between places, in the order of time.</param>
/// <param name="Block">The block that stands in front, where there are several.</param>
internal sealed record MoveStage(ImmutableArray<int> Order, ImmutableArray<ElementaryMove> Moves, int Block = 0);
