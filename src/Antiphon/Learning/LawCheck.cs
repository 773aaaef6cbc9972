using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Learning;

/// <summary>
/// Whether a log could have come from its game with its local policy and the same agents tracked throughout. Then c' - c M_{s_g} has mean zero whatever came before,
/// so that sums of c_x (c'_y - (c M_{s_g})_y) over the steps in s_g are martingales, normal in the limit; likewise the frequencies of s_g' after (s_g, a_g).
/// Redrawn agents, another local policy or another game give sums that are many standard deviations off.
/// </summary>
internal sealed class LawCheck
{
    private const double FalseAlarm = 1e-6;
    private const double LeastVariance = 10;

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
        var length = game.GlobalStates * game.LocalStates * game.LocalStates;
        (excess, variance) = (new double[length], new double[length]);
        (expected, spread, before) = (new double[game.LocalStates], new double[game.LocalStates], new int[game.LocalStates]);
    }

    /// <summary>Deviations beyond this many standard deviations occur with probability below 1e-6 in a log of the declared law.</summary>
    public double Tolerance => Math.Sqrt(2 * Math.Log(2.0 * (excess.Length + (game.GlobalStates * game.GlobalActions * game.GlobalStates)) / FalseAlarm));

    /// <summary>Keeps the counts of a step, for when its successor comes.</summary>
    public void Keep(ReadOnlySpan<int> counts) => counts.CopyTo(before);

    /// <summary>Takes the counts of the successor.</summary>
    public void Follow(int globalState, ReadOnlySpan<int> counts)
    {
        var states = before.Length;
        var kernel = kernels.Transition(globalState);
        expected.AsSpan().Clear();
        spread.AsSpan().Clear();
        for (var from = 0; from < states; from++)
        {
            for (var to = 0; before[from] > 0 && to < states; to++)
            {
                var probability = kernel[(from * states) + to];
                expected[to] += before[from] * probability;
                spread[to] += before[from] * probability * (1 - probability);
            }
        }

        for (var from = 0; from < states; from++)
        {
            var row = ((globalState * states) + from) * states;
            for (var to = 0; before[from] > 0 && to < states; to++)
            {
                excess[row + to] += before[from] * (counts[to] - expected[to]);
                variance[row + to] += (double)before[from] * before[from] * spread[to];
            }
        }
    }

    /// <summary>The largest deviation of the tracked agents' moves, in standard deviations; infinite when something happened that cannot.</summary>
    public double LocalDeviation()
    {
        var largest = 0.0;
        for (var i = 0; i < excess.Length; i++)
        {
            largest = Math.Max(largest, Deviation(excess[i], variance[i]));
        }

        return largest;
    }

    /// <summary>The largest deviation of the global state's moves, in standard deviations; infinite when something happened that cannot.</summary>
    public double GlobalDeviation(LogTables tables)
    {
        var largest = 0.0;
        for (var row = 0; row < game.GlobalStates * game.GlobalActions; row++)
        {
            var moves = tables.GlobalMoves.AsSpan(row * game.GlobalStates, game.GlobalStates);
            var law = game.GlobalTransition(row / game.GlobalActions, row % game.GlobalActions);
            var total = 0L;
            foreach (var count in moves)
            {
                total += count;
            }

            for (var next = 0; next < moves.Length; next++)
            {
                largest = Math.Max(largest, Deviation(moves[next] - (total * law[next]), total * law[next] * (1 - law[next])));
            }
        }

        return largest;
    }

    // Below a variance of ten the normal law is a poor approximation. What has no variance at all may differ by rounding only.
    private static double Deviation(double excess, double variance)
    {
        const double Rounding = 1e-6;
        return variance >= LeastVariance ? Math.Abs(excess) / Math.Sqrt(variance) : variance < Rounding && Math.Abs(excess) > 0.5 ? double.PositiveInfinity : 0;
    }
}
