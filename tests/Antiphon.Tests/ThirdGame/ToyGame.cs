using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Runs;
using Antiphon.Simulation;

namespace Antiphon.Tests.ThirdGame;

/// <summary>
/// A kind of game that the library does not know: both sides choose a number once, and every step pays what the table says for the pair,
/// plus noise. Nothing in it has states, counts or networks.
/// </summary>
internal sealed record ToyGame(string Name, int Agents, int[][] Payoff);

/// <summary>What both sides choose.</summary>
internal sealed record ToyPair(int Global, int Local);

/// <summary>How to train.</summary>
internal sealed record ToyOptions : TrainingOptions
{
    public override required int Subsample { get; init; }

    public override ulong Seed { get; init; } = 1;

    public int Restarts { get; init; } = 3;

    [JsonIgnore]
    public override int Rollouts { get; init; } = 4;

    [JsonIgnore]
    public override int Seeds { get; init; } = 3;

    [JsonIgnore]
    public override int JudgeRollouts { get; init; } = 64;

    [JsonIgnore]
    public override double Confidence { get; init; } = 0.95;

    [JsonIgnore]
    public override bool Baselines { get; init; }

    protected override int Steps => 5;
}

/// <summary>The pair at work: the same episode for every pair but for what it pays, so that comparisons are paired.</summary>
internal sealed class ToyDeployment(ToyGame game, ToyPair pair) : IDeployment
{
    public long Agents => game.Agents;

    public double Discount => 0.5;

    public double RewardBound => double.NaN;

    public IEpisode CreateEpisode() => new Episode(game.Payoff[pair.Global][pair.Local]);

    private sealed class Episode(double pay) : IEpisode
    {
        private readonly RandomStream noise = new(0);

        public void Start(RandomStream rollout) => rollout.SplitInto(noise, RandomStream.PurposeKey("noise"), 0);

        public double Act() => pay + noise.NextDouble();

        public void Move() { }
    }
}

/// <summary>Answers by the best number against the other side's.</summary>
internal sealed class ToyOracle(ToyGame game, Player side) : IOracle<ToyPair>
{
    public Player Side => side;

    public Answer<ToyPair> Propose(Turn<ToyPair> turn, CancellationToken cancellation)
    {
        IEnumerable<ToyPair> answers =
            side == Player.Global
                ? game.Payoff.Select((_, number) => turn.Incumbent with { Global = number })
                : game.Payoff[turn.Incumbent.Global].Select((_, number) => turn.Incumbent with { Local = number });
        ToyPair best = answers.MaxBy(answer => game.Payoff[answer.Global][answer.Local])!;
        return new Answer<ToyPair>(new Candidate<ToyPair>("best number", best, game.Payoff[best.Global][best.Local]));
    }
}

/// <summary>Compares by playing.</summary>
internal sealed class ToyJudge(ToyGame game, ToyOptions options) : IJudge<ToyPair>
{
    public string Description => "paired simulation of numbers";

    public Ruling Compare(ToyPair incumbent, ToyPair candidate, long number, CancellationToken cancellation)
    {
        if (candidate == incumbent)
        {
            return Ruling.Repeated;
        }

        var comparison = new PairedComparison(
            new PairedComparisonOptions
            {
                Horizon = 5,
                Seed = options.Seed,
                Threads = 1,
            }
        );
        PairedResult result = comparison.Compare(
            new ToyDeployment(game, incumbent),
            new ToyDeployment(game, candidate),
            threshold: 0.01,
            number,
            cancellation
        );
        return new Ruling(
            result.Decision == PairedDecision.Better,
            result.Difference.Mean,
            result.Difference.Low,
            result.Difference.High,
            result.Rollouts,
            result.Decision.ToString()
        );
    }
}

/// <summary>The game as the alternation sees it.</summary>
internal sealed class ToyProblem(ToyGame game, ToyOptions options) : IEquilibriumProblem<ToyPair>
{
    public StopRule Rule => new() { Sweeps = 10 };

    public int Threads => options.Threads;

    // From the corners of the table in turn.
    public IReadOnlyList<RestartState<ToyPair>> Starts(CancellationToken cancellation) =>
        [
            .. Enumerable
                .Range(0, options.Restarts)
                .Select(number => RestartState.Begin(number, $"corner {number}", new ToyPair(number % 2, number / 2 % 2), Player.Global)),
        ];

    public IPlayers<ToyPair> Seat(int threads, CancellationToken cancellation) => new Players(game, options);

    public Progress Progress(IReadOnlyList<RestartState<ToyPair>> states, RestartState<ToyPair> last) =>
        new(0.5, $"corner {last.Restart}");

    public AlternationResult<ToyPair> Measure(
        IReadOnlyList<RestartState<ToyPair>> states,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        RestartState<ToyPair> best = states.MaxBy(state => state.ModelValue)!;
        SimulationResult deployed = new OnlineExecution(options.Deployment).Run(
            new ToyDeployment(game, best.Incumbent),
            null,
            cancellation
        );
        return new AlternationResult<ToyPair>
        {
            Policy = best.Incumbent,
            States = states,
            Horizon = 5,
            PopulationModel = "none",
            PopulationNodes = 0,
            PopulationSize = "none",
            Value = best.ModelValue,
            ValueErrorBound = 0,
            Deployed = deployed.Reward,
            TruncationBound = deployed.TruncationBound,
            GlobalGain = 0,
            LocalGain = 0,
            GlobalFirstOrderGap = 0,
            LocalFirstOrderGap = 0,
            StopReason = best.Finished ?? StopReason.Cancelled,
            Accepted = states.Sum(state => state.Proposals.Count(proposal => proposal.Accepted)),
            Proposals = states.Sum(state => state.Proposals.Count),
            BestRestart = best.Restart,
            Threshold = 0.01,
            Judge = new ToyJudge(game, options).Description,
            Restarts = RestartSummary.Of(states, []),
            Baselines = [],
            Notices = [],
        };
    }

    private sealed class Players(ToyGame game, ToyOptions options) : IPlayers<ToyPair>
    {
        public IJudge<ToyPair> Judge { get; } = new ToyJudge(game, options);

        public IReadOnlyList<IOracle<ToyPair>> Oracles(Player side) => [new ToyOracle(game, side)];

        public double Value(ToyPair pair, CancellationToken cancellation) => game.Payoff[pair.Global][pair.Local];

        public void Dispose() { }
    }
}

/// <summary>How its runs are stored.</summary>
internal sealed class ToyCodec : RunCodec<ToyGame, ToyPair, ToyOptions>
{
    public static ToyCodec Instance { get; } = new();

    public override string Format => "toy-run/1";

    public override string SweepFormat => "toy-sweep/1";

    protected internal override JsonSerializerOptions Style { get; } = RunJsonStyle.Of(new DefaultJsonTypeInfoResolver());

    public override GameIdentity Identify(ToyGame game) => new(game.Name, $"{game.Payoff.Sum(row => row.Sum())}", game.Agents);

    public override ToyOptions Resolve(ToyGame game, ToyOptions options) => options;

    public override void RequireFit(ToyPair pair, ToyGame game, ToyOptions options)
    {
        if (pair.Global >= game.Payoff.Length)
        {
            throw new InvalidInputException("no such number");
        }
    }

    public override SimulationResult Simulate(
        ToyGame game,
        ToyPair pair,
        ToyOptions options,
        OnlineExecutionOptions execution,
        TimeProvider time,
        CancellationToken cancellation
    ) => new OnlineExecution(execution, time).Run(new ToyDeployment(game, pair), null, cancellation);

    public override AlternationResult<ToyPair> Train(
        ToyOptions options,
        ToyGame game,
        IReadOnlyList<RestartState<ToyPair>>? resumeFrom,
        Action<IReadOnlyList<RestartState<ToyPair>>> onTurn,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    ) => new Alternation<ToyPair>(new ToyProblem(game, options)).Run(resumeFrom, onTurn, progress, cancellation);

    protected internal override void WriteGame(string path, ToyGame game) => Write(path, game);

    protected internal override ToyGame ReadGame(string path, string record, GameIdentity identity) => Read<ToyGame>(path);

    protected internal override void WritePair(string path, ToyPair pair, ToyGame game, ToyOptions options) => Write(path, pair);

    protected internal override ToyPair ReadPair(string path, ToyGame game, ToyOptions options) => Read<ToyPair>(path);

    protected internal override void WriteCheckpoint(
        string path,
        RunRecord<ToyOptions> record,
        IReadOnlyList<RestartState<ToyPair>> states
    ) => Write(path, states);

    protected internal override IReadOnlyList<RestartState<ToyPair>> ReadCheckpoint(
        string path,
        RunRecord<ToyOptions> record,
        Func<ToyGame> game
    ) => Read<List<RestartState<ToyPair>>>(path);

    private void Write<T>(string path, T value) => File.WriteAllText(path, JsonSerializer.Serialize(value, Style));

    private T Read<T>(string path) => JsonSerializer.Deserialize<T>(File.ReadAllText(path), Style)!;
}
