using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// The exact full-information value V_m of m agents, on their lattice, as an upper bound of larger populations: E V_m(F) for F, m of the n
/// agents drawn at random without replacement (multinomial in the limit), since the others are noise that a dispatcher of m agents could
/// simulate. Not safe for use by several threads.
/// </summary>
internal sealed class SubpopulationBound
{
    private readonly CountLattice lattice;
    private readonly IReadOnlyList<double[]> values;
    private readonly double[] factors;
    private readonly double[] weights;
    private readonly Lock scratch = new();

    private SubpopulationBound(CountLattice lattice, IReadOnlyList<double[]> values)
    {
        (this.lattice, this.values) = (lattice, values);
        factors = new double[lattice.States * (lattice.Agents + 1)];
        weights = new double[VectorRows.Padded(lattice.Size)];
    }

    /// <summary>m.</summary>
    internal int Agents => lattice.Agents;

    /// <summary>Solves for V_m.</summary>
    /// <param name="game">The game; agents of one type.</param>
    /// <param name="kernels">What one local agent does.</param>
    /// <param name="agents">m, at least 1.</param>
    /// <param name="accuracy">How much higher than V_m the bound may be.</param>
    /// <param name="workers">Threads.</param>
    internal static SubpopulationBound Solve(CooperativeGame game, LocalKernels kernels, int agents, double accuracy, Workers workers)
    {
        var model = new ExactPopulation(game, agents);
        var backup = new OptimalBackup(model, kernels, model.Bind(kernels, workers), workers);
        SpanBound bound = FixedPoint.Solve(
            backup.Sweep,
            accuracy / 2,
            "the value of a part of the population",
            workers.Cancellation,
            backup.Accelerate,
            floor: backup.RoundingFloor
        );
        return new SubpopulationBound(
            model.Lattice,
            [.. backup.Values(bound.Correction + bound.Error).Select(row => VectorRows.Copy(row))]
        );
    }

    /// <summary>E V_m(s, F) for F ~ Multinomial(m, mu), in every global state.</summary>
    /// <param name="fractions">mu, padded or not.</param>
    /// <param name="bounds">Receives a bound per s.</param>
    internal void InLimit(ReadOnlySpan<double> fractions, Span<double> bounds)
    {
        lock (scratch)
        {
            for (int state = 0; state < lattice.States; state++)
            {
                SetFactors(state, fractions[state], 0);
            }

            Expect(1, bounds);
        }
    }

    /// <summary>E V_m(s, F) for F ~ Hypergeometric(c, m), in every global state.</summary>
    /// <param name="population">c, the agents in each local state; at least m in all.</param>
    /// <param name="bounds">Receives a bound per s.</param>
    internal void At(ReadOnlySpan<long> population, Span<double> bounds)
    {
        double agents = 0;
        foreach (long count in population)
        {
            agents += count;
        }

        // n^m over n (n - 1) .. (n - m + 1).
        double scale = 1;
        for (int agent = 1; agent < lattice.Agents; agent++)
        {
            scale /= 1 - (agent / agents);
        }

        lock (scratch)
        {
            for (int state = 0; state < lattice.States; state++)
            {
                SetFactors(state, population[state] / agents, 1 / agents);
            }

            Expect(scale, bounds);
        }
    }

    // factors[j] = f (f - d) .. (f - (j-1) d) / j!.
    private void SetFactors(int state, double fraction, double decrement)
    {
        Span<double> own = factors.AsSpan(state * (lattice.Agents + 1), lattice.Agents + 1);
        own[0] = 1;
        for (int count = 1; count < own.Length; count++)
        {
            own[count] = own[count - 1] * Math.Max(0, fraction - ((count - 1) * decrement)) / count;
        }
    }

    private void Expect(double scale, Span<double> bounds)
    {
        for (int agent = 2; agent <= lattice.Agents; agent++)
        {
            scale *= agent;
        }

        WriteWeights(scale);
        for (int state = 0; state < values.Count; state++)
        {
            bounds[state] = VectorRows.Dot(values[state], weights);
        }
    }

    // Vectors in the lattice's order share all but their last counts; the product of the shared factors is carried along.
    private void WriteWeights(double scale)
    {
        int rank = 0;
        Write(0, lattice.Agents, scale, ref rank);
    }

    private void Write(int state, int left, double product, ref int rank)
    {
        int first = state * (lattice.Agents + 1);
        if (state == lattice.States - 1)
        {
            weights[rank++] = product * factors[first + left];
            return;
        }

        for (int count = 0; count <= left; count++)
        {
            Write(state + 1, left - count, product * factors[first + count], ref rank);
        }
    }
}
