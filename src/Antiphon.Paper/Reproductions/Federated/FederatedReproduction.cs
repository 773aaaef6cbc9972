using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Paper;

/// <summary>
/// The paper's Example 2.6 on real federated training. The system is logged and a game fitted to the log; pairs are trained in the fitted
/// game and deployed in the system. They are compared with fixed policies, a blind pair and a dispatcher that observes everybody, at three
/// weights of the cost.
/// </summary>
/// <param name="options">What to run.</param>
public sealed class FederatedReproduction(FederatedReproductionOptions options)
{
    /// <summary>Computes all rows that the folder does not hold yet, and writes the document and its tables.</summary>
    /// <param name="folder">
    /// The folder; made if it does not exist. An unfinished folder of an earlier call with the same options is resumed.
    /// </param>
    /// <param name="progress">Receives progress over everything, or null.</param>
    /// <param name="cancellation">Asks to stop; finished rows stay in the folder.</param>
    /// <exception cref="InvalidInputException">
    /// An option is out of range; the folder holds rows of other options; a file is damaged or cannot be written.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public FederatedReproductionDocument Run(string folder, IProgress<Progress>? progress = null, CancellationToken cancellation = default)
    {
        options.Require();
        foreach (double dataSet in options.DataSets)
        {
            FederatedTraining.RequireFits(FederatedDeclaration.Of(FederatedWorkplace.SystemOptions(options, dataSet)).Skeleton(), options);
        }

        using var journal = new ReproductionFolder(folder);
        (double DataSet, double Factor)[] cells =
        [
            .. from dataSet in options.DataSets.Distinct()
            from factor in FederatedReproductionOptions.CostFactors
            select (dataSet, factor),
        ];
        FederatedReproductionRow?[] rows = [.. cells.Select(cell => Take(journal, cell.DataSet, cell.Factor))];
        var steps = new FederatedSteps(progress, options, cells.Where((_, number) => rows[number] is null).Select(cell => cell.DataSet));
        foreach (double dataSet in options.DataSets.Distinct())
        {
            int[] open = [.. Enumerable.Range(0, cells.Length).Where(number => cells[number].DataSet == dataSet && rows[number] is null)];
            if (open.Length > 0)
            {
                Run(journal, dataSet, open.Select(number => (number, cells[number].Factor)), rows, steps, cancellation);
            }
        }

        var document = new FederatedReproductionDocument(
            FederatedReproductionDocument.CurrentFormat,
            AntiphonVersion.Current,
            [.. rows.OfType<FederatedReproductionRow>()]
        );
        document.Save(folder);
        return document;
    }

    private void Run(
        ReproductionFolder journal,
        double dataSet,
        IEnumerable<(int Number, double Factor)> open,
        FederatedReproductionRow?[] rows,
        FederatedSteps steps,
        CancellationToken cancellation
    )
    {
        string name = FormattableString.Invariant($"synthetic{dataSet}");
        steps.Begin($"{name}: tuning FedAvg and FedProx", FederatedSteps.Tuning);
        FederatedWorkplace place = new FederatedWorkplace(options, dataSet, journal.Make("logs")).WithLevelsReached(cancellation);
        IReadOnlyList<TrajectoryLog> first = FirstLogs(place, name, steps, cancellation);
        foreach ((int number, double factor) in open)
        {
            rows[number] = new FederatedCell(options, place, dataSet, factor, steps).Run(first, cancellation);
            journal.Save(FederatedReproductionRow.NameOf(dataSet, factor), rows[number]!);
        }
    }

    // Everybody at random, and around the best fixed policies with and without the proximal term: what is compared with should be known.
    private List<TrajectoryLog> FirstLogs(FederatedWorkplace place, string name, FederatedSteps steps, CancellationToken cancellation)
    {
        steps.Begin($"{name}: logging at random", FederatedSteps.Log);
        List<TrajectoryLog> logs = [place.Log(name, 0, null, cancellation)];
        foreach ((string baseline, IReadOnlyList<FederatedHabit> choices) in FederatedHabit.Baselines(place.System.Options).Take(2))
        {
            steps.Begin($"{name}: logging around {baseline}", FederatedSteps.Log / 2);
            FederatedHabit best = place.Best(choices, options.System.CostWeight, cancellation);
            logs.Add(place.Log($"{name}-{baseline}", -logs.Count, best.Pair(place.Skeleton), cancellation));
        }

        return logs;
    }

    private FederatedReproductionRow? Take(ReproductionFolder journal, double dataSet, double factor) =>
        journal.Take<FederatedReproductionRow, (double, double, int, int, string, ulong, int, int, int, string)>(
            FederatedReproductionRow.NameOf(dataSet, factor),
            FederatedReproductionRow.CurrentFormat,
            (
                dataSet,
                factor,
                options.Clients,
                options.Hidden,
                string.Join(' ', options.Subsamples.Distinct().Order()),
                options.Seed,
                options.Seeds,
                options.Rollouts,
                options.LoggedEpisodes,
                AntiphonVersion.Current
            ),
            row =>
                (
                    row.DataSet,
                    row.CostFactor,
                    row.Clients,
                    row.Hidden,
                    string.Join(' ', row.Subsamples),
                    row.Seed,
                    row.Seeds,
                    row.Rollouts,
                    row.LoggedEpisodes,
                    row.Version
                ),
            "data set, cost factor, clients, hidden units, k, seed, seeds, rollouts, logged episodes, version"
        );
}
