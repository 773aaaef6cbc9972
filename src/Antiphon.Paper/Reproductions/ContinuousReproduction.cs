using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Runs;
using Antiphon.Simulation;

namespace Antiphon.Paper;

/// <summary>
/// The paper's experiment with continuous states (Appendix G.2): reward, single-step mode accuracy and training time against k, and the
/// episodes of the heat maps, as the paper states it, as the authors' program does it, and by Antiphon.
/// </summary>
/// <param name="options">What to run.</param>
/// <param name="time">The clock of <see cref="ContinuousReproductionRow.TrainSeconds"/>.</param>
public sealed class ContinuousReproduction(ContinuousReproductionOptions options, TimeProvider time)
{
    private const int HeatMapSteps = 75;
    private const int SelectionRollouts = 20;
    private const int SelectionHorizon = 50;

    private static readonly int[] HeatMapSubsamples = [1, 10, 35, 75];

    private readonly WarehouseContinuous game = new();
    private readonly Lock gate = new();

    private string Algorithm => options.Algorithm.ToString().ToLowerInvariant();

    /// <summary>Whether other processes may compute rows of the same folder at the same time.</summary>
    public bool IsShared { get; init; }

    /// <summary>Computes all rows that the folder does not hold yet, and writes the document and its tables.</summary>
    /// <param name="folder">
    /// The folder; made if it does not exist. An unfinished folder of an earlier call with the same options is resumed.
    /// </param>
    /// <param name="progress">Receives progress over the whole grid, or null.</param>
    /// <param name="cancellation">Asks to stop; finished rows stay in the folder.</param>
    /// <exception cref="InvalidInputException">
    /// An option is out of range; the folder holds rows of other options; a file is damaged or cannot be written.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ContinuousReproductionDocument Run(
        string folder,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        options.Require(game);
        using var journal = new ReproductionFolder(folder, IsShared ? time : null);
        Cell[] cells = [.. Cells()];
        ContinuousReproductionRow?[] rows = cells.Select(cell => Take(journal, cell)).ToArray();
        double total = cells.Sum(cell => cell.Cost);
        double done = cells.Zip(rows).Sum(pair => pair.Second is null ? 0 : pair.First.Cost);
        progress?.Report(new Progress(done / total, ""));
        for (int[] open = Open(rows); open.Length > 0; open = Open(rows))
        {
            Parallel.ForEach(
                Partitioned(open),
                new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellation },
                number =>
                {
                    Cell cell = cells[number];
                    ContinuousReproductionRow? row = journal.Make(
                        NameOf(cell),
                        () => Take(journal, cell),
                        () => Compute(cell, cancellation)
                    );
                    lock (gate)
                    {
                        rows[number] = row;
                        done += row is null ? 0 : cell.Cost;
                        progress?.Report(new Progress(done / total, cell.Words));
                    }
                }
            );
            if (Open(rows).Length == open.Length)
            {
                SharedWork.Wait(cancellation);
            }
        }

        var document = new ContinuousReproductionDocument(
            ContinuousReproductionDocument.CurrentFormat,
            AntiphonVersion.Current,
            [.. rows.OfType<ContinuousReproductionRow>()]
        );
        document.Save(folder);
        return document;
    }

    private static int[] Open(ContinuousReproductionRow?[] rows) =>
        [.. Enumerable.Range(0, rows.Length).Where(number => rows[number] is null)];

    private string NameOf(Cell cell) => ContinuousReproductionRow.NameOf(cell.Configuration, Algorithm, cell.Subsample, cell.Training);

    // One by one and in order, so that an interrupted grid is complete from the front.
    private static System.Collections.Concurrent.OrderablePartitioner<int> Partitioned(int[] numbers) =>
        System.Collections.Concurrent.Partitioner.Create(numbers, System.Collections.Concurrent.EnumerablePartitionerOptions.NoBuffering);

    private IEnumerable<Cell> Cells() =>
        from configuration in options.Configurations.Distinct()
        from subsample in options.Subsamples.Distinct().Order()
        from training in Enumerable.Range(1, options.TrainingsOf(configuration))
        select new Cell(configuration, subsample, training, options.OptionsOf(configuration, subsample, training));

    private ContinuousReproductionRow? Take(ReproductionFolder journal, Cell cell) =>
        journal.Take<ContinuousReproductionRow, (ReproductionConfiguration, string, int, int, ulong, int, int, string)>(
            NameOf(cell),
            ContinuousReproductionRow.CurrentFormat,
            (
                cell.Configuration,
                Algorithm,
                cell.Subsample,
                cell.Training,
                options.Seed,
                cell.Options.Seeds,
                cell.Options.Rollouts,
                AntiphonVersion.Current
            ),
            row => (row.Configuration, row.Algorithm, row.K, row.Training, row.Seed, row.PerSeed.Count, row.Rollouts, row.Version),
            "configuration, algorithm, k, training, seed, seeds, rollouts, version"
        );

    private ContinuousReproductionRow Compute(Cell cell, CancellationToken cancellation)
    {
        long started = time.GetTimestamp();
        double seconds = 0.0;
        AlternationResult<NeuralPair> result = new Alternation<NeuralPair>(new NeuralProblem(game, cell.Options)).Run(
            null,
            _ => seconds = time.GetElapsedTime(started).TotalSeconds,
            null,
            cancellation
        );

        // All pairs meet the same episodes: evaluations use the reproduction's seed, not the training's.
        var pair = new ContinuousDeployment(game, result.Policy.Deployed(cell.Subsample));
        OnlineExecutionOptions deployment = cell.Options.Deployment with { Seed = options.Seed };
        SimulationResult deployed = new OnlineExecution(deployment).Run(pair, null, cancellation);
        SimulationResult selection = new OnlineExecution(
            deployment with
            {
                Horizon = SelectionHorizon,
                Rollouts = SelectionRollouts / 2,
                Seeds = 2,
                Seed = ~options.Seed,
            }
        ).Run(pair, null, cancellation);
        return new ContinuousReproductionRow
        {
            Version = AntiphonVersion.Current,
            Configuration = cell.Configuration,
            Algorithm = Algorithm,
            K = cell.Subsample,
            Training = cell.Training,
            Agents = game.Agents,
            Horizon = deployment.Horizon,
            Seed = options.Seed,
            Rollouts = deployment.Rollouts,
            Reward = new ReproductionReward(deployed.Reward.Mean, deployed.Std, deployed.Reward.Low, deployed.Reward.High),
            PerSeed = deployed.PerSeed,
            SelectionReward = selection.Reward.Mean,
            SingleStepAccuracy = result.SingleStepAccuracy!.Value,
            RandomDispatcher = cell.Training == 1 ? result.Baselines[0].Deployed.Mean : null,
            AllUniform = cell.Training == 1 ? result.Baselines[1].Deployed.Mean : null,
            TrainSeconds = seconds,
            Alternations = (result.States[0].Position + 1) / 2,
            StopReason = result.StopReason,
            HeatMap =
                cell.Training == 1 && HeatMapSubsamples.Contains(cell.Subsample)
                    ? ContinuousHeatMaps.Record(game, result.Policy.Deployed(cell.Subsample), deployment.Seed, HeatMapSteps)
                    : null,
        };
    }

    private sealed record Cell(ReproductionConfiguration Configuration, int Subsample, int Training, ContinuousOptions Options)
    {
        internal double Cost => (double)Options.Alternations * Options.Episodes * Options.Horizon * Options.Updates;

        internal string Words => $"{ReproductionTables.Word(Configuration)}, k = {Subsample}, training {Training}";
    }
}
