using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Runs;
using Antiphon.Simulation;

namespace Antiphon.Paper;

/// <summary>Trains one pair by one configuration.</summary>
/// <param name="trainer">What alternates.</param>
/// <param name="threads">Threads at work.</param>
/// <param name="memory">What the global agent remembers in Antiphon's own training; null: nothing.</param>
internal sealed class ReproductionTraining(Trainer trainer, int threads, MemoryOptions? memory = null)
{
    private const int PaperAlternations = 10;

    /// <summary>What training ended with.</summary>
    /// <param name="Policy">The pair.</param>
    /// <param name="Alternations">Alternations made.</param>
    /// <param name="StopReason">Why it stopped.</param>
    internal sealed record Outcome(JointPolicy Policy, int Alternations, StopReason StopReason);

    /// <summary>The game of a configuration.</summary>
    internal static CooperativeGame GameOf(ReproductionConfiguration configuration) =>
        BuiltInGames.Get(
            configuration is ReproductionConfiguration.Ours or ReproductionConfiguration.Stated ? "warehouse" : "warehouse-flat"
        );

    /// <summary>How the pair of a configuration is evaluated.</summary>
    internal static (int Horizon, LocalMoveOrder MoveOrder) MeasureOf(ReproductionConfiguration configuration) =>
        (
            configuration is ReproductionConfiguration.Ours or ReproductionConfiguration.Stated ? 100 : 50,
            configuration == ReproductionConfiguration.Released ? LocalMoveOrder.AfterGlobal : LocalMoveOrder.Together
        );

    /// <summary>Trains.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal Outcome Run(
        ReproductionConfiguration configuration,
        int subsample,
        ulong seed,
        IProgress<AlternationProgress> progress,
        CancellationToken cancellation
    )
    {
        CooperativeGame game = GameOf(configuration);
        return configuration switch
        {
            ReproductionConfiguration.Ours or ReproductionConfiguration.OursFlat => Alternate(
                game,
                Ordinary(subsample, seed) with
                {
                    Memory = memory,
                },
                null,
                progress,
                cancellation
            ),
            ReproductionConfiguration.Stated => Alternate(
                game,
                Ordinary(subsample, seed) with
                {
                    GlobalOracle = GlobalOracle.Surrogate,
                    Restarts = 1,
                    MaximumSweeps = PaperAlternations,
                },
                [
                    new RestartState<JointPolicy>(
                        0,
                        "G-LEARN's answer + uniform",
                        First(game, subsample, cancellation),
                        [],
                        1,
                        null,
                        double.NegativeInfinity,
                        0,
                        0,
                        []
                    ),
                ],
                progress,
                cancellation
            ),
            _ => Release(
                game,
                new ReleasedProgramOptions
                {
                    Subsample = subsample,
                    MoveOrder = MeasureOf(configuration).MoveOrder,
                    Seed = seed,
                    Threads = threads,
                },
                progress,
                cancellation
            ),
        };
    }

    // Deployment and baselines of the training itself are not used; the smallest deployment saves time and changes no policy.
    private AlternationOptions Ordinary(int subsample, ulong seed) =>
        new()
        {
            Subsample = subsample,
            Seed = seed,
            Threads = threads,
            Baselines = false,
            Rollouts = 1,
            Seeds = 2,
        };

    private Outcome Alternate(
        CooperativeGame game,
        AlternationOptions options,
        IReadOnlyList<RestartState<JointPolicy>>? start,
        IProgress<AlternationProgress> progress,
        CancellationToken cancellation
    )
    {
        AlternationResult<JointPolicy> result = trainer(options, game, start, _ => { }, progress, cancellation);
        cancellation.ThrowIfCancellationRequested();
        int sweeps = result
            .Trace.Where(proposal => proposal.Restart == result.BestRestart)
            .Select(proposal => proposal.Sweep)
            .DefaultIfEmpty(0)
            .Max();
        return new Outcome(result.Policy, sweeps, result.StopReason);
    }

    private static Outcome Release(
        CooperativeGame game,
        ReleasedProgramOptions options,
        IProgress<AlternationProgress> progress,
        CancellationToken cancellation
    )
    {
        var told = new Told(progress);
        ReleasedProgramResult result = new ReleasedProgram(options).Run(game, told, cancellation);
        return new Outcome(result.Policy, result.Alternations.Count, result.StopReason);
    }

    // The paper leaves start and first value open. From the uniform local policy and no value at all, UPDATE takes G-LEARN's first answer
    // whatever it is worth;
    // then it is the local agents' turn.
    private JointPolicy First(CooperativeGame game, int subsample, CancellationToken cancellation)
    {
        var local = LocalPolicy.Uniform(game);
        GLearnResult answer = new GLearn(new GLearnOptions { Threads = threads }).SolveOrThrow(game, local, subsample, cancellation);
        return new JointPolicy(answer.Policy, local);
    }

    private sealed class Told(IProgress<AlternationProgress> progress) : IProgress<double>
    {
        public void Report(double value) => progress.Report(new AlternationProgress(value, "released program"));
    }
}
