using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Evaluation;

/// <summary>
/// Judges pairs whose dispatchers see different numbers k of the same n agents: what each earns, what the best dispatcher that sees
/// everyone would earn beside the same local policy, and what the further agents seen by the next pair are worth.
/// </summary>
/// <remarks>
/// Exact on the lattice of n agents, as in <see cref="Certifier"/>. Estimated otherwise: values and steps by simulation at n in common
/// episodes, the gap in the mean-field model at two resolutions. Results do not depend on the number of threads.
/// </remarks>
public sealed class ObservationStudy
{
    private readonly CertificateOptions options;

    /// <summary>Prepares a study.</summary>
    /// <param name="options">Accuracy, seed, threads and the sizes of simulations; searches play no part.</param>
    /// <exception cref="InvalidInputException">An option is out of range.</exception>
    public ObservationStudy(CertificateOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        this.options = options;
    }

    /// <summary>Refuses a population whose exact study does not fit.</summary>
    /// <param name="game">The game.</param>
    /// <param name="agents">n.</param>
    /// <exception cref="InvalidInputException">It does not fit; the message says what does.</exception>
    internal static void RequireFits(CooperativeGame game, long agents)
    {
        ArgumentNullException.ThrowIfNull(game);
        Certifier.RequireLattice(game, agents, keepWitness: false);
    }

    /// <summary>Proved figures.</summary>
    /// <param name="game">The game that all policies belong to; its own number of agents may be another one.</param>
    /// <param name="pairs">At least one, by strictly growing k.</param>
    /// <param name="agents">n, at least every k.</param>
    /// <param name="progress">Receives how far it is.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    /// <exception cref="InvalidInputException">n does not fit, a policy does not, or the k do not grow.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public ObservationCurve Run(
        CooperativeGame game,
        IReadOnlyList<JointPolicy> pairs,
        long agents,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        CooperativeGame populated = Populate(game, pairs, agents);
        RequireFits(game, agents);
        using var workers = new Workers(options.Threads, cancellation);
        var population = new ExactPopulation(populated, agents);
        double accuracy = options.For(game, cancellation).Resolved;
        var points = new List<ObservationPoint>();
        foreach (JointPolicy pair in pairs)
        {
            Report(progress, points.Count, pairs, pair);
            var kernels = new LocalKernels(populated, pair.Local.Probabilities);
            double rounding = RoundingBound.Of(populated, kernels, population.Lattice.Agents);
            var evaluator = new PairEvaluation(population, ObservationLattice.Of(game, pair.Global.Subsample), workers);
            evaluator.SetLocal(pair.Local);
            evaluator.SetGlobal(pair.Global);
            var value = Enclosure.Around(evaluator.Evaluate(accuracy, cancellation), evaluator.ErrorBound + rounding);
            (double[] best, double error) = InformedDispatcher.Solve(evaluator, kernels, accuracy, workers, cancellation);
            var informed = Enclosure.Around(Expected(population, best), error + rounding);
            points.Add(
                new ObservationPoint(
                    pair.Global.Subsample,
                    PolicyHash.Compute(pair, game),
                    value,
                    informed,
                    informed.Minus(value).NotNegative(),
                    points.Count == 0 ? null : value.Minus(points[^1].Value)
                )
            );
        }

        return Curve(populated, NashCertificate.Exact, points);
    }

    /// <summary>Estimates for any n that can be simulated; nothing in them is proved.</summary>
    /// <param name="game">The game that all policies belong to; its own number of agents may be another one.</param>
    /// <param name="pairs">At least one, by strictly growing k.</param>
    /// <param name="agents">n, at least every k.</param>
    /// <param name="progress">Receives how far it is.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="InvalidInputException">
    /// The mean-field model does not fit in memory, a policy does not fit, or the k do not grow.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public ObservationCurve Estimate(
        CooperativeGame game,
        IReadOnlyList<JointPolicy> pairs,
        long agents,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        CooperativeGame populated = Populate(game, pairs, agents);
        using var workers = new Workers(options.Threads, cancellation);
        var points = new List<ObservationPoint>();
        foreach (JointPolicy pair in pairs)
        {
            Report(progress, points.Count, pairs, pair);
            ConfidenceInterval reward = SimulatedValue.Measure(populated, pair, options, cancellation).Reward;
            var value = new Enclosure(reward.Low, reward.High);
            Enclosure gap = ModelGap(populated, pair, workers, cancellation);
            points.Add(
                new ObservationPoint(
                    pair.Global.Subsample,
                    PolicyHash.Compute(pair, game),
                    value,
                    new Enclosure(value.Low + gap.Low, value.High + gap.High),
                    gap,
                    points.Count == 0 ? null : Difference(populated, pairs[points.Count - 1], pair, points.Count, cancellation)
                )
            );
        }

        return Curve(populated, NashCertificate.Estimated, points);
    }

    // As in an estimated certificate: the finer resolution, off by how far two resolutions are apart.
    private Enclosure ModelGap(CooperativeGame game, JointPolicy pair, Workers workers, CancellationToken cancellation)
    {
        int resolution = DeviationSearch.Resolution(game);
        double coarse = new MeanFieldCertification(
            game,
            pair,
            Math.Max(1, resolution / 2),
            options.For(game, cancellation),
            workers
        ).SolveDispatcher(cancellation);
        double fine = new MeanFieldCertification(game, pair, resolution, options.For(game, cancellation), workers).SolveDispatcher(
            cancellation
        );
        return Enclosure.Around(fine, Math.Abs(fine - coarse)).NotNegative();
    }

    private Enclosure Difference(CooperativeGame game, JointPolicy before, JointPolicy after, int number, CancellationToken cancellation)
    {
        // No threshold that a difference could pass early: all episodes are wanted.
        ConfidenceInterval difference = new PairedComparison(
            new PairedComparisonOptions
            {
                Horizon = options.Horizon,
                FirstBatch = options.Rollouts,
                MaximumRollouts = options.Rollouts,
                Seed = options.Seed,
                Threads = options.Threads,
            }
        ).Compare(game, before, after, 0, number, cancellation).Difference;
        return new Enclosure(difference.Low, difference.High);
    }

    private static double Expected(ExactPopulation population, double[] values)
    {
        (int globals, int stride) = (population.Game.GlobalStates, population.Stride);
        double[] start = new double[population.Nodes * stride];
        population.WriteInitialLaw(start);
        var sum = default(NeumaierSum);
        for (int place = 0; place < values.Length; place++)
        {
            sum.Add(start[(place / globals * stride) + (place % globals)] * values[place]);
        }

        return sum.Value;
    }

    private static CooperativeGame Populate(CooperativeGame game, IReadOnlyList<JointPolicy> pairs, long agents)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(pairs);
        int previous = 0;
        foreach (JointPolicy pair in pairs)
        {
            pair.RequireFit(game);
            Certifier.RequireSeen(pair, agents);
            if (pair.Global.Subsample <= previous)
            {
                throw new InvalidInputException(
                    $"a pair at k = {pair.Global.Subsample:N0} follows one at k = {previous:N0}; expected one pair per k, in ascending "
                        + "order of k"
                );
            }

            previous = pair.Global.Subsample;
        }

        return previous > 0 ? game.WithAgents(agents) : throw new InvalidInputException("there is no pair; expected at least one");
    }

    private static void Report(IProgress<Progress>? progress, int done, IReadOnlyList<JointPolicy> pairs, JointPolicy pair) =>
        progress?.Report(new Progress((double)done / pairs.Count, $"value and full-information bound at k = {pair.Global.Subsample:N0}"));

    private static ObservationCurve Curve(CooperativeGame game, string method, List<ObservationPoint> points) =>
        new()
        {
            Game = game.Name,
            GameHash = game.Hash,
            Agents = game.Agents,
            Method = method,
            Points = points,
        };
}
