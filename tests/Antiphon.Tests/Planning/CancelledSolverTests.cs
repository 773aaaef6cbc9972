using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using Antiphon.Tests.Learning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

/// <summary>
/// Every solver, learner and simulation stops when it is told to: with a token that is cancelled from the start none finishes.
/// </summary>
public sealed class CancelledSolverTests : IDisposable
{
    private static readonly CooperativeGame Game = Logs.Small();

    private static readonly LocalPolicy Local = LocalPolicy.Uniform(Game);

    private static readonly JointPolicy Pair = new(
        TabularGlobalPolicy.FromFunction(Game.GlobalStates, Game.GlobalActions, new CountLattice(Game.LocalStates, 2), (_, _) => 0),
        Local
    );

    private static readonly CountLattice Observations = new(Game.LocalStates, 2);

    private static readonly ContinuousPair Uniform = new(new UniformContinuousGlobalPolicy(), new UniformContinuousLocalPolicy(), 2);

    private static readonly CancellationToken Cancelled = new(canceled: true);

    private static readonly Dictionary<string, Action> Solvers = new(StringComparer.Ordinal)
    {
        ["deployed G-LEARN"] = () => new DeployedGLearn(new BestResponseOptions()).Solve(Exact(), Pair, Cancelled),
        ["reactive L-LEARN"] = () => new ReactiveLLearn(new BestResponseOptions()).Solve(Exact(), Pair, Observations, Cancelled),
        ["enumerative L-LEARN"] = () => new EnumerativeLLearn(new EnumerativeOptions()).Solve(Exact(), Pair, Observations, Cancelled),
        ["coordinate L-LEARN"] = () => new CoordinateLLearn(new CoordinateOptions()).Solve(Game, Pair, Cancelled),
        ["representative L-LEARN"] = () =>
            new RepresentativeLLearn(new RepresentativeOptions()).Solve(Game, Pair, Observations, Cancelled),
        ["informed plan"] = () => new InformedPlan(new GLearnOptions()).Solve(Game, Local, 3, Cancelled),
        ["chain of tuples"] = () => ChainedMdp.Create(Game, Pair.Global, 3, Parameterization.Tuples, ChainReward.Team, Cancelled),
        ["chain of histograms"] = () => ChainedMdp.Create(Game, Pair.Global, 3, Parameterization.Histograms, ChainReward.Team, Cancelled),
        ["laws from counts"] = () =>
            CountLaws.Kernel(Observations, new Dictionary<(int From, int To), long> { [(0, 1)] = 5, [(1, 2)] = 3 }, Cancelled),
        ["policy evaluation"] = () => Evaluator().Evaluate(1e-9, Cancelled),
        ["occupancies"] = () => Evaluator().Occupy(1e-9, Cancelled),
        ["trace"] = () => EpisodeTrace.Record(Game, Pair, new OnlineExecutionOptions { Horizon = 3 }, cancellation: Cancelled),
        ["episode"] = () =>
            EpisodeReturn.Run(new Episode(new DeployedPair(Game, Pair, 40)), new RandomStream(1), 3, Game.Discount, Cancelled),
        ["continuous episode"] = () =>
            EpisodeReturn.Sum(new ContinuousEpisode(new MagnetGame(), Uniform), new RandomStream(1), 3, 0.8, Cancelled),
        ["continuous execution"] = () => new OnlineExecution(new OnlineExecutionOptions()).Run(Deployed, cancellation: Cancelled),
        ["single steps"] = () => Deployed.SingleStepAccuracy(seed: 1, resets: 3, threads: 1, Cancelled),
        ["continuous alternation"] = () =>
            Neural.Train(new ContinuousOptions { Subsample = 2, Baselines = false }, new MagnetGame(), cancellation: Cancelled),
    };

    private readonly Logs logs = new();

    public static TheoryData<string> Names => [.. Solvers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_cancelled_solver_does_not_finish(string name) => Assert.ThrowsAny<OperationCanceledException>(Solvers[name]);

    // Audited before, so that what is cancelled is the learning itself. Counts, which do not tell who went where, are read and fitted too.
    [Theory]
    [InlineData(TrackedColumns.States)]
    [InlineData(TrackedColumns.Counts)]
    public void Cancelled_learning_from_a_log_does_not_finish(TrackedColumns columns)
    {
        TrajectoryLog log = logs.Record(Game, Local, 2, new LogOptions { Steps = 500, Columns = columns });
        LogAudit audit = LogAuditor.Run(log);
        Assert.ThrowsAny<OperationCanceledException>(() => new ModelLearning(new ModelLearningOptions()).Solve(log, audit, Cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() =>
            new OffPolicyQLearning(new QLearningOptions()).Solve(log, audit, cancellation: Cancelled)
        );
        if (columns == TrackedColumns.Counts)
        {
            Assert.ThrowsAny<OperationCanceledException>(() => CountLaws.Estimate(log, audit, Cancelled));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => logs.Dispose();

    private static ExactPopulation Exact() => new(Game.WithAgents(4), 4);

    private static PairEvaluation Evaluator()
    {
        var evaluator = new PairEvaluation(Exact(), Observations, new Workers(1));
        evaluator.SetGlobal(Pair.Global);
        evaluator.SetLocal(Pair.Local);
        return evaluator;
    }

    private static ContinuousDeployment Deployed => new(new MagnetGame(), Uniform);
}
