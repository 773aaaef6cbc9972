namespace Antiphon.Populations;

/// <summary>
/// Particles of a <see cref="FlowFilter"/>: each says from which start state every observed agent came, so that mu_0 given a particle has
/// the Dirichlet law of counts b + n_j, and mu_t = mu_0 T. A workspace.
/// </summary>
/// <param name="states">S.</param>
/// <param name="count">How many particles.</param>
internal sealed class FlowParticles(int states, int count)
{
    private readonly int[] offspring = new int[count];

    /// <summary>b, the counts that the initial law is worth, by start state.</summary>
    internal double[] Prior { get; } = new double[states];

    /// <summary>b T, by present state.</summary>
    internal double[] MovedPrior { get; } = new double[states];

    /// <summary>T(y, x), row-major: the chance that an agent that started in y is in x now.</summary>
    internal double[] Flow { get; } = new double[states * states];

    /// <summary>Room for one column of T, or one row.</summary>
    internal double[] Line { get; } = new double[states];

    /// <summary>The sum of b and of the agents observed: the total of all counts, the same for every particle.</summary>
    internal double Total { get; set; }

    /// <summary>n_j(y): how many observed agents a particle says to have started in each state.</summary>
    internal Span<double> Origins(int particle) => origins.AsSpan(particle * states, states);

    /// <summary>n_j T, by present state.</summary>
    internal Span<double> MovedOrigins(int particle) => moved.AsSpan(particle * states, states);

    private readonly double[] origins = new double[count * states];
    private readonly double[] moved = new double[count * states];

    /// <summary>Forgets what was observed: mu now has the Dirichlet law of some counts, and the flow starts here.</summary>
    /// <param name="mean">The law's mean.</param>
    /// <param name="total">The sum of its counts.</param>
    internal void Restart(ReadOnlySpan<double> mean, double total)
    {
        Array.Clear(origins);
        Array.Clear(moved);
        Array.Clear(Flow);
        Total = total;
        for (int state = 0; state < states; state++)
        {
            Prior[state] = total * mean[state];
            MovedPrior[state] = Prior[state];
            Flow[(state * states) + state] = 1;
        }
    }

    /// <summary>Writes the particles.</summary>
    internal void Save(BinaryWriter writer)
    {
        writer.Write(Total);
        foreach (double[] part in Parts)
        {
            BeliefBytes.Write<double>(writer, part);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    internal void Restore(BinaryReader reader)
    {
        Total = reader.ReadDouble();
        foreach (double[] part in Parts)
        {
            BeliefBytes.Read<double>(reader, part);
        }
    }

    private double[][] Parts => [Prior, MovedPrior, Flow, origins, moved];

    /// <summary>(b + n_j) T over the total of counts: the present mean, given a particle.</summary>
    internal void WriteMean(int particle, Span<double> mean)
    {
        Span<double> own = MovedOrigins(particle);
        for (int state = 0; state < states; state++)
        {
            mean[state] = (MovedPrior[state] + own[state]) / Total;
        }
    }

    /// <summary>Systematic resampling: afterwards all weights are equal.</summary>
    /// <param name="weights">Sum 1.</param>
    /// <param name="offset">From [0, 1).</param>
    internal void Resample(Span<double> weights, double offset)
    {
        Array.Clear(offspring);
        (int source, double reached) = (0, weights[0]);
        for (int particle = 0; particle < count; particle++)
        {
            while (reached < (particle + offset) / count && source < count - 1)
            {
                source++;
                reached += weights[source];
            }

            offspring[source]++;
        }

        int many = 0;
        for (int particle = 0; particle < count; particle++)
        {
            if (offspring[particle] == 0)
            {
                many = Array.FindIndex(offspring, many, number => number > 1);
                offspring[many]--;
                Origins(many).CopyTo(Origins(particle));
                MovedOrigins(many).CopyTo(MovedOrigins(particle));
            }
        }

        weights.Fill(1.0 / count);
    }
}
