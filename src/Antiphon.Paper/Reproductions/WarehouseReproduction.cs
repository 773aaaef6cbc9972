using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Runs;
using Antiphon.Simulation;

namespace Antiphon.Paper;

/// <summary>
/// The paper's warehouse experiment (Appendix G.1), by Antiphon, as the paper states it and as the authors' released program does it:
/// reward, training time and mode accuracy against k, and the episodes of the heat maps.
/// </summary>
/// <param name="options">What to run.</param>
/// <param name="trainer">What alternates; <see cref="Alternation.Run"/> in the program.</param>
/// <param name="time">The clock of <see cref="ReproductionRow.TrainSeconds"/>.</param>
public sealed class WarehouseReproduction(ReproductionOptions options, Trainer trainer, TimeProvider time)
{
    private const int HeatMapSteps = 75;

    // Relative cost of a cell, for the time left: what does not depend on k, in count vectors, and how often the table is swept.
    private const double FixedCost = 3000;
    private const double AlternationFactor = 5;

    private static readonly int[] HeatMapSubsamples = [1, 10, 20, 35];

    /// <summary>Whether other processes may compute rows of the same folder at the same time.</summary>
    public bool IsShared { get; init; }

    /// <summary>Computes all rows that the folder does not hold yet, and writes the document and its tables.</summary>
    /// <param name="folder">
    /// The folder; made if it does not exist. An unfinished folder of an earlier call with the same options is resumed.
    /// </param>
    /// <param name="progress">Receives progress over the whole grid, or null.</param>
    /// <param name="cancellation">Asks to stop; finished rows stay in the folder.</param>
    /// <exception cref="InvalidInputException">
    /// An option is out of range or no k fits in memory; the folder holds rows of other options; a file is damaged or cannot be written.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ReproductionDocument Run(string folder, IProgress<Progress>? progress = null, CancellationToken cancellation = default)
    {
        CooperativeGame game = ReproductionTraining.GameOf(ReproductionConfiguration.Ours);
        options.Require(game);
        using var journal = new ReproductionFolder(folder, IsShared ? time : null);
        var failures = options
            .Subsamples.Distinct()
            .Order()
            .Select(subsample => (Subsample: subsample, Reason: ReproductionOptions.Refusal(game, subsample, options.Memory)))
            .Where(each => each.Reason is not null)
            .Select(each => new ReproductionFailure(each.Subsample, each.Reason!))
            .ToList();
        Cell[] cells = [.. Cells(game.LocalStates).Where(cell => !failures.Exists(failure => failure.K == cell.Subsample))];
        ReproductionRow?[] known = cells.Select(cell => Take(journal, cell)).ToArray();
        double total = cells.Sum(cell => cell.Cost);
        double done = cells.Zip(known).Sum(pair => pair.Second is null ? 0 : pair.First.Cost);
        progress?.Report(new Progress(done / total, ""));
        while (Array.Exists(known, row => row is null))
        {
            int before = known.Count(row => row is null);
            for (int i = 0; i < cells.Length; i++)
            {
                Cell cell = cells[i];
                if (known[i] is null)
                {
                    var share = new ProgressPart(progress, done / total, cell.Cost / total, cell.Name);
                    known[i] = journal.Make(NameOf(cell), () => Take(journal, cell), () => Compute(cell, share, cancellation));
                    done += known[i] is null ? 0 : cell.Cost;
                }
            }

            if (known.Count(row => row is null) == before)
            {
                SharedWork.Wait(cancellation);
            }
        }

        var document = new ReproductionDocument(
            ReproductionDocument.CurrentFormat,
            AntiphonVersion.Current,
            [.. known.OfType<ReproductionRow>()]
        )
        {
            Failures = failures,
        };
        document.Save(folder);
        return document;
    }

    private static string NameOf(Cell cell) => ReproductionRow.NameOf(cell.Configuration, cell.Subsample, cell.Training);

    private ReproductionRow? Take(ReproductionFolder journal, Cell cell) =>
        journal.Take<ReproductionRow, (ReproductionConfiguration, int, int, ulong, int, int, string, string?)>(
            NameOf(cell),
            ReproductionRow.CurrentFormat,
            (
                cell.Configuration,
                cell.Subsample,
                cell.Training,
                options.Seed,
                options.Seeds,
                options.Rollouts,
                AntiphonVersion.Current,
                Memory
            ),
            row => (row.Configuration, row.K, row.Training, row.Seed, row.PerSeed.Count, row.Rollouts, row.Version, row.Memory),
            "configuration, k, training, seed, seeds, rollouts, version, memory"
        );

    // As rows name it.
    private string? Memory =>
        options.Memory is { } memory ? $"{memory.Filter}, {memory.Reading}{Particles(memory)}{(memory.Watch ? ", watched" : "")}" : null;

    private static string Particles(MemoryOptions memory) => memory.Filter == FilterKind.Particles ? $", {memory.Particles}" : "";

    private IEnumerable<Cell> Cells(int localStates) =>
        from subsample in options.Subsamples.Distinct().Order()
        from configuration in options.Configurations.Distinct()
        from training in Enumerable.Range(1, options.Trainings)
        select new Cell(configuration, subsample, training, Cost(configuration, CountLattice.CountVectors(localStates, subsample)));

    private static double Cost(ReproductionConfiguration configuration, long vectors) =>
        (FixedCost + vectors)
        * (configuration is ReproductionConfiguration.Released or ReproductionConfiguration.ReleasedOldSg ? 1 : AlternationFactor);

    private ReproductionRow Compute(Cell cell, ProgressPart progress, CancellationToken cancellation)
    {
        CooperativeGame game = ReproductionTraining.GameOf(cell.Configuration);
        long started = time.GetTimestamp();
        ReproductionTraining.Outcome trained = new ReproductionTraining(trainer, options.Threads, options.Memory).Run(
            cell.Configuration,
            cell.Subsample,
            options.Seed + (ulong)(cell.Training - 1),
            progress,
            cancellation
        );
        double seconds = time.GetElapsedTime(started).TotalSeconds;
        (int horizon, LocalMoveOrder order) = ReproductionTraining.MeasureOf(cell.Configuration);
        var execution = new OnlineExecutionOptions
        {
            Horizon = horizon,
            Rollouts = options.Rollouts,
            Seeds = options.Seeds,
            Seed = options.Seed,
            MoveOrder = order,
            Threads = options.Threads,
        };
        SimulationResult result = new OnlineExecution(execution, time).Run(game, trained.Policy, null, cancellation);
        return new ReproductionRow
        {
            Version = AntiphonVersion.Current,
            Configuration = cell.Configuration,
            K = cell.Subsample,
            Training = cell.Training,
            Memory = Memory,
            Game = game.Name,
            Agents = result.Agents,
            Horizon = horizon,
            MoveOrder = order,
            Seed = options.Seed,
            Rollouts = options.Rollouts,
            Reward = new ReproductionReward(result.Reward.Mean, result.Std, result.Reward.Low, result.Reward.High),
            PerSeed = result.PerSeed,
            ModeAccuracy = result.ModeAccuracy!.Value,
            TrainSeconds = seconds,
            Alternations = trained.Alternations,
            StopReason = trained.StopReason,
            HeatMap = HeatMapSubsamples.Contains(cell.Subsample)
                ? ReproductionHeatMap.From(
                    EpisodeTrace.Record(game, trained.Policy, execution with { Horizon = HeatMapSteps }, cancellation: cancellation)
                )
                : null,
        };
    }

    private sealed record Cell(ReproductionConfiguration Configuration, int Subsample, int Training, double Cost)
    {
        internal string Name => $"{ReproductionTables.Word(Configuration)}, k = {Subsample}";
    }
}
