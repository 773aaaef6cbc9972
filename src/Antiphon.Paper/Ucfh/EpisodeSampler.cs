using Antiphon.Numerics;

namespace Antiphon.Paper;

/// <summary>Plays episodes of a process by inverting cumulated probabilities.</summary>
internal sealed class EpisodeSampler
{
    // Up to here a walk through the row is faster than halving it.
    private const int ShortRow = 8;

    private readonly FiniteHorizonMdp mdp;
    private readonly RandomStream stream;
    private readonly double[] cumulated;
    private readonly double[] start;

    internal EpisodeSampler(FiniteHorizonMdp mdp, RandomStream stream)
    {
        (this.mdp, this.stream) = (mdp, stream);
        cumulated = new double[mdp.Rows.Probabilities.Length];
        for (int row = 0; row < mdp.Rows.Count; row++)
        {
            (int first, int last) = (mdp.Rows.Starts[row], mdp.Rows.Starts[row + 1]);
            Cumulate(mdp.Rows.Probabilities.AsSpan(first, last - first), cumulated.AsSpan(first, last - first));
        }

        start = new double[mdp.PhaseStart(1)];
        Cumulate(mdp.Start[..start.Length], start);
    }

    /// <summary>Plays one episode.</summary>
    /// <param name="policy">What to do.</param>
    /// <param name="counts">Receives every move.</param>
    internal void Play(TimeDependentPolicy policy, EpisodeCounts counts)
    {
        (int[] starts, int[] successors, int actions) = (mdp.Rows.Starts, mdp.Rows.Successors, mdp.Actions);
        int state = Draw(start, 0, start.Length);
        int step = 0;
        while (step < mdp.Horizon)
        {
            ReadOnlySpan<ushort> period = policy.PeriodOf(step);
            for (int end = Math.Min(mdp.Horizon, step + mdp.Phases); step < end; step++)
            {
                int row = (state * actions) + period[state];
                (int first, int last) = (starts[row], starts[row + 1]);
                int place = last - first == 1 ? first : Draw(cumulated, first, last);
                counts.Count(row, place);
                state = successors[place];
            }
        }
    }

    private static void Cumulate(ReadOnlySpan<double> law, Span<double> sums)
    {
        (double sum, int last) = (0.0, 0);
        for (int i = 0; i < law.Length; i++)
        {
            sum += law[i];
            sums[i] = sum;
            last = law[i] > 0 ? i : last;
        }

        // What rounding leaves over goes to the last possible one.
        sums[last..].Fill(double.PositiveInfinity);
    }

    // The first place whose cumulated probability exceeds a uniform number; impossible places repeat the sum before them and are never
    // first.
    private int Draw(double[] sums, int first, int last)
    {
        double uniform = stream.NextDouble();
        while (last - first > ShortRow)
        {
            int middle = first + ((last - first) / 2);
            (first, last) = sums[middle - 1] > uniform ? (first, middle) : (middle, last);
        }

        while (sums[first] <= uniform)
        {
            first++;
        }

        return first;
    }
}
