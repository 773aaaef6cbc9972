using System.Globalization;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Populations;
using Antiphon.Runs;
using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>
/// A continuous game as <see cref="Alternation{TPair}"/> sees it (the paper's Appendix G.2): each side proposes an improved network while
/// the other's is fixed. One judge for both decides by paired simulation of the deployed pairs, or every proposal is accepted, as in the
/// authors' program.
/// </summary>
public sealed class NeuralProblem : IEquilibriumProblem<NeuralPair>
{
    // Deploying costs time too; the bar leaves it a twentieth.
    private const double SearchShare = 0.95;

    private readonly CheckedContinuousGame game;
    private readonly ContinuousOptions options;

    /// <summary>Checks game and options before any work.</summary>
    /// <param name="game">The game; its own n is the true one.</param>
    /// <param name="options">What to do; see each option.</param>
    /// <exception cref="InvalidInputException">
    /// An option is out of range, sizes disagree, experience does not fit in memory, or the game is not valid; the message names the
    /// place.
    /// </exception>
    public NeuralProblem(ContinuousGame game, ContinuousOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        this.game = new CheckedContinuousGame(game);
        this.options = options;
        RequireFits(this.game, options);
        NeuralPair.Random(this.game, options).Deployed(options.Subsample).Require(this.game);
        Rule = new StopRule
        {
            Sweeps = options.Alternations,
            Patience = options.Patience,
            IsJudged = options.JudgesProposals,
        };
    }

    /// <inheritdoc/>
    public StopRule Rule { get; }

    /// <inheritdoc/>
    public int Threads => options.Threads;

    /// <inheritdoc/>
    public IReadOnlyList<RestartState<NeuralPair>> Starts(CancellationToken cancellation) =>
        [.. Enumerable.Range(0, options.Starts).Select(Start)];

    /// <inheritdoc/>
    public IPlayers<NeuralPair> Seat(int threads, CancellationToken cancellation) =>
        new NeuralPlayers(game, options with { Threads = threads });

    /// <inheritdoc/>
    public Progress Progress(IReadOnlyList<RestartState<NeuralPair>> states, RestartState<NeuralPair> last)
    {
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(last);
        Proposal proposal = last.Proposals[^1];
        string value = double.IsFinite(proposal.ModelValue) ? $", return of the last proposal {proposal.ModelValue:F2}" : "";
        string start = states.Count > 1 ? $"start {last.Restart + 1} of {states.Count}, " : "";
        return new Progress(
            SearchShare * states.Average(state => state.Finished is null ? state.Position / (2.0 * options.Alternations) : 1),
            $"{start}alternation {proposal.Sweep} of {(options.JudgesProposals ? "at most " : "")}{options.Alternations}{value}"
        );
    }

    /// <inheritdoc/>
    public AlternationResult<NeuralPair> Measure(
        IReadOnlyList<RestartState<NeuralPair>> states,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(states);
        ConfidenceInterval[] ranking = states.Count == 1 ? [] : [.. states.Select(each => Ranked(each, cancellation))];
        RestartState<NeuralPair> state = ranking.Length == 0 ? states[0] : states.MaxBy(each => ranking[each.Restart].Mean)!;
        ContinuousPair pair = state.Incumbent.Deployed(options.Subsample);
        var execution = new OnlineExecution(options.Deployment);
        var deployment = new ContinuousDeployment(game, pair);
        SimulationResult deployed = execution.Run(deployment, null, cancellation);
        return new AlternationResult<NeuralPair>
        {
            Policy = state.Incumbent,
            States = states,
            Horizon = options.DeployedHorizon,
            PopulationModel = "simulation",
            PopulationNodes = 0,
            PopulationSize = string.Create(
                CultureInfo.InvariantCulture,
                $"no population model: all {game.Agents:N0} agents are simulated one by one"
            ),
            Value = double.NaN,
            ValueErrorBound = double.NaN,
            Deployed = deployed.Reward,
            Std = deployed.Std,
            MeasuredShare = DiscountedHorizon.Share(game.Discount, options.DeployedHorizon),
            TruncationBound = deployed.TruncationBound,
            ModeAccuracy = deployed.ModeAccuracy,
            SingleStepAccuracy = deployment.SingleStepAccuracy(options.Seed, options.AccuracyResets, Threads, cancellation),
            GlobalGain = double.NaN,
            LocalGain = double.NaN,
            GlobalGainDeployed = DeployedGain.Left(state, Player.Global),
            LocalGainDeployed = DeployedGain.Left(state, Player.Local),
            GlobalFirstOrderGap = double.NaN,
            LocalFirstOrderGap = double.NaN,
            StopReason = state.Finished!.Value,
            Accepted = states.Sum(each => each.Proposals.Count(proposal => proposal.Accepted)),
            Proposals = states.Sum(each => each.Proposals.Count),
            BestRestart = state.Restart,
            Threshold = options.Threshold,
            Judge = new NeuralJudge(game, options).Description,
            Restarts = RestartSummary.Of(states, ranking),
            Baselines = options.Baselines ? [.. Baselines(pair, execution, cancellation)] : [],
            Notices = NeuralNotices.Of(states, options),
        };
    }

    private RestartState<NeuralPair> Start(int number)
    {
        var start = NeuralPair.Random(game, options, number);
        return RestartState.Begin(number, NeuralPair.StartName, start, Player.Global) with { Latest = start };
    }

    // One simulation for all starts, on common random numbers that no verdict has used.
    private ConfidenceInterval Ranked(RestartState<NeuralPair> state, CancellationToken cancellation) =>
        new PairedComparison(options.Comparison(game.Discount) with { Horizon = options.DeployedHorizon }).Evaluate(
            new ContinuousDeployment(game, state.Incumbent.Deployed(options.Subsample)),
            options.JudgeRollouts,
            TurnNumbers.Ranking,
            cancellation
        );

    private IEnumerable<BaselineResult> Baselines(ContinuousPair pair, OnlineExecution execution, CancellationToken cancellation) =>
        ContinuousBaselines
            .Of(pair)
            .Select(each => new BaselineResult(
                each.Global,
                each.Local,
                execution.Run(new ContinuousDeployment(game, each.Pair), null, cancellation).Reward
            ));

    private static void RequireFits(CheckedContinuousGame game, ContinuousOptions options)
    {
        double samples = (double)
            Math.Max(options.Resets, options.Episodes * options.Horizon * Math.Min(options.Representatives, game.Agents));
        double perSample =
            8.0
            * (
                game.Features.Size
                + (2 * game.GlobalStates.Dimension)
                + game.LocalStates.Dimension
                + (2 * Math.Max(game.GlobalActions.Count, game.LocalActions.Count))
                + 6
            );
        MemoryBudget.Require(
            samples * perSample * Math.Min(options.Starts, options.Threads),
            $"{samples:N0} samples of experience for each start at work",
            "lower the episodes, the horizon, the representatives or the resets"
        );
    }
}

/// <summary>The oracles and the judge of a training with neural policies.</summary>
internal sealed class NeuralPlayers : IPlayers<NeuralPair>
{
    private readonly Workers workers;
    private readonly NeuralOracle[] oracles;

    internal NeuralPlayers(CheckedContinuousGame game, ContinuousOptions options)
    {
        workers = new Workers(options.Threads);
        oracles = [new NeuralOracle(Player.Global, game, options, workers), new NeuralOracle(Player.Local, game, options, workers)];
        Judge = new NeuralJudge(game, options);
    }

    /// <inheritdoc/>
    public IJudge<NeuralPair> Judge { get; }

    /// <inheritdoc/>
    public IReadOnlyList<IOracle<NeuralPair>> Oracles(Player side) => [.. oracles.Where(oracle => oracle.Side == side)];

    /// <inheritdoc/>
    public double Value(NeuralPair pair, CancellationToken cancellation) => double.NaN;

    /// <inheritdoc/>
    public void Dispose() => workers.Dispose();
}

/// <summary>The pairs that a trained one is held against.</summary>
internal static class ContinuousBaselines
{
    internal const string Uniform = "uniform";

    /// <summary>All agents uniform; a uniform global agent with the trained local agents.</summary>
    internal static IEnumerable<(string Global, string Local, ContinuousPair Pair)> Of(ContinuousPair trained)
    {
        yield return (Uniform, "trained", trained with { Global = new UniformContinuousGlobalPolicy() });
        yield return (
            Uniform,
            Uniform,
            trained with
            {
                Global = new UniformContinuousGlobalPolicy(),
                Local = new UniformContinuousLocalPolicy(),
            }
        );
    }
}
