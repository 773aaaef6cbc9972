using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Learning;

/// <summary>
/// Maximum-likelihood kernels M_{s_g} from counts alone, by expectation maximisation. Given c and c', the expected number of agents that
/// went from x to y is c_x M(x, y) P(c' - e_y | c - e_x) / P(c' | c), where P is the law of the counts of k agents below and of k - 1
/// above: take out one agent that made the move. The next M is these numbers, summed over the log and divided by their row's sum. The
/// likelihood never falls; a maximum found so need not be the highest.
/// </summary>
internal static class CountLaws
{
    // A round builds the N x N law of the counts, agent by agent.
    private const int MostCountVectors = 512;
    private const int MostMoves = 4_000_000;
    private const int MostRounds = 2_000;
    private const double Settled = 1e-9;

    /// <summary>Reads the log once more and estimates the laws.</summary>
    /// <exception cref="InvalidInputException">
    /// There are too many count vectors or different moves, or the log changed since its audit.
    /// </exception>
    public static IReadOnlyList<LogModelRow> Estimate(TrajectoryLog log, LogAudit audit, CancellationToken cancellation)
    {
        CountLattice lattice = audit.Tables.Lattice;
        if (lattice.Size > MostCountVectors)
        {
            throw new InvalidInputException(
                $"{log.Path} contains counts of {lattice.Agents:N0} agents, {lattice.Size:N0} different ones; local distributions can be "
                    + $"estimated for up to {MostCountVectors:N0}, {LatticeSize.LargestAgents(lattice.States, MostCountVectors):N0} "
                    + $"agents; log their states, columns agent0 .. agent{lattice.Agents - 1}"
            );
        }

        Dictionary<(int From, int To), long>[] moves = Read(log, audit, cancellation);
        CooperativeGame game = log.Description.Game;
        var rows = new List<LogModelRow>();
        for (int state = 0; state < game.GlobalStates; state++)
        {
            rows.AddRange(Rows(state, lattice, moves[state], Kernel(lattice, moves[state], cancellation)));
        }

        return rows;
    }

    /// <summary>The kernel that makes the moves of counts in one global state likeliest, S x S.</summary>
    /// <param name="lattice">The counts.</param>
    /// <param name="moves">How often the counts went from one rank to another.</param>
    /// <param name="cancellation">Stops it.</param>
    internal static double[] Kernel(
        CountLattice lattice,
        IReadOnlyDictionary<(int From, int To), long> moves,
        CancellationToken cancellation = default
    )
    {
        double[] kernel = new double[lattice.States * lattice.States];
        kernel.AsSpan().Fill(1.0 / lattice.States);
        var others = new CountLattice(lattice.States, lattice.Agents - 1);
        for (int round = 0; round < MostRounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            double[] next = Maximised(lattice, others, moves, kernel);
            double change = next.Zip(kernel, (now, before) => Math.Abs(now - before)).Max();
            kernel = next;
            if (change < Settled)
            {
                break;
            }
        }

        return kernel;
    }

    private static double[] Maximised(
        CountLattice lattice,
        CountLattice others,
        IReadOnlyDictionary<(int From, int To), long> moves,
        double[] kernel
    )
    {
        int states = lattice.States;
        (double[] all, double[] rest) = (DenseAdvance.Build(lattice, kernel), DenseAdvance.Build(others, kernel));
        (double[] went, int[] before, int[] after) = (new double[states * states], new int[states], new int[states]);
        foreach (((int from, int to), long times) in moves)
        {
            lattice.Unrank(from, before);
            lattice.Unrank(to, after);
            double scale = times / all[(from * lattice.Size) + to];
            if (!double.IsFinite(scale))
            {
                throw new ArithmeticException(
                    "the probability of a move of counts in the log is too small for double precision under the estimated "
                        + "distributions; log the agents' states instead"
                );
            }

            for (int x = 0; x < states; x++)
            {
                for (int y = 0; before[x] > 0 && y < states; y++)
                {
                    if (after[y] > 0)
                    {
                        went[(x * states) + y] +=
                            scale
                            * before[x]
                            * kernel[(x * states) + y]
                            * rest[(RankWithout(others, before, x) * others.Size) + RankWithout(others, after, y)];
                    }
                }
            }
        }

        return Normalised(went, states);
    }

    private static int RankWithout(CountLattice others, int[] counts, int state)
    {
        counts[state]--;
        int rank = others.Rank(counts);
        counts[state]++;
        return rank;
    }

    // States that no agent was in keep their agents.
    private static double[] Normalised(double[] went, int states)
    {
        for (int x = 0; x < states; x++)
        {
            Span<double> row = went.AsSpan(x * states, states);
            double sum = 0.0;
            foreach (double value in row)
            {
                sum += value;
            }

            for (int y = 0; y < states; y++)
            {
                row[y] =
                    sum > 0 ? row[y] / sum
                    : x == y ? 1
                    : 0;
            }
        }

        return went;
    }

    private static IEnumerable<LogModelRow> Rows(
        int globalState,
        CountLattice lattice,
        IReadOnlyDictionary<(int From, int To), long> moves,
        double[] kernel
    )
    {
        (long[] visits, int[] counts) = (new long[lattice.States], new int[lattice.States]);
        foreach (((int from, int _), long times) in moves)
        {
            lattice.Unrank(from, counts);
            for (int state = 0; state < counts.Length; state++)
            {
                visits[state] += times * counts[state];
            }
        }

        return visits.Select(
            (draws, state) =>
                new LogModelRow("local", globalState, state, draws, kernel[(state * lattice.States)..((state + 1) * lattice.States)], 2)
        );
    }

    private static Dictionary<(int From, int To), long>[] Read(TrajectoryLog log, LogAudit audit, CancellationToken cancellation)
    {
        using LogReader reader = log.Open();
        var collector = new Collector(audit.Tables, log.Path);
        if (
            reader.Subsample != audit.Subsample
            || LogWalk.Run(log, reader, audit.Tables.Lattice, collector, null, cancellation) != audit.Steps
        )
        {
            throw new InvalidInputException(
                $"{log.Path} has changed since it was audited; do not change it during learning, and start again"
            );
        }

        return collector.Moves;
    }

    private sealed class Collector(LogTables tables, string path) : IStepListener
    {
        private int different;

        public Dictionary<(int From, int To), long>[] Moves { get; } =
        [.. Enumerable.Range(0, tables.GlobalStates).Select(_ => new Dictionary<(int From, int To), long>())];

        public void See(LogReader step)
        {
            // A step tells nothing of moves before its successor is known.
        }

        public void Learn(in LoggedStep before, LogReader now, int cell)
        {
            Dictionary<(int From, int To), long> moves = Moves[before.GlobalState];
            (int, int) move = (before.Cell % tables.Lattice.Size, cell % tables.Lattice.Size);
            if (!moves.TryGetValue(move, out long times) && ++different > MostMoves)
            {
                throw new InvalidInputException(
                    $"{path}: the counts have more than {MostMoves:N0} different moves up to line {now.Line:N0}, the limit for "
                        + $"estimating local distributions; log the agents' states, columns agent0 .. agent{tables.Lattice.Agents - 1}"
                );
            }

            moves[move] = times + 1;
        }
    }
}
