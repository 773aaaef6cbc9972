using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Learning;

/// <summary>
/// Whether a log could have come from its game with its local policy and the same agents tracked throughout. Where it tells who went
/// where, the moves out of (s_g, x) are then independent draws from M_{s_g}(x, .), as those of the global state are from P_g(. | s_g,
/// a_g). Where it has counts only, c' - c M_{s_g} has mean zero whatever came before, so that sums of c_x (c'_y - (c M_{s_g})_y) over the
/// steps in s_g are martingales. All are normal in the limit; redrawn agents, another local policy or another game give sums that are many
/// standard deviations off.
/// </summary>
internal sealed class LawCheck
{
    private const double FalseAlarm = 1e-6;

    // A sum of steps of size 1 at most is as good as normal, out to seven standard deviations, once its variance is that large.
    private const double LeastVariance = 50;

    private readonly CooperativeGame game;
    private readonly LocalKernels kernels;
    private readonly double[] excess;
    private readonly double[] variance;
    private readonly double[] expected;
    private readonly double[] spread;
    private readonly int[] before;

    public LawCheck(CooperativeGame game, LocalKernels kernels)
    {
        (this.game, this.kernels) = (game, kernels);
        int length = game.GlobalStates * game.LocalStates * game.LocalStates;
        (excess, variance) = (new double[length], new double[length]);
        (expected, spread, before) = (new double[game.LocalStates], new double[game.LocalStates], new int[game.LocalStates]);
    }

    /// <summary>Deviations beyond this many standard deviations occur with probability below 1e-6 in a log of the declared law.</summary>
    public double Tolerance =>
        Math.Sqrt(2 * Math.Log(2.0 * (excess.Length + (game.GlobalStates * game.GlobalActions * game.GlobalStates)) / FalseAlarm));

    /// <summary>Keeps the counts of a step, for when its successor comes.</summary>
    public void Keep(ReadOnlySpan<int> counts) => counts.CopyTo(before);

    /// <summary>Takes the counts of the successor.</summary>
    public void Follow(int globalState, ReadOnlySpan<int> counts)
    {
        int states = before.Length;
        ReadOnlySpan<double> kernel = kernels.Transition(globalState);
        expected.AsSpan().Clear();
        spread.AsSpan().Clear();
        for (int from = 0; from < states; from++)
        {
            for (int to = 0; before[from] > 0 && to < states; to++)
            {
                double probability = kernel[(from * states) + to];
                expected[to] += before[from] * probability;
                spread[to] += before[from] * probability * (1 - probability);
            }
        }

        for (int from = 0; from < states; from++)
        {
            int row = ((globalState * states) + from) * states;
            for (int to = 0; before[from] > 0 && to < states; to++)
            {
                excess[row + to] += before[from] * (counts[to] - expected[to]);
                variance[row + to] += (double)before[from] * before[from] * spread[to];
            }
        }
    }

    /// <summary>
    /// The largest deviation of the tracked agents' moves, in standard deviations; infinite when something happened that cannot; null when
    /// the log is too short to tell.
    /// </summary>
    public double? LocalDeviation(LogTables tables)
    {
        int states = before.Length;
        var largest = new Largest();
        for (int row = 0; row < game.GlobalStates * states; row++)
        {
            ReadOnlySpan<double> law = kernels.Transition(row / states).Slice(row % states * states, states);
            if (tables.LocalMoves is { } moves)
            {
                largest.AddRow(moves.AsSpan(row * states, states), law);
                continue;
            }

            // One agent after the other moves: sums of steps of size k at most.
            double scale = (double)tables.Lattice.Agents;
            for (int to = row * states; to < (row + 1) * states; to++)
            {
                largest.Add(excess[to] / scale, variance[to] / scale / scale);
            }
        }

        return largest.Value;
    }

    /// <summary>The largest deviation of the global state's moves, likewise.</summary>
    public double? GlobalDeviation(LogTables tables)
    {
        var largest = new Largest();
        for (int row = 0; row < game.GlobalStates * game.GlobalActions; row++)
        {
            largest.AddRow(
                tables.GlobalMoves.AsSpan(row * game.GlobalStates, game.GlobalStates),
                game.GlobalTransition(row / game.GlobalActions, row % game.GlobalActions)
            );
        }

        return largest.Value;
    }

    private sealed class Largest
    {
        private const double Rounding = 1e-6;

        public double? Value { get; private set; }

        public void AddRow(ReadOnlySpan<long> moves, ReadOnlySpan<double> law)
        {
            long total = 0L;
            foreach (long count in moves)
            {
                total += count;
            }

            for (int next = 0; next < moves.Length; next++)
            {
                Add(moves[next] - (total * law[next]), total * law[next] * (1 - law[next]));
                Value = law[next] == 0 && moves[next] > 0 ? double.PositiveInfinity : Value;
            }
        }

        // What has no variance may differ by rounding only.
        public void Add(double excess, double variance)
        {
            if (variance >= LeastVariance)
            {
                Value = Math.Max(Value ?? 0, Math.Abs(excess) / Math.Sqrt(variance));
            }
            else if (variance == 0 && Math.Abs(excess) > Rounding)
            {
                Value = double.PositiveInfinity;
            }
        }
    }
}
