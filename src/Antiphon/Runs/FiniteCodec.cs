using System.Text.Json;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Runs;

/// <summary>Runs in finite games.</summary>
public sealed class FiniteCodec : RunCodec<CooperativeGame, JointPolicy, AlternationOptions>
{
    private readonly IReadOnlyList<FiniteParts> parts;

    /// <summary>A codec that trains with parts beside the built-in ones; runs are read and written alike whatever the parts.</summary>
    /// <param name="parts">The parts.</param>
    public FiniteCodec(IReadOnlyList<FiniteParts> parts) => this.parts = parts;

    /// <summary>The codec that trains with the built-in parts.</summary>
    public static FiniteCodec Instance { get; } = new([]);

    /// <inheritdoc/>
    public override string Format => "antiphon-run/1";

    /// <inheritdoc/>
    public override string SweepFormat => "antiphon-sweep/1";

    /// <inheritdoc/>
    protected internal override JsonSerializerOptions Style => RunJsonStyle.Document;

    /// <inheritdoc/>
    public override GameIdentity Identify(CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        return new GameIdentity(game.Name, game.Hash, game.Agents);
    }

    /// <inheritdoc/>
    public override AlternationOptions Resolve(CooperativeGame game, AlternationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        return options.For(game);
    }

    /// <inheritdoc/>
    public override CooperativeGame Deploy(CooperativeGame game, AlternationOptions options) => options.Deployed(game);

    /// <inheritdoc/>
    public override JointPolicy Deploy(JointPolicy pair, AlternationOptions options) => options.Deployed(pair);

    /// <inheritdoc/>
    public override void RequireFit(JointPolicy pair, CooperativeGame game, AlternationOptions options) => pair.RequireFit(game);

    /// <inheritdoc/>
    public override int LeastSubsample(AlternationOptions options) => options.Memory is null ? 1 : 0;

    /// <inheritdoc/>
    public override SimulationResult Simulate(
        CooperativeGame game,
        JointPolicy pair,
        AlternationOptions options,
        OnlineExecutionOptions execution,
        TimeProvider time,
        CancellationToken cancellation
    ) => new OnlineExecution(execution, time).Run(game, pair, progress: null, cancellation);

    /// <inheritdoc/>
    public override AlternationResult<JointPolicy> Train(
        AlternationOptions options,
        CooperativeGame game,
        IReadOnlyList<RestartState<JointPolicy>>? resumeFrom,
        Action<IReadOnlyList<RestartState<JointPolicy>>> onTurn,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    ) => new Alternation(options) { Parts = parts }.Run(game, resumeFrom, onTurn, progress, cancellation);

    /// <inheritdoc/>
    protected internal override IReadOnlyList<RestartState<JointPolicy>> Begin(
        CooperativeGame game,
        AlternationOptions options,
        RunStart<JointPolicy> from
    )
    {
        ArgumentNullException.ThrowIfNull(from);
        return [WarmStart.Begin($"from {from.Origin.Source}", WarmStart.Fit(from.Pair, options.Deployed(game), options))];
    }

    /// <inheritdoc/>
    protected internal override void WriteGame(string path, CooperativeGame game) => GameFile.Save(game, path);

    /// <inheritdoc/>
    protected internal override CooperativeGame ReadGame(string path, string record, GameIdentity identity) =>
        RunFile.LoadGame(path, identity.Hash, Path.GetFileName(record));

    /// <inheritdoc/>
    protected internal override void WritePair(string path, JointPolicy pair, CooperativeGame game, AlternationOptions options) =>
        PolicyFile.Save(pair, game, path);

    /// <inheritdoc/>
    protected internal override AlternationOptions Stored(string path, AlternationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Restarts is null
            ? throw new InvalidInputException(
                $"{path}: restarts is null; expected a whole number of at least 1; restore the file as it was"
            )
            : options with
            {
                IsStored = true,
            };
    }

    /// <inheritdoc/>
    protected internal override JointPolicy ReadPair(string path, CooperativeGame game, AlternationOptions options)
    {
        JointPolicy policy = PolicyFile.Load(path, game);
        return policy.Global.Subsample == options.Subsample
            ? policy
            : throw new InvalidInputException(
                $"{path}: subsample is {policy.Global.Subsample}; expected {options.Subsample}, as in run.json; one of the two was "
                    + "edited; restore it"
            );
    }

    /// <inheritdoc/>
    protected internal override void WriteCheckpoint(
        string path,
        RunRecord<AlternationOptions> record,
        IReadOnlyList<RestartState<JointPolicy>> states
    ) => Checkpoint.Write(path, record, states);

    /// <inheritdoc/>
    protected internal override IReadOnlyList<RestartState<JointPolicy>> ReadCheckpoint(
        string path,
        RunRecord<AlternationOptions> record,
        Func<CooperativeGame> game
    )
    {
        // Several policies of one checkpoint may ask for it.
        var deployed = new Lazy<CooperativeGame>(() => record.Options.Deployed(game()));
        return Checkpoint.Read(path, record, () => deployed.Value);
    }
}
