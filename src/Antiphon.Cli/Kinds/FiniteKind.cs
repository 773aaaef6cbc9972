using System.CommandLine;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Cli.Verbs;
using Antiphon.Equilibrium;
using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Paper;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Runs;
using Antiphon.Simulation;

namespace Antiphon.Cli.Kinds;

/// <summary>Games with finitely many states; also those cut from one with continuous states, whose pairs are deployed there.</summary>
/// <param name="surroundings">Where the program runs.</param>
/// <param name="options">The options of train.</param>
/// <param name="cut">What the game is cut from, if it is cut.</param>
internal sealed class FiniteKind(Surroundings surroundings, TrainOptions options, CutGame? cut)
    : TrainedKind<CooperativeGame, JointPolicy, AlternationOptions>(surroundings, options)
{
    private const double SecondsOfRefusal = 0.1;

    /// <inheritdoc/>
    public override RunCodec<CooperativeGame, JointPolicy, AlternationOptions> Codec => Registered.Finite;

    /// <inheritdoc/>
    public override RunWords<AlternationOptions> Words { get; } = new FiniteRunWords();

    /// <inheritdoc/>
    public override Trainer Trainer => Surroundings.Trainer;

    /// <inheritdoc/>
    public override GameKinds Applies => cut is null ? GameKinds.Finite : GameKinds.Binned;

    /// <inheritdoc/>
    public override CutGame? Cut => cut;

    /// <inheritdoc/>
    public override Func<JointPolicy, OnlineExecutionOptions, CancellationToken, SimulationResult>? Deployment(long agents)
    {
        if (cut is null)
        {
            return null;
        }

        Discretization bins = BinnedDeployment.Cut(cut, agents);
        return (pair, execution, cancellation) =>
            new OnlineExecution(execution, Surroundings.Time).Run(
                new ContinuousDeployment(bins.View, bins.Deploy(pair)),
                null,
                cancellation
            );
    }

    /// <inheritdoc/>
    public override CooperativeGame Load(ParseResult parse, string name) =>
        cut is null
            ? Options.Populate(parse, GameArgument.Load(name, Surroundings))
            : BinnedDeployment.Cut(cut, Options.Simulated(parse, BuiltInContinuousGames.Find(name)!.Agents)).Game;

    /// <inheritdoc/>
    public override AlternationOptions Read(ParseResult parse, int k) => Options.Read(parse, k);

    /// <inheritdoc/>
    public override RunStart<JointPolicy> Start(string name, CooperativeGame game)
    {
        FinitePair found = PolicyArgument.Pair(name, game, Surroundings);
        return new RunStart<JointPolicy>(found.Pair, new RunStart(name, PolicyHash.Compute(found.Pair, found.Game)));
    }

    /// <inheritdoc/>
    public override IEnumerable<object?> Parts(AlternationOptions stored) => [stored, stored.Memory];

    /// <inheritdoc/>
    public override RunRecord Train(
        RunFolder run,
        CooperativeGame game,
        IProgress<Progress> progress,
        Action<IReadOnlyList<RestartState<JointPolicy>>>? onTurn
    ) =>
        run.Record.Kind == RunKind.Learned
            ? LearnedRun.Resume(run, game, Surroundings.Time, progress, Surroundings.Cancellation)
            : base.Train(run, game, progress, onTurn);

    /// <inheritdoc/>
    public override TrainAnswer Answer(RunRecord record, CooperativeGame game, RunPaths paths)
    {
        if (record.Kind == RunKind.Learned)
        {
            LearnDocumentFile.Finish(paths, record);
        }

        TrainAnswer answer = base.Answer(record, game, paths);
        if (cut is null)
        {
            return answer;
        }

        BinnedResult deployed = new BinnedDeployment(Surroundings).Store(Codec.Open(paths.Folder), cut);
        return answer with
        {
            Write = where =>
            {
                answer.Write(where);
                deployed.Write(new Report(where));
            },
            Code = deployed.Stored is null ? ExitCode.InvalidInput : answer.Code,
        };
    }

    // A cell that will be refused takes no time. With memory and with alpha vectors, training plans in one model, whatever k is.
    /// <inheritdoc/>
    public override Func<int, double>? ExpectedSeconds(SweepFolder folder)
    {
        if (folder.Record.Options.Training is { Memory: not null } or { Population: PopulationChoice.Alpha })
        {
            return null;
        }

        var forecast = new TrainingForecast(folder.Game, folder.Record.Options.Training.Threads);
        return k => forecast.Bytes(k) < MemoryBudget.UsableBytes ? forecast.Seconds(k) : SecondsOfRefusal;
    }

    protected override IEnumerable<string> Next(AlternationOptions options, CooperativeGame game) =>
        CertifyVerb.Takes(options, game) ? ["simulate", "certify"] : base.Next(options, game);

    protected override bool IsNamed(string name, GameIdentity stored) =>
        cut is null ? GameArgument.Load(name, Surroundings).WithAgents(stored.Agents).Hash == stored.Hash : name == cut.Game;
}
