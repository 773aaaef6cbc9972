using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Runs;
using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>
/// Runs in games with continuous states. Such a game is a program, which no file holds: a run names its game, and is opened with the
/// built-in game of that name, or with the game that your program gives.
/// </summary>
public sealed class ContinuousCodec : RunCodec<ContinuousGame, NeuralPair, ContinuousOptions>
{
    private const int MostAgents = 10_000_000;

    private ContinuousCodec() { }

    /// <summary>The codec.</summary>
    public static ContinuousCodec Instance { get; } = new();

    /// <inheritdoc/>
    public override string Format => "antiphon-continuous-run/1";

    /// <inheritdoc/>
    public override string SweepFormat => "antiphon-continuous-sweep/1";

    /// <inheritdoc/>
    protected internal override JsonSerializerOptions Style => LearningJson.Document;

    /// <inheritdoc/>
    public override GameIdentity Identify(ContinuousGame game)
    {
        var safe = new CheckedContinuousGame(game);
        return new GameIdentity(safe.Name, HashOf(safe), safe.Agents);
    }

    /// <inheritdoc/>
    public override ContinuousOptions Resolve(ContinuousGame game, ContinuousOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        return options;
    }

    /// <inheritdoc/>
    public override void RequireFit(NeuralPair pair, ContinuousGame game, ContinuousOptions options)
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentNullException.ThrowIfNull(options);
        pair.Deployed(options.Subsample).Require(game);
    }

    /// <inheritdoc/>
    public override SimulationResult Simulate(
        ContinuousGame game,
        NeuralPair pair,
        ContinuousOptions options,
        OnlineExecutionOptions execution,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentNullException.ThrowIfNull(options);
        var deployment = new ContinuousDeployment(game, pair.Deployed(options.Subsample));
        return new OnlineExecution(execution, time).Run(deployment, progress: null, cancellation);
    }

    /// <inheritdoc/>
    public override AlternationResult<NeuralPair> Train(
        ContinuousOptions options,
        ContinuousGame game,
        IReadOnlyList<RestartState<NeuralPair>>? resumeFrom,
        Action<IReadOnlyList<RestartState<NeuralPair>>> onTurn,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    ) => new Alternation<NeuralPair>(new NeuralProblem(game, options)).Run(resumeFrom, onTurn, progress, cancellation);

    /// <inheritdoc/>
    protected internal override IReadOnlyList<RestartState<NeuralPair>> Begin(
        ContinuousGame game,
        ContinuousOptions options,
        RunStart<NeuralPair> from
    )
    {
        ArgumentNullException.ThrowIfNull(from);
        NeuralPair pair = from.Pair.AsStart(game, options);
        IReadOnlyList<RestartState<NeuralPair>> usual = new NeuralProblem(game, options).Starts(CancellationToken.None);
        return
        [
            RestartState.Begin(0, $"from {from.Origin.Source}", pair, Player.Global) with
            {
                Latest = pair,
            },
            .. usual.SkipLast(1).Select(start => start with { Restart = start.Restart + 1 }),
        ];
    }

    /// <inheritdoc/>
    protected internal override void WriteGame(string path, ContinuousGame game)
    {
        // A program is no data: the record names it and says its hash.
    }

    /// <inheritdoc/>
    protected internal override ContinuousGame ReadGame(string path, string record, GameIdentity identity)
    {
        if (identity.Agents is < 1 or > MostAgents)
        {
            throw new InvalidInputException(
                $"{record}: agents is {identity.Agents:N0}; every agent is simulated; expected 1 to {MostAgents:N0}; restore the file"
            );
        }

        ContinuousGame game = BuiltInContinuousGames.Find(identity.Name)?.Create((int)identity.Agents)
            ?? throw new InvalidInputException(
                $"{record}: game is '{identity.Name}', which is not built in; a program that defines the game can open this run"
            );
        string hash = HashOf(game);
        return identity.Hash.Length == 0 || identity.Hash == hash
            ? game
            : throw new InvalidInputException(
                $"{record}: gameHash is {identity.Hash}; that of this program's {game.Name} is {hash}: the game has changed since; open "
                    + "the run with the version that made it"
            );
    }

    /// <inheritdoc/>
    protected internal override void WritePair(string path, NeuralPair pair, ContinuousGame game, ContinuousOptions options) =>
        NeuralPolicyFile.Save(path, game.Name, pair, options.Subsample);

    /// <inheritdoc/>
    protected internal override NeuralPair ReadPair(string path, ContinuousGame game, ContinuousOptions options)
    {
        (NeuralPair pair, int subsample) = NeuralPolicyFile.LoadDeployed(path, game.Name);
        if (subsample != options.Subsample)
        {
            throw new InvalidInputException(
                $"{path}: subsample is {subsample}; expected {options.Subsample}, as in run.json; one of the two was edited; restore it"
            );
        }

        RequireFit(pair, game, options);
        return pair;
    }

    /// <summary>Loads a policy file of networks, as they are deployed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="game">The game that it must be of.</param>
    /// <exception cref="InvalidInputException">The file is damaged, or of another game.</exception>
    public static ContinuousPair LoadPolicy(string path, ContinuousGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        (NeuralPair networks, int subsample) = NeuralPolicyFile.LoadDeployed(path, game.Name);
        ContinuousPair pair = networks.Deployed(subsample);
        pair.Require(game);
        return pair;
    }

    /// <inheritdoc/>
    protected internal override void WriteCheckpoint(
        string path,
        RunRecord<ContinuousOptions> record,
        IReadOnlyList<RestartState<NeuralPair>> states
    ) => ContinuousCheckpoint.Write(path, record, states);

    /// <inheritdoc/>
    protected internal override IReadOnlyList<RestartState<NeuralPair>> ReadCheckpoint(
        string path,
        RunRecord<ContinuousOptions> record,
        Func<ContinuousGame> game
    ) => ContinuousCheckpoint.Read(path, record, game());

    /// <inheritdoc/>
    protected internal override JsonElement Complete(JsonElement record) => FormerOutcome.CompleteContinuous(record);

    // Of what a program says about its game: two games that say the same are taken for the same.
    private static string HashOf(ContinuousGame game)
    {
        string[] parts =
        [
            game.Name,
            game.Agents.ToString(CultureInfo.InvariantCulture),
            game.Discount.ToString("R", CultureInfo.InvariantCulture),
            Ends(game.GlobalStates),
            Ends(game.LocalStates),
            string.Join(',', game.GlobalActions),
            string.Join(',', game.LocalActions),
            game.Features.Size.ToString(CultureInfo.InvariantCulture),
        ];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));
    }

    private static string Ends(Box box) =>
        string.Join(',', box.Low.Concat(box.High).Select(end => end.ToString("R", CultureInfo.InvariantCulture)));
}
