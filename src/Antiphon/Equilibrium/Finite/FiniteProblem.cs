using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;
using RankedPair = (string Global, string Local, Antiphon.Policies.JointPolicy Pair, double Value);

namespace Antiphon.Equilibrium;

/// <summary>A finite game as <see cref="Alternation{TPair}"/> sees it.</summary>
internal sealed class FiniteProblem : IEquilibriumProblem<JointPolicy>
{
    private const int TypicalTurns = 6;

    // Of the time of an ordinary training; the rest goes into measuring its result.
    internal const double SearchShare = 0.8;

    private readonly FiniteSetting setting;
    private readonly IReadOnlyList<IOracle<JointPolicy>> own;
    private readonly IReadOnlyList<RankedPair> baselines;
    private readonly OnlineExecution deploy;

    private FiniteProblem(
        FiniteSetting setting,
        IReadOnlyList<IOracle<JointPolicy>> own,
        IReadOnlyList<RankedPair> baselines,
        OnlineExecution deploy
    )
    {
        this.setting = setting;
        this.own = own;
        this.baselines = baselines;
        this.deploy = deploy;
        Tolerances tolerances = setting.Tolerances;
        Rule = new StopRule
        {
            Sweeps = tolerances.Sweeps,
            Threshold = setting.Options.UpdateRule == UpdateRule.Corrected ? tolerances.Threshold : null,
        };
    }

    /// <summary>Checks that the options fit the game before any work, and values the baselines.</summary>
    /// <param name="game">The game; its own n is the true one.</param>
    /// <param name="options">What to do, checked and resolved for the game.</param>
    /// <param name="own">Oracles of your own, in place of the built-in ones of their side; null: none.</param>
    /// <param name="parts">Parts that options may ask for beside the built-in ones; null: none.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <exception cref="InvalidInputException">An option does not fit the game, or something does not fit in memory.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static FiniteProblem Create(
        CooperativeGame game,
        AlternationOptions options,
        IReadOnlyList<IOracle<JointPolicy>>? own = null,
        IReadOnlyList<FiniteParts>? parts = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<FiniteParts> known = BuiltInParts.With(parts ?? []);
        var chosen = ChosenParts.Of(options, known);
        game = options.Deployed(game);

        // Built before any work, so that an option they refuse does not waste a training.
        var execution = new OnlineExecution(options.Deployment);
        _ = new PairedComparison(
            new PairedComparisonOptions { MaximumRollouts = options.JudgeRollouts, Horizon = options.DeployedHorizon }
        );
        if (options.Memory is null)
        {
            SubsampleCheck.Require(game, options.Subsample);
            TrainingRefusal.Require(game, options);
            if (options.GlobalOracle == GlobalOracle.Surrogate || options.UpdateRule == UpdateRule.PaperBox)
            {
                FiniteSetting.RequireCoupled(
                    game,
                    options.Subsample,
                    ", or use GlobalOracle = Deployed, which plans in the population model"
                );
            }
        }
        else
        {
            RememberingPolicy.RequireGame(game);
            SubsampleCheck.RequireWithMemory(game, options.Subsample);
        }

        foreach (FiniteParts each in known)
        {
            each.RequireFit(game, options);
        }

        var shared = new FiniteSetting(game, options, Tolerances.Of(options, game, cancellation), chosen);
        return new FiniteProblem(shared, own ?? [], Baselines(shared, cancellation), execution);
    }

    /// <inheritdoc/>
    public StopRule Rule { get; }

    /// <inheritdoc/>
    public int Threads => setting.Options.Threads;

    /// <inheritdoc/>
    public IReadOnlyList<RestartState<JointPolicy>> Starts(CancellationToken cancellation)
    {
        AlternationOptions options = setting.Options;

        // The paper's UPDATE, there for comparison, is not helped by a search that the paper does not have.
        IReadOnlyList<RankedPair> known =
            options.UpdateRule == UpdateRule.PaperBox ? StartingPairs.WithoutBlindPair(baselines) : baselines;
        return
        [
            .. StartingPairs
                .Choose(setting.Game, setting.Observations, known, options.Starts, options.Seed, cancellation)
                .Select((start, number) => RestartState.Begin(number, start.Name, start.Pair, FirstTurn(start))),
        ];
    }

    /// <inheritdoc/>
    public IPlayers<JointPolicy> Seat(int threads, CancellationToken cancellation) =>
        new FinitePlayers(setting, own, threads, cancellation);

    /// <inheritdoc/>
    public Progress Progress(IReadOnlyList<RestartState<JointPolicy>> states, RestartState<JointPolicy> last)
    {
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(last);
        return SearchProgress(states, last);
    }

    /// <summary>The same for any finite game; the value is left out where there is none.</summary>
    internal static Progress SearchProgress(IReadOnlyList<RestartState<JointPolicy>> states, RestartState<JointPolicy> last)
    {
        int done = states.Sum(each => each.Finished is null ? Math.Min(each.Position, TypicalTurns - 1) : TypicalTurns);
        string made = last.Proposals is [.., var proposal]
            ? $", sweep {proposal.Sweep}: {proposal.Oracle} {(proposal.Accepted ? "accepted" : "rejected")}"
            : "";
        string value = double.IsNaN(last.ModelValue) ? "" : $", value {last.ModelValue:F3}";
        return new Progress(
            Math.Min(SearchShare, SearchShare * done / (TypicalTurns * states.Count)),
            $"start {last.Restart + 1} of {states.Count}{made}{value}"
        );
    }

    /// <inheritdoc/>
    public AlternationResult<JointPolicy> Measure(
        IReadOnlyList<RestartState<JointPolicy>> states,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        using var players = new FinitePlayers(setting, [], Threads, cancellation);
        return new FiniteMeasurement(setting, players, baselines, deploy).Run(states, progress, cancellation);
    }

    // The paper's order is the global agent's turn first, from every start.
    private Player FirstTurn(StartingPair start) => setting.Options.UpdateRule == UpdateRule.PaperBox ? Player.Global : start.FirstTurn;

    private static IReadOnlyList<RankedPair> Baselines(FiniteSetting setting, CancellationToken cancellation)
    {
        using var workers = new Workers(setting.Options.Threads, cancellation);
        return StartingPairs.RankedBaselines(setting.CreateEvaluator(workers), setting.Tolerances.OfProposals, cancellation);
    }
}
