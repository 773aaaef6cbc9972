using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// Estimates the fractions mu of n agents per local state from observations of k of them, knowing how agents move: in each step
/// <see cref="Update"/> by the observation, then <see cref="Predict"/> by the kernel of the global state under which the agents move.
/// Immutable: what changes is the <see cref="PopulationBelief"/>.
/// </summary>
/// <remarks>
/// All filters share the model's exact moments. Prediction: E mu' = m M and Cov mu' = M' C M + (diag(m M) - M' diag(m) M)/n, since each of
/// the n agents moves by itself. Observation: E y = m and Cov(y | mu) = rho (diag(mu) - mu mu') with rho = (n - k)/(k (n - 1)), the
/// multivariate hypergeometric law.
/// </remarks>
internal abstract class PopulationFilter
{
    private const double LargestGrowth = 3;

    private readonly LocalKernels kernels;

    // Where a row of a kernel is not 0, [s_g * S + s_l].
    private readonly int[][] targets;

    private protected PopulationFilter(LocalKernels kernels, LocalInitialLaw start, long agents)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(agents, 1);
        (this.kernels, InitialLaw, Agents) = (kernels, start, agents);
        targets =
        [
            .. Enumerable
                .Range(0, kernels.GlobalStates * LocalStates)
                .Select(row => Targets(Kernel(row / LocalStates).Slice(row % LocalStates * LocalStates, LocalStates))),
        ];
    }

    /// <summary>S, the number of local states.</summary>
    public int LocalStates => kernels.LocalStates;

    /// <summary>n, how many agents the filter takes there to be.</summary>
    public long Agents { get; }

    private protected LocalInitialLaw InitialLaw { get; }

    /// <summary>Makes room for a belief of this filter.</summary>
    public abstract PopulationBelief CreateBelief();

    /// <summary>Sets a belief to the initial law of the game.</summary>
    /// <param name="belief">Made by this filter.</param>
    /// <param name="chance">Randomness; only particles take from it.</param>
    public virtual void Start(PopulationBelief belief, RandomStream chance)
    {
        ArgumentNullException.ThrowIfNull(belief);
        double ofOneAgent = 1.0 / Agents;
        switch (InitialLaw)
        {
            case IndependentLocalLaw independent:
                independent.Probabilities.AsSpan().CopyTo(belief.Mean);
                belief.Spread = ofOneAgent;
                break;
            case DirichletLocalLaw dirichlet:
                // The drawn vector has covariance V/(Sa + 1), and n agents drawn from it add (1 - 1/(Sa + 1)) V/n.
                double drawn = 1 / ((LocalStates * dirichlet.Concentration) + 1);
                belief.Mean.AsSpan().Fill(1.0 / LocalStates);
                belief.Spread = drawn + ((1 - drawn) * ofOneAgent);
                break;
            default:
                throw new NotSupportedException($"No filter starts from a law of type {InitialLaw.GetType().Name}.");
        }
    }

    /// <summary>Moves a belief on by one step.</summary>
    /// <param name="belief">Made by this filter; it receives the belief after the agents moved.</param>
    /// <param name="globalState">s_g under which the agents move: the one before the move.</param>
    /// <param name="chance">Randomness; only particles take from it.</param>
    public abstract void Predict(PopulationBelief belief, int globalState, RandomStream chance);

    /// <summary>
    /// How far an observation lies from what the belief expects, before <see cref="Update"/>. Nothing was seen: 0 with 0 degrees.
    /// </summary>
    /// <param name="belief">The belief.</param>
    /// <param name="observation">Numbers of the agents seen by local state.</param>
    public abstract Innovation Measure(PopulationBelief belief, ReadOnlySpan<int> observation);

    /// <summary>Takes an observation into a belief. An observation of no agents changes nothing.</summary>
    /// <param name="belief">The belief.</param>
    /// <param name="observation">Numbers of the agents seen by local state; they sum to k, at most n.</param>
    /// <param name="chance">Randomness; only particles take from it.</param>
    public abstract void Update(PopulationBelief belief, ReadOnlySpan<int> observation, RandomStream chance);

    /// <summary>
    /// Makes a belief less sure, so that innovations as large as they were found become what it expects: C + excess W, where W is what it
    /// expected of an observation. A step adds three times C at most: a false alarm costs little, and true ones come again.
    /// </summary>
    /// <param name="belief">The belief.</param>
    /// <param name="excess">By how much the squared innovations exceeded their mean, as a share of it; not negative.</param>
    /// <param name="seen">k of the observation of hand.</param>
    /// <param name="chance">Randomness; only particles take from it.</param>
    internal abstract void Widen(PopulationBelief belief, double excess, int seen, RandomStream chance);

    /// <summary>
    /// Starts anew from an observation that shows an agent where the belief has none for certain: no gain could ever move such a belief,
    /// and the model that made it is wrong beyond doubt. The observation is then taken by Bayes' rule from a Dirichlet law of all
    /// concentrations 1/S.
    /// </summary>
    /// <param name="belief">The belief.</param>
    /// <param name="observation">Numbers of the agents seen by local state.</param>
    /// <returns>Whether it did; the observation then is in the belief already.</returns>
    internal virtual bool StartsAnew(PopulationBelief belief, ReadOnlySpan<int> observation)
    {
        bool impossible = false;
        for (int state = 0; state < observation.Length; state++)
        {
            impossible |= observation[state] > 0 && belief.Mean[state] == 0;
        }

        if (!impossible)
        {
            return false;
        }

        int seen = Seen(observation);
        for (int state = 0; state < observation.Length; state++)
        {
            belief.Mean[state] = (observation[state] + (1.0 / observation.Length)) / (seen + 1);
        }

        belief.Spread = 1.0 / (seen + 2);
        BeliefAlgebra.AddVariance(belief.Mean, belief.Spread, clear: true, belief.Covariance);
        return true;
    }

    /// <summary>Writes the covariance of mu under a belief, row-major.</summary>
    internal virtual void Covariance(PopulationBelief belief, Span<double> covariance) => belief.Covariance.CopyTo(covariance);

    private protected ReadOnlySpan<double> Kernel(int globalState) => kernels.Transition(globalState);

    /// <summary>The local states that agents may move to from one; ascending.</summary>
    private protected ReadOnlySpan<int> Targets(int globalState, int state) => targets[(globalState * LocalStates) + state];

    /// <summary>next = mu M.</summary>
    private protected void Push(int globalState, ReadOnlySpan<double> fractions, Span<double> next)
    {
        next.Clear();
        ReadOnlySpan<double> kernel = Kernel(globalState);
        for (int state = 0; state < fractions.Length; state++)
        {
            double fraction = fractions[state];
            ReadOnlySpan<double> row = kernel.Slice(state * next.Length, next.Length);
            foreach (int target in fraction == 0 ? [] : Targets(globalState, state))
            {
                next[target] += fraction * row[target];
            }
        }
    }

    private static int[] Targets(ReadOnlySpan<double> row)
    {
        var found = new List<int>();
        for (int target = 0; target < row.Length; target++)
        {
            if (row[target] != 0)
            {
                found.Add(target);
            }
        }

        return [.. found];
    }

    /// <summary>rho = (n - k)/(k (n - 1)): the observation's covariance is rho (diag(mu) - mu mu'). 0 when all are seen.</summary>
    private protected double ObservationNoise(int seen) => seen >= Agents ? 0 : (Agents - seen) / (seen * (Agents - 1.0));

    /// <summary>W over V, in trace.</summary>
    private protected double ObservationSpread(PopulationBelief belief, int seen) =>
        belief.Spread + (ObservationNoise(seen) * (1 - belief.Spread));

    /// <summary>By which factor a belief's covariance grows when it is made less sure.</summary>
    private protected double Growth(PopulationBelief belief, double excess, int seen) =>
        belief.Spread > 0 ? 1 + Math.Min(excess * ObservationSpread(belief, seen) / belief.Spread, LargestGrowth) : 1;

    private protected static int Seen(ReadOnlySpan<int> observation)
    {
        int sum = 0;
        foreach (int count in observation)
        {
            sum += count;
        }

        return sum;
    }

    /// <summary>tr(diag(m) - m m') = 1 - |m|^2.</summary>
    private protected static double Uncertainty(ReadOnlySpan<double> mean)
    {
        double squares = 0.0;
        foreach (double fraction in mean)
        {
            squares += fraction * fraction;
        }

        return Math.Max(0, 1 - squares);
    }

    /// <summary>
    /// W = C + noise V in the first S - 1 states, factored W = L L' into <see cref="PopulationBelief.Factor"/>, and the deviation of the
    /// observation whitened to L^-1 (y - m). Returns the rank.
    /// </summary>
    private protected int Whiten(PopulationBelief belief, ReadOnlySpan<int> observation, int seen)
    {
        int free = LocalStates - 1;
        belief.Covariance.CopyTo(belief.Factor, 0);
        BeliefAlgebra.AddVariance(belief.Mean, ObservationNoise(seen) * (1 - belief.Spread), clear: false, belief.Factor);
        int rank = BeliefAlgebra.Factor(belief.Factor, LocalStates, free);
        for (int state = 0; state < free; state++)
        {
            belief.Deviation[state] = ((double)observation[state] / seen) - belief.Mean[state];
        }

        BeliefAlgebra.Solve(belief.Factor, LocalStates, belief.Deviation.AsSpan(0, free));
        return rank;
    }

    /// <summary>The innovation of a belief that keeps its full covariance.</summary>
    private protected Innovation MeasureByCovariance(PopulationBelief belief, ReadOnlySpan<int> observation)
    {
        int seen = Seen(observation);
        if (seen == 0)
        {
            return default;
        }

        int rank = Whiten(belief, observation, seen);
        Span<double> deviation = belief.Deviation.AsSpan(0, LocalStates - 1);
        return rank > 0
            ? new Innovation(BeliefAlgebra.Dot(deviation, deviation), rank, PearsonVariance(belief.Mean, rank, seen))
            : default;
    }

    /// <summary>The innovation of a belief whose covariance is taken in the shape of diag(m) - m m'.</summary>
    private protected Innovation MeasureBySpread(PopulationBelief belief, ReadOnlySpan<int> observation)
    {
        int seen = Seen(observation);
        if (seen == 0)
        {
            return default;
        }

        // The pseudo-inverse of diag(m) - m m' makes the square Pearson's statistic.
        (double square, int degrees) = (0.0, -1);
        for (int state = 0; state < observation.Length; state++)
        {
            double mean = belief.Mean[state];
            if (mean > 0)
            {
                double deviation = ((double)observation[state] / seen) - mean;
                square += deviation * deviation / mean;
                degrees++;
            }
        }

        double scale = ObservationSpread(belief, seen);
        return scale > 0 && degrees > 0 ? new Innovation(square / scale, degrees, PearsonVariance(belief.Mean, degrees, seen)) : default;
    }

    // Var of Pearson's statistic of k multinomial draws: 2 d + (sum 1/p - S^2 - 2 S + 2)/k over the S = d + 1 states that are possible.
    private protected static double PearsonVariance(ReadOnlySpan<double> mean, double degrees, int seen)
    {
        double inverse = 0.0;
        foreach (double fraction in mean)
        {
            inverse += fraction > 0 ? 1 / fraction : 0;
        }

        double states = degrees + 1;
        return Math.Max(0, (2 * degrees) + ((inverse - (states * states) - (2 * states) + 2) / seen));
    }
}
