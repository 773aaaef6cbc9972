using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Paper;

/// <summary>One data set of the reproduction: the system, its first log, and what fixed policies do in it.</summary>
internal sealed class FederatedWorkplace
{
    private const int TuningSeeds = 5;
    private const int TuningRollouts = 4;

    // A level that no fixed setting gets this far below, in nats, is not there: logs would hardly meet it.
    private const double Below = 0.02;

    private readonly FederatedReproductionOptions options;
    private readonly FederatedSystem system;
    private readonly FederatedTrial trial;
    private readonly string folder;
    private readonly Dictionary<FederatedHabit, FederatedOutcome> tuned;
    private readonly Dictionary<FederatedHabit, FederatedOutcome> measured = [];

    /// <summary>Draws the data.</summary>
    /// <param name="options">The reproduction's options.</param>
    /// <param name="dataSet">alpha = beta.</param>
    /// <param name="folder">Where logs go; it exists.</param>
    internal FederatedWorkplace(FederatedReproductionOptions options, double dataSet, string folder)
        : this(options, folder, new FederatedSystem(SystemOptions(options, dataSet)), []) { }

    private FederatedWorkplace(
        FederatedReproductionOptions options,
        string folder,
        FederatedSystem system,
        Dictionary<FederatedHabit, FederatedOutcome> tuned
    )
    {
        (this.options, this.folder, this.system, this.tuned) = (options, folder, system, tuned);
        Skeleton = system.Declaration.Skeleton();
        trial = new FederatedTrial(system, Skeleton, options.Threads);
        Root = new RandomStream(options.Seed).Split(FormattableString.Invariant($"synthetic {system.Options.Data.Alpha}"));
    }

    /// <summary>The system of a data set; its log holds progress alone, so that it serves every cost weight.</summary>
    internal static FederatedSystemOptions SystemOptions(FederatedReproductionOptions options, double dataSet) =>
        options.System with
        {
            Data = options.System.Data with { Clients = options.Clients, Alpha = dataSet, Beta = dataSet, Seed = options.Seed },
            Hidden = options.Hidden,
            CostWeight = 0,
            Seed = options.Seed,
        };

    /// <summary>The same with the levels of progress that fixed policies get below, which play no part in what these do.</summary>
    internal FederatedWorkplace WithLevelsReached(CancellationToken cancellation)
    {
        double reached = FederatedHabit
            .Baselines(system.Options)
            .Take(2)
            .SelectMany(baseline => baseline.Choices)
            .Min(habit => Known(tuned, habit, Tune, cancellation).Course[^1].Loss);
        IReadOnlyList<double> levels = system.Options.Levels;
        double[] kept = [levels[0], .. levels.Skip(1).Where(level => reached < level - Below)];
        return new FederatedWorkplace(options, folder, new FederatedSystem(system.Options with { Levels = kept }), tuned);
    }

    internal FederatedSystem System => system;

    /// <summary>A game of the system's sizes, without laws.</summary>
    internal CooperativeGame Skeleton { get; }

    private RandomStream Root { get; }

    /// <summary>Logs the system, around a pair if there is one, and says where.</summary>
    internal TrajectoryLog Log(string name, int number, JointPolicy? around, CancellationToken cancellation)
    {
        var recorder = new SystemRecorder(
            new SystemLogOptions
            {
                Episodes = around is null ? options.LoggedEpisodes : options.LoggedEpisodes / 2,
                Horizon = FederatedReproductionOptions.Rounds,
                Around = around,
                Seed = Root.Split(FederatedPurposes.Log, number).NextUInt64(),
                Threads = options.Threads,
            }
        );
        string path = Path.Combine(folder, $"{name}.csv");
        AtomicFile.WriteStream(path, file => recorder.Run(system, file, null, cancellation));
        LogDescription description = recorder.Describe(system);
        LogDescriptionFile.Save(description, LogDescriptionFile.PathFor(path));
        return new TrajectoryLog(path, description);
    }

    /// <summary>The game of a fit, with the expected cost of each round taken off.</summary>
    internal CooperativeGame Priced(CooperativeGame fitted, double costWeight)
    {
        var costs = new FederatedCosts(system.Options);
        GameDefinition definition = fitted.ToDefinition();
        return CooperativeGame.Create(
            definition with
            {
                GlobalRewardForms =
                [
                    .. definition.GlobalRewardForms!.Select(forms =>
                        (RewardForm?[])[.. forms.Select((form, action) => Less((CoupledReward)form!, system.Options.Settings[action]))]
                    ),
                ],
            }
        );

        CoupledReward Less(CoupledReward progress, FederatedSetting setting) =>
            progress with
            {
                At =
                [
                    .. fitted
                        .Aggregates[0]
                        .Breakpoints.Zip(progress.At, (pool, value) => value - (costWeight * costs.Expected(pool, setting))),
                ],
            };
    }

    /// <summary>What a pair does on the tuning seeds, which no evaluation uses.</summary>
    internal FederatedOutcome Tune(JointPolicy pair, CancellationToken cancellation) =>
        trial.Run(pair, Root.Split(FederatedPurposes.Tuning), TuningSeeds, TuningRollouts, cancellation);

    /// <summary>What a pair does on the evaluation seeds.</summary>
    internal FederatedOutcome Measure(JointPolicy pair, CancellationToken cancellation) =>
        trial.Run(pair, Root.Split(FederatedPurposes.Evaluation), options.Seeds, options.Rollouts, cancellation);

    /// <summary>The habit that earns most on the tuning seeds at a cost weight.</summary>
    internal FederatedHabit Best(IEnumerable<FederatedHabit> choices, double costWeight, CancellationToken cancellation) =>
        choices.MaxBy(habit => Known(tuned, habit, Tune, cancellation).Rewards(costWeight).Average())!;

    /// <summary>What a habit does on the evaluation seeds.</summary>
    internal FederatedOutcome Measure(FederatedHabit habit, CancellationToken cancellation) =>
        Known(measured, habit, Measure, cancellation);

    private FederatedOutcome Known(
        Dictionary<FederatedHabit, FederatedOutcome> known,
        FederatedHabit habit,
        Func<JointPolicy, CancellationToken, FederatedOutcome> run,
        CancellationToken cancellation
    ) => known.TryGetValue(habit, out FederatedOutcome? outcome) ? outcome : known[habit] = run(habit.Pair(Skeleton), cancellation);
}
