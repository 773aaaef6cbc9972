using System.Runtime.ExceptionServices;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Equilibrium;

/// <summary>
/// ALTERNATING-MARL (paper Algorithm 3, with the corrected acceptance rule): from several starts the global agent and the local agents
/// answer
/// each other in turn; one judge for both sides accepts a proposal only when it is a real improvement of the deployed pair; a start ends
/// when
/// neither side's proposal improves. Under the exact judge every accepted update raises the return by the threshold at least, so that
/// there are at
/// most range/threshold of them; under simulation it does so at the stated confidence in sign, and by the threshold in its mean.
/// </summary>
/// <param name="options">What to do; see each option.</param>
public sealed class Alternation(AlternationOptions options)
{
    private const int TypicalTurns = 6;

    // Of the time of an ordinary training; the rest goes into measuring its result.
    private const double SearchShare = 0.8;
    private const long MeasuringTurn = -1;

    // Numbers of the last comparisons, which no turn uses.
    private const long RankingComparison = -1;
    private const long FirstGainComparison = -2;

    /// <summary>Runs all starts, keeps the best pair, measures it and the baselines when deployed.</summary>
    /// <param name="game">The game; its own n is the true one.</param>
    /// <param name="resumeFrom">States of an earlier run with the same options, to go on from; null starts afresh.</param>
    /// <param name="onProposal">Called with the states of all starts after every turn, by one thread at a time.</param>
    /// <param name="progress">Told after every turn.</param>
    /// <param name="cancellation">Cancels between turns and inside simulations.</param>
    /// <exception cref="InvalidInputException">An option is out of range or something does not fit in memory.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the last states given to <paramref name="onProposal"/> hold the work
    /// done.</exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public AlternationResult Run(
        CooperativeGame game,
        IReadOnlyList<RestartState>? resumeFrom = null,
        Action<IReadOnlyList<RestartState>>? onProposal = null,
        IProgress<AlternationProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(game);
        options.Check();
        if (options.Horizon is null)
        {
            return new Alternation(options.For(game)).Run(game, resumeFrom, onProposal, progress, cancellation);
        }

        game = options.Deployed(game);
        // Built before any work, so that an option they refuse does not waste a training.
        var deploy = new OnlineExecution(options.Deployment);
        _ = new PairedComparison(
            new PairedComparisonOptions { MaximumRollouts = options.JudgeRollouts, Horizon = options.DeployedHorizon }
        );
        if (options.Memory is null)
        {
            SubsampleCheck.Require(game, options.Subsample);
            TrainingRefusal.Require(game, options);
        }
        else
        {
            RememberingPolicy.RequireGame(game);
            SubsampleCheck.RequireWithMemory(game, options.Subsample);
        }

        Proposer.RequireFits(game, options);
        var setting = new Setting(game, options, Tolerances.Of(options, game, cancellation));
        IReadOnlyList<(string Global, string Local, JointPolicy Pair, double Value)> baselines = Baselines(setting, cancellation);
        var board = new Board(resumeFrom ?? Starts(setting, baselines, cancellation), onProposal, progress);
        RunStarts(setting, board, cancellation);
        return Finish(setting, board, baselines, deploy, progress, cancellation);
    }

    /// <summary>Refuses a k that cannot be trained with ordinary options, before any work.</summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k.</param>
    /// <exception cref="InvalidInputException">k is above n, or its tables do not fit in memory; the message says what fits.</exception>
    public static void RequireFits(CooperativeGame game, int subsample)
    {
        ArgumentNullException.ThrowIfNull(game);
        SubsampleCheck.Require(game, subsample);
        TrainingRefusal.Require(game, new AlternationOptions { Subsample = subsample });
    }

    private static IReadOnlyList<(string Global, string Local, JointPolicy Pair, double Value)> Baselines(
        Setting setting,
        CancellationToken cancellation
    )
    {
        using var workers = new Workers(1, cancellation);
        var evaluator = new PairEvaluation(setting.Model, setting.Observations, workers);
        return StartingPairs.RankedBaselines(evaluator, setting.Tolerances.OfProposals, cancellation);
    }

    private RestartState[] Starts(
        Setting setting,
        IReadOnlyList<(string Global, string Local, JointPolicy Pair, double Value)> baselines,
        CancellationToken cancellation
    )
    {
        // The paper's UPDATE, there for comparison, is not helped by a search that the paper does not have.
        IReadOnlyList<(string Global, string Local, JointPolicy Pair, double Value)> known =
            options.UpdateRule == UpdateRule.PaperBox ? StartingPairs.WithoutBlindPair(baselines) : baselines;
        IReadOnlyList<StartingPair> starts = StartingPairs.Choose(
            setting.Game,
            setting.Observations,
            known,
            options.Restarts,
            options.Seed,
            cancellation
        );
        return
        [
            .. starts.Select(
                (start, number) =>
                    new RestartState(
                        number,
                        start.Name,
                        start.Pair,
                        [],
                        FirstTurn(start) == Player.Global ? 0 : 1,
                        null,
                        double.NegativeInfinity,
                        0,
                        0,
                        []
                    )
            ),
        ];
    }

    // The paper's order is the global agent's turn first, from every start.
    private Player FirstTurn(StartingPair start) => options.UpdateRule == UpdateRule.PaperBox ? Player.Global : start.FirstTurn;

    private void RunStarts(Setting setting, Board board, CancellationToken cancellation)
    {
        IReadOnlyList<int> open = board.Open;
        int atOnce = Math.Max(1, Math.Min(options.Threads, open.Count));
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var loop = new ParallelOptions { MaxDegreeOfParallelism = atOnce };
        Exception? failure = null;
        Parallel.ForEach(open, loop, number =>
        {
            try
            {
                all.Token.ThrowIfCancellationRequested();
                RunStart(setting, board, number, options.Threads / atOnce, all.Token);
            }
            catch (Exception exception)
            {
                // The first failure stops the other starts and tells the cause.
                Interlocked.CompareExchange(ref failure, exception, null);
                all.Cancel();
            }
        });
        cancellation.ThrowIfCancellationRequested();
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private void RunStart(Setting setting, Board board, int number, int threads, CancellationToken cancellation)
    {
        using RestartRunner runner = setting.CreateRunner(options, threads, cancellation);
        RestartState state = board[number];
        if (double.IsNegativeInfinity(state.ModelValue))
        {
            state = state with { ModelValue = runner.Proposer.Evaluate(state.Incumbent, cancellation).Value };
        }

        while (state.Finished is null)
        {
            state = runner.Turn(state, cancellation);
            board.Update(state);
        }
    }

    private AlternationResult Finish(
        Setting setting,
        Board board,
        IReadOnlyList<(string Global, string Local, JointPolicy Pair, double Value)> baselines,
        OnlineExecution deploy,
        IProgress<AlternationProgress>? progress,
        CancellationToken cancellation
    )
    {
        CooperativeGame game = setting.Game;
        progress?.Report(new AlternationProgress(SearchShare, "measuring the gains that are left"));
        using RestartRunner runner = setting.CreateRunner(options, options.Threads, cancellation);
        ConfidenceInterval[] ranking = Ranking(game, setting.ExactFits, board.States, cancellation);
        RestartState best = board.States.MaxBy(state => ranking.Length == 0 ? state.ModelValue : ranking[state.Restart].Mean)!;
        (double value, double error) = runner.Proposer.Evaluate(best.Incumbent, cancellation);
        IReadOnlyList<Candidate> global = runner.Proposer.ProposeByAll(best.Incumbent, Player.Global, MeasuringTurn, cancellation);
        IReadOnlyList<Candidate> local = runner.Proposer.ProposeByAll(best.Incumbent, Player.Local, MeasuringTurn, cancellation);
        var check = ModelCheck.Of(
            setting.Model,
            setting.Observations,
            best.Incumbent,
            value,
            setting.Tolerances.OfProposals,
            cancellation
        );
        progress?.Report(new AlternationProgress((1 + SearchShare) / 2, "deploying the best pair and the baselines"));
        JointPolicy policy = options.Deployed(best.Incumbent);
        SimulationResult deployed = deploy.Run(game, policy, null, cancellation);
        IReadOnlyList<BaselineResult> compared = options.Baselines
            ? DeployedBaselines.Measure(game, deploy, StartingPairs.Shown(baselines), deployed, options, cancellation)
            : [];
        progress?.Report(new AlternationProgress(1, "measured"));
        return new AlternationResult
        {
            Policy = policy,
            PopulationModel = setting.Model.Name,
            PopulationNodes = setting.Model.Nodes,
            PopulationSize = setting.Model.Description,
            Value = value,
            ValueErrorBound = error,
            OtherResolution = check?.Resolution,
            OtherValue = check?.Value,
            ModelErrorEstimate = check?.ErrorEstimate,
            Horizon = options.DeployedHorizon,
            MeasuredShare = DiscountedHorizon.Share(game.Discount, options.DeployedHorizon),
            Deployed = deployed.Reward,
            TruncationBound = deployed.TruncationBound,
            GlobalGain = Math.Max(0, global.Max(candidate => candidate.Value) - value),
            LocalGain = Math.Max(0, local.Max(candidate => candidate.Value) - value),
            GainErrorBound = error + global.Concat(local).Max(candidate => candidate.ErrorBound),
            GlobalGainDeployed = GainAtTrueSize(setting, runner.Judge, best.Incumbent, global, FirstGainComparison, cancellation),
            LocalGainDeployed = GainAtTrueSize(setting, runner.Judge, best.Incumbent, local, FirstGainComparison - 1, cancellation),
            GlobalFirstOrderGap = global[^1].StartGap!.Value,
            LocalFirstOrderGap = local[^1].StartGap!.Value,
            StopReason =
                error > setting.Tolerances.Met(options, value, game.Discount)
                    ? StopReason.IterationLimit
                    : best.Finished ?? StopReason.Cancelled,
            Proposals = [.. board.States.SelectMany(state => state.Proposals)],
            Restarts = board.States,
            RestartsDeployed = ranking,
            BestRestart = best.Restart,
            Baselines = compared,
            Observing = ObservationWorth.Of(policy, baselines, compared),
            Notices =
            [
                .. board
                    .States.SelectMany(state => state.Notices)
                    .Union(runner.Proposer.Notices, StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
                .. SamplingNotice.Of(setting.Model, setting.Observations, cancellation),
                .. TypesNotice(game),
                .. ModelNotice.Of(setting.Model, options, value, check, deployed),
            ],
            Threshold = setting.Tolerances.Threshold,
            Judge = runner.Judge.Description,
        };
    }

    private IEnumerable<string> TypesNotice(CooperativeGame game)
    {
        if (game.Types.Count > 1)
        {
            (long[] all, long[] seen) = (game.Types.Split(game.Agents), game.Types.Split(options.Subsample));
            yield return $"observations are stratified by type: the global agent sees "
                + $"{string.Join(", ", game.Types.Select((type, index) => $"{seen[index]:N0} of {all[index]:N0} {type.Name}"))}";
        }
    }

    // Exact values rank the starts where there are any; else one simulation for all, on common random numbers that no verdict has used. By
    // number of the start.
    private ConfidenceInterval[] Ranking(
        CooperativeGame game,
        bool exactFits,
        IReadOnlyList<RestartState> states,
        CancellationToken cancellation
    )
    {
        if (states.Count == 1 || exactFits)
        {
            return [];
        }

        var judge = new PairedComparison(
            new PairedComparisonOptions
            {
                Horizon = options.DeployedHorizon,
                Seed = options.Seed,
                Threads = options.Threads,
            }
        );
        return
        [
            .. states.Select(state =>
                judge.Evaluate(game, options.Deployed(state.Incumbent), options.JudgeRollouts, RankingComparison, cancellation)
            ),
        ];
    }

    // What the best proposal gains at the true n, where that is not what the model says exactly; null where there is nothing to gain.
    private static DeployedGain? GainAtTrueSize(
        Setting setting,
        Judge judge,
        JointPolicy incumbent,
        IReadOnlyList<Candidate> candidates,
        long comparison,
        CancellationToken cancellation
    )
    {
        Candidate best = candidates.MaxBy(candidate => candidate.Value)!;
        if (setting.ExactFits || judge is PaperBoxJudge || best.Pair.SameAs(incumbent))
        {
            return null;
        }

        Ruling ruling = judge.Compare(incumbent, best.Pair, comparison, cancellation);
        return new DeployedGain(ruling.Gain, ruling.Low, ruling.High, ruling.Rollouts);
    }

    /// <summary>What all starts share.</summary>
    private sealed class Setting(CooperativeGame game, AlternationOptions options, Tolerances tolerances)
    {
        private readonly SurrogateAnswers answers = new();
        private readonly CountLattice observations = ObservationLattice.Of(game, options.Memory is null ? options.Subsample : 1);
        private readonly Lazy<ExactPopulation> surrogate = new(() => CreateSurrogate(game, options), LazyThreadSafetyMode.PublicationOnly);

        internal CooperativeGame Game => game;

        internal Tolerances Tolerances => tolerances;

        /// <summary>Whether pairs can be valued exactly at the true n.</summary>
        internal bool ExactFits { get; } = options.Memory is null && PopulationChooser.ExactFits(game);

        internal PopulationModel Model { get; } = PopulationChooser.Choose(game, options);

        // What the oracles' global agent sees: the k agents, or with memory the whole population.
        internal CountLattice Observations => options.Memory is null ? observations : Model.Lattice;

        internal RestartRunner CreateRunner(AlternationOptions settings, int threads, CancellationToken cancellation) =>
            new(Model, Observations, surrogate, answers, settings, tolerances, threads, ExactFits, cancellation);

        private static ExactPopulation CreateSurrogate(CooperativeGame game, AlternationOptions options)
        {
            int subsample = options.Memory is null ? options.Subsample : PopulationChooser.Choose(game, options).Lattice.Agents;
            var memory = new TrainingMemory(game, options);
            if (memory.LeavesSurrogateOut(options.Subsample))
            {
                throw new InvalidInputException(
                    $"the surrogate's G-LEARN at k = {subsample:N0} needs more than the "
                        + $"{LatticeSize.Bytes(TrainingMemory.LargestSecondOracle)} that a second oracle may take; choose it alone to use "
                        + "it "
                        + "all the same"
                );
            }

            MemoryBudget.Require(
                memory.Bytes(options.Subsample),
                $"training with the surrogate's G-LEARN at k = {subsample:N0}",
                "lower k, or use fewer threads"
            );

            // Of k agents all k are seen, whatever the rule is that finds them.
            return new ExactPopulation(game.WithSampling(SamplingRule.Uniform), subsample);
        }
    }

    /// <summary>The states of all starts, shared between threads.</summary>
    private sealed class Board(
        IReadOnlyList<RestartState> states,
        Action<IReadOnlyList<RestartState>>? onProposal,
        IProgress<AlternationProgress>? progress
    )
    {
        private readonly Lock gate = new();
        private readonly RestartState[] states = [.. states];

        internal IReadOnlyList<RestartState> States => [.. states];

        internal IReadOnlyList<int> Open => [.. states.Where(state => state.Finished is null).Select(state => state.Restart)];

        internal RestartState this[int number]
        {
            get
            {
                lock (gate)
                {
                    return states[number];
                }
            }
        }

        internal void Update(RestartState state)
        {
            lock (gate)
            {
                states[state.Restart] = state;
                onProposal?.Invoke([.. states]);
                int done = states.Sum(each => each.Finished is null ? Math.Min(each.Position, TypicalTurns - 1) : TypicalTurns);
                Proposal last = state.Proposals[^1];
                progress?.Report(
                    new AlternationProgress(
                        Math.Min(SearchShare, SearchShare * done / (TypicalTurns * states.Length)),
                        $"start {state.Restart + 1} of {states.Length}, sweep {last.Sweep}: {last.Oracle} "
                            + $"{(last.Accepted ? "accepted" : "rejected")}, value {state.ModelValue:F3}"
                    )
                );
            }
        }
    }
}
