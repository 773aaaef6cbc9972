using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// Computes the value of a pair of policies, the expected discounted team return from the game's initial law, without simulation: exactly
/// for the n agents of the game, or in a population model of one's choice. The global policy needs an action law.
/// </summary>
/// <example><code>PolicyValue value = new PolicyEvaluator(game).Evaluate(pair);</code></example>
public sealed class PolicyEvaluator
{
    private readonly PopulationModel model;
    private readonly PolicyEvaluatorOptions options;

    /// <summary>Prepares exact evaluation.</summary>
    /// <param name="game">The game; its number of agents is n.</param>
    /// <param name="options">Accuracy and threads; null takes the defaults.</param>
    /// <exception cref="InvalidInputException">
    /// An option is out of range, or the count vectors of n agents do not fit in memory.
    /// </exception>
    public PolicyEvaluator(CooperativeGame game, PolicyEvaluatorOptions? options = null)
        : this(Exact(game), options) { }

    /// <summary>Prepares evaluation in a population model.</summary>
    /// <param name="model">For example a <see cref="MeanFieldPopulation"/>, for n too large for exact evaluation.</param>
    /// <param name="options">Accuracy and threads; null takes the defaults.</param>
    /// <exception cref="InvalidInputException">An option is out of range.</exception>
    public PolicyEvaluator(PopulationModel model, PolicyEvaluatorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        this.options = options ?? new PolicyEvaluatorOptions();
        this.options.Require();
    }

    /// <summary>Evaluates a pair.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    /// <exception cref="InvalidInputException">
    /// The pair does not fit the game, its global policy has no action law, its kernels cannot be advanced accurately, or memory does not
    /// suffice.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public PolicyValue Evaluate(JointPolicy pair, CancellationToken cancellation = default) =>
        Use(pair, 0, evaluation => Solved(evaluation, cancellation), cancellation);

    /// <summary>
    /// Evaluates a pair, and tells what each action of the global agent is worth at each observation, how often it is met, and how the
    /// population is distributed meanwhile.
    /// </summary>
    /// <param name="pair">The pair.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    /// <exception cref="InvalidInputException">As <see cref="Evaluate"/>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public PairInsight Explain(JointPolicy pair, CancellationToken cancellation = default) =>
        Use(pair, ExplainedPerObservation, evaluation => Explained(evaluation, cancellation), cancellation);

    /// <summary>Both <see cref="Explain"/> and <see cref="Visits"/>, from one occupancy.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    /// <exception cref="InvalidInputException">As <see cref="Evaluate"/>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal (PairInsight Insight, PairVisits Visits) ExplainWithVisits(JointPolicy pair, CancellationToken cancellation = default) =>
        Use(
            pair,
            ExplainedPerObservation,
            evaluation =>
            {
                PairInsight insight = Explained(evaluation, cancellation);
                return (insight, Occupied(evaluation, cancellation));
            },
            cancellation
        );

    /// <summary>Where a pair spends its time, with discounting and in the long run.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    /// <exception cref="InvalidInputException">As <see cref="Evaluate"/>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal PairVisits Visits(JointPolicy pair, CancellationToken cancellation = default) =>
        Use(
            pair,
            0,
            evaluation =>
            {
                evaluation.Occupy(options.Accuracy, cancellation);
                return Occupied(evaluation, cancellation);
            },
            cancellation
        );

    private int ExplainedPerObservation => model.Game.GlobalStates * (model.Game.GlobalActions + 2);

    private PairInsight Explained(PairEvaluation evaluation, CancellationToken cancellation) =>
        PairInsight.Of(Solved(evaluation, cancellation), evaluation, options.Accuracy, cancellation);

    // Of an evaluation whose occupancy is solved.
    private PairVisits Occupied(PairEvaluation evaluation, CancellationToken cancellation) =>
        new(model.Description, evaluation.OccupiedShares(), new LongRunShares(evaluation.Pair, cancellation).Solve(cancellation));

    // What is made of a pair, with some doubles per observation of its own.
    private T Use<T>(JointPolicy pair, double perObservation, Func<PairEvaluation, T> use, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(pair);
        pair.RequireFit(model.Game);
        _ = pair.Global.RequireActionLaw();
        CountLattice observations = ObservationLattice.Of(model.Game, pair.Global.Subsample);
        MemoryBudget.Require(
            PairEvaluation.Bytes(Size(), pair.Global.Subsample, observations.Size) + (perObservation * observations.Size * sizeof(double)),
            $"evaluation of a pair ({model.Description}; {observations.Size:N0} observations)",
            "observe fewer agents, choose a smaller model, or simulate the pair"
        );
        using var workers = new Workers(options.Threads, cancellation);
        var evaluation = new PairEvaluation(model, observations, workers);
        evaluation.SetLocal(pair.Local);
        evaluation.SetGlobal(pair.Global);
        return use(evaluation);
    }

    private PolicyValue Solved(PairEvaluation evaluation, CancellationToken cancellation) =>
        new()
        {
            Value = evaluation.Evaluate(options.Accuracy, cancellation),
            ErrorBound = evaluation.ErrorBound,
            Model = model.Description,
            StopReason = evaluation.ErrorBound <= options.Accuracy ? StopReason.AccuracyReached : StopReason.IterationLimit,
            Notice = evaluation.Notice,
        };

    private PopulationSize Size() =>
        model is ExactPopulation
            ? new PopulationSize(model.Game, IsExact: true, model.Lattice.Agents)
            : new PopulationSize(model.Game, IsExact: false, model.Lattice.Blocks[0].Agents);

    private static ExactPopulation Exact(CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        MemoryBudget.Require(
            ExactPopulation.Bytes(game, game.Agents),
            $"exact evaluation of n = {game.Agents:N0} agents, {LatticeSize.CountVectors(game, game.Agents):N0} count vectors,",
            $"lower n, or evaluate in a {nameof(MeanFieldPopulation)}"
        );
        return new ExactPopulation(game, game.Agents);
    }
}
