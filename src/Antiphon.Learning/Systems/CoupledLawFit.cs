namespace Antiphon.Learning;

/// <summary>
/// Most probable rows p_b at the breakpoints of an aggregate, for draws from the mixture (1 - w) p_b + w p_{b+1} with known w, by
/// expectation maximisation (Dempster, Laird and Rubin 1977): who of the two a draw came from is its expected share.
/// </summary>
internal sealed class CoupledLawFit
{
    private const int Iterations = 2_000;
    private const double Settled = 1e-6;

    private readonly List<(int Below, double Above, int Next)> draws = [];
    private readonly int breakpoints;
    private readonly int states;

    /// <summary>Begins with no draws.</summary>
    /// <param name="breakpoints">Number of rows.</param>
    /// <param name="states">Length of a row.</param>
    internal CoupledLawFit(int breakpoints, int states)
    {
        (this.breakpoints, this.states) = (breakpoints, states);
        (Counts, Information) = (new double[states], new HatInformation(breakpoints));
    }

    /// <summary>Where the draws were made.</summary>
    internal HatInformation Information { get; }

    /// <summary>Draws by next state.</summary>
    internal double[] Counts { get; }

    /// <summary>Number of draws.</summary>
    internal int Draws => draws.Count;

    /// <summary>Frequencies of all draws, with one draw spread evenly over the states so that none is impossible.</summary>
    internal double[] Frequencies() => [.. Counts.Select(count => (count + (1.0 / states)) / (Draws + 1))];

    /// <summary>One row at every breakpoint.</summary>
    internal double[][] Repeated(double[] row) => [.. Enumerable.Repeat(row, breakpoints)];

    /// <summary>Adds a draw.</summary>
    internal void Add((int Below, double Above) place, int next)
    {
        draws.Add((place.Below, place.Above, next));
        Information.Add(place);
        Counts[next]++;
    }

    /// <summary>Fits.</summary>
    /// <param name="prior">The rows that few draws are drawn to, [breakpoint][next state].</param>
    /// <param name="weight">How many draws each counts as.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The rows [breakpoint][next state].</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal double[][] Fit(double[][] prior, double weight, CancellationToken cancellation)
    {
        double[][] rows = prior;
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            double[][] next = Maximize(rows, prior, weight);
            double change = rows.Zip(next, (old, now) => old.Zip(now, (x, y) => Math.Abs(x - y)).Max()).Max();
            rows = next;
            if (change < Settled)
            {
                break;
            }
        }

        return rows;
    }

    private double[][] Maximize(double[][] rows, double[][] prior, double weight)
    {
        double[][] sums = [.. prior.Select(row => row.Select(p => weight * p).ToArray())];
        foreach ((int below, double above, int next) in draws)
        {
            int upper = Math.Min(below + 1, breakpoints - 1);
            double low = (1 - above) * rows[below][next];
            double high = above * rows[upper][next];

            // Both are 0 only where the prior excludes what was drawn; then the draw counts by its place.
            double share = low + high > 0 ? high / (low + high) : above;
            sums[below][next] += 1 - share;
            sums[upper][next] += share;
        }

        foreach (double[] row in sums)
        {
            double sum = row.Sum();
            for (int state = 0; state < states; state++)
            {
                row[state] /= sum;
            }
        }

        return sums;
    }
}
