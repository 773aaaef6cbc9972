using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Equilibrium;

/// <summary>
/// A finite game of any number of local states as <see cref="Alternation{TPair}"/> sees it. The dispatcher is planned with alpha vectors,
/// the agents climb along simulated episodes, and every pair is valued by simulation at the true n. No table over count vectors is made.
/// </summary>
internal sealed class AlphaProblem : IEquilibriumProblem<JointPolicy>
{
    private readonly AlphaSetting setting;
    private readonly IReadOnlyList<IOracle<JointPolicy>> own;
    private readonly OnlineExecution deploy;

    private AlphaProblem(AlphaSetting setting, IReadOnlyList<IOracle<JointPolicy>> own, OnlineExecution deploy)
    {
        this.setting = setting;
        this.own = own;
        this.deploy = deploy;
        Rule = new StopRule { Sweeps = setting.Tolerances.Sweeps, Threshold = setting.Tolerances.Threshold };
    }

    /// <summary>Checks that alpha vectors can do what is asked before any work, and searches for a blind pair.</summary>
    /// <param name="game">The game; its own n is the true one.</param>
    /// <param name="options">What to do, checked and resolved for the game.</param>
    /// <param name="own">Oracles of the caller, in place of the built-in ones of their side.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <exception cref="InvalidInputException">An option asks for what alpha vectors cannot do.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal static AlphaProblem Create(
        CooperativeGame game,
        AlternationOptions options,
        IReadOnlyList<IOracle<JointPolicy>> own,
        CancellationToken cancellation
    )
    {
        game = options.Deployed(game);
        var execution = new OnlineExecution(options.Deployment);
        AlphaFit.Require(game, options);
        var shared = new AlphaSetting(
            game,
            options,
            Tolerances.Of(options, game, cancellation),
            new BlindPairSearch(new BlindPairOptions()).Solve(game, cancellation)
        );
        return new AlphaProblem(shared, own, execution);
    }

    /// <inheritdoc/>
    public StopRule Rule { get; }

    /// <inheritdoc/>
    public int Threads => setting.Options.Threads;

    /// <inheritdoc/>
    public IReadOnlyList<RestartState<JointPolicy>> Starts(CancellationToken cancellation) =>
        [
            .. AlphaStarts
                .Of(setting, cancellation)
                .Take(setting.Options.Starts)
                .Select((start, number) => RestartState.Begin(number, start.Name, start.Pair, start.FirstTurn)),
        ];

    /// <inheritdoc/>
    /// <remarks>
    /// Most of the work is simulation, which takes threads as they are free: every start may use all of them, so that none idles beside
    /// the last start at work.
    /// </remarks>
    public IPlayers<JointPolicy> Seat(int threads, CancellationToken cancellation) => new AlphaPlayers(setting, own, Threads);

    /// <inheritdoc/>
    public Progress Progress(IReadOnlyList<RestartState<JointPolicy>> states, RestartState<JointPolicy> last) =>
        FiniteProblem.SearchProgress(states, last);

    /// <inheritdoc/>
    public AlternationResult<JointPolicy> Measure(
        IReadOnlyList<RestartState<JointPolicy>> states,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    ) => new AlphaMeasurement(setting, deploy).Run(states, progress, cancellation);
}

/// <summary>What all starts of an alternation with alpha vectors share.</summary>
/// <param name="Game">The game.</param>
/// <param name="Options">Options, with the horizon resolved.</param>
/// <param name="Tolerances">What counts.</param>
/// <param name="Blind">The best blind pair found.</param>
internal sealed record AlphaSetting(CooperativeGame Game, AlternationOptions Options, Tolerances Tolerances, BlindPair Blind)
{
    /// <summary>The blind pair as it is deployed.</summary>
    internal JointPolicy BlindPair => new(new BlindPolicy(Options.Subsample, Game.GlobalActions, Blind.Actions), Blind.Local);
}
