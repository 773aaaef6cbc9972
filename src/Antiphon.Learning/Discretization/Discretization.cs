using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Learning;

/// <summary>How a continuous game is cut into bins.</summary>
public sealed record DiscretizationOptions
{
    /// <summary>Equal bins of the interval of s_g; at least 2.</summary>
    public int GlobalBins { get; init; } = 5;

    /// <summary>Equal bins of the interval of s_l; at least 2.</summary>
    public int LocalBins { get; init; } = 5;

    /// <summary>
    /// Moves drawn for every row of probabilities, at least 16; a probability's standard error is at most 1/(2 sqrt of it).
    /// </summary>
    public int Samples { get; init; } = 4096;

    /// <summary>Starts of episodes drawn for the initial law; at least 1.</summary>
    public int Starts { get; init; } = 2000;

    /// <summary>Root of all randomness.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>
/// A continuous game on intervals as a finite one, to be solved by the exact methods. Agents are assumed to be spread evenly within their
/// bin. A row of probabilities is the law of the next bin, estimated from draws. Rewards are means over a grid of 16 x 16 points of the
/// two bins. The initial law is the symmetric Dirichlet law with the mean sum of squared shares of the game's own starts. This is a model,
/// not an approximation with a proved error: the value of its policies is measured in the continuous game.
/// </summary>
public sealed class Discretization
{
    private const int Strata = 16;

    private readonly ContinuousGame game;
    private readonly HistogramFeatures globalBins;
    private readonly HistogramFeatures localBins;

    /// <summary>Cuts a game.</summary>
    /// <param name="game">The game; s_g and s_l must be numbers.</param>
    /// <param name="options">Bins and samples.</param>
    /// <exception cref="InvalidInputException">A state has several coordinates, or an option is out of range.</exception>
    public Discretization(ContinuousGame game, DiscretizationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.game = new CheckedContinuousGame(game);
        if (game.GlobalStates.Dimension != 1 || game.LocalStates.Dimension != 1)
        {
            throw new InvalidInputException(
                $"the game '{game.Name}' has states of {game.GlobalStates.Dimension} and {game.LocalStates.Dimension} coordinates; only "
                    + "games on intervals can be discretized"
            );
        }

        var range = new Simulation.OptionRange();
        range.AtLeast(2, "global bins", options.GlobalBins);
        range.AtLeast(2, "local bins", options.LocalBins);
        range.AtMost("bins", Math.Max(options.GlobalBins, options.LocalBins), 200);
        range.AtLeast(Strata, "samples", options.Samples);
        range.AtLeast(1, "starts", options.Starts);
        range.Require();
        (globalBins, localBins) = (
            new HistogramFeatures(game.GlobalStates, options.GlobalBins),
            new HistogramFeatures(game.LocalStates, options.LocalBins)
        );
        ProbabilityError = 0.5 / Math.Sqrt(options.Samples);
        Game = CooperativeGame.Create(Define(options));
        View = new RebinnedGame(this.game, localBins);
    }

    /// <summary>The finite game.</summary>
    public CooperativeGame Game { get; }

    /// <summary>
    /// The continuous game as the finite one's policies see it: observations are histograms over the local bins. Their pairs are deployed
    /// in this game.
    /// </summary>
    public ContinuousGame View { get; }

    /// <summary>Largest standard error of a probability.</summary>
    public double ProbabilityError { get; }

    /// <summary>A pair of the finite game as one of the continuous game: each agent acts by the bins it sees.</summary>
    /// <param name="policy">The pair.</param>
    /// <exception cref="InvalidPolicyException">It does not fit the finite game.</exception>
    /// <exception cref="InvalidInputException">The global policy is no table of observations.</exception>
    public ContinuousPair Deploy(JointPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        policy.RequireFit(Game);
        if (policy.Global.Remembers)
        {
            throw new InvalidInputException(
                $"a global policy of type {policy.Global.GetType().Name} acts on more than one observation; only tables of observations "
                    + "can be deployed with continuous states"
            );
        }

        return new ContinuousPair(
            new BinnedGlobalPolicy(policy.Global, new DeployedWorld(Game, policy.Local), globalBins, localBins.Size),
            new BinnedLocalPolicy(policy.Local, globalBins, localBins),
            policy.Global.Subsample
        );
    }

    private GameDefinition Define(DiscretizationOptions options)
    {
        RandomStream root = new RandomStream(options.Seed).Split(LearningPurposes.Discretization);
        int globals = globalBins.Size,
            locals = localBins.Size,
            actions = game.GlobalActions.Count,
            moves = game.LocalActions.Count;
        return new GameDefinition
        {
            Name = $"{game.Name}-{globals}x{locals}",
            Discount = game.Discount,
            Agents = game.Agents,
            GlobalStateNames = Names(globalBins),
            LocalStateNames = Names(localBins),
            GlobalActionNames = [.. game.GlobalActions],
            LocalActionNames = [.. game.LocalActions],
            GlobalTransition = Table(globals, s =>
                Table(actions, a => GlobalRow(s, a, options.Samples, root.Split(LearningPurposes.GlobalRow, (s * actions) + a)))
            ),
            LocalTransition = Table(locals, l =>
                Table(globals, s =>
                    Table(moves, a =>
                        LocalRow(l, s, a, options.Samples, root.Split(LearningPurposes.LocalRow, (((l * globals) + s) * moves) + a))
                    )
                )
            ),
            GlobalReward = Table(globals, s => Table(actions, a => Points(globalBins, s).Average(point => game.GlobalReward([point], a)))),
            LocalReward = Table(locals, l => Table(globals, s => Table(moves, a => MeanReward(l, s, a)))),
            Initial = Starts(options.Starts, root.Split(LearningPurposes.Starts)),
            Geometry = null,
        };
    }

    private double[] GlobalRow(int bin, int action, int samples, RandomStream random)
    {
        double[] counts = new double[globalBins.Size];
        double[] next = new double[1];
        for (int sample = 0; sample < samples; sample++)
        {
            game.MoveGlobal([Within(globalBins, bin, (sample + random.NextDouble()) / samples)], action, random, next);
            counts[globalBins.Bin(next[0])]++;
        }

        return Normalised(counts);
    }

    private double[] LocalRow(int local, int global, int action, int samples, RandomStream random)
    {
        double[] counts = new double[localBins.Size];
        double[] states = new double[samples / Strata];
        int[] actions = new int[states.Length];
        actions.AsSpan().Fill(action);
        foreach (double point in Points(globalBins, global))
        {
            for (int i = 0; i < states.Length; i++)
            {
                states[i] = Within(localBins, local, (i + random.NextDouble()) / states.Length);
            }

            game.MoveLocals([point], actions, random, states);
            foreach (double state in states)
            {
                counts[localBins.Bin(state)]++;
            }
        }

        return Normalised(counts);
    }

    private double MeanReward(int local, int global, int action)
    {
        double[] states = [.. Points(localBins, local)];
        int[] actions = new int[states.Length];
        actions.AsSpan().Fill(action);
        double[] rewards = new double[states.Length];
        double sum = 0.0;
        foreach (double point in Points(globalBins, global))
        {
            game.LocalRewards([point], states, actions, rewards);
            sum += rewards.Sum();
        }

        return sum / (Strata * states.Length);
    }

    // For the symmetric Dirichlet law of S shares with concentration a, E[sum of squared shares] = (a + 1)/(S a + 1).
    private InitialLaw Starts(int starts, RandomStream random)
    {
        (double[] global, double[] locals) = (new double[1], new double[game.Agents]);
        double[] globalCounts = new double[globalBins.Size];
        double squares = 0.0;
        for (int start = 0; start < starts; start++)
        {
            game.Start(random, global, locals);
            globalCounts[globalBins.Bin(global[0])]++;
            double[] counts = new double[localBins.Size];
            foreach (double state in locals)
            {
                counts[localBins.Bin(state)] += 1.0 / locals.Length;
            }

            squares += counts.Sum(share => share * share) / starts;
        }

        double concentration = (1 - squares) / Math.Max(1e-9, (localBins.Size * squares) - 1);
        return new InitialLaw([.. Normalised(globalCounts)], new DirichletLocalLaw(Math.Clamp(concentration, 1e-3, 1e3)));
    }

    private static IEnumerable<double> Points(HistogramFeatures bins, int bin) =>
        Enumerable.Range(0, Strata).Select(stratum => Within(bins, bin, (stratum + 0.5) / Strata));

    private static double Within(HistogramFeatures bins, int bin, double share) =>
        bins.Centre(bin) + ((share - 0.5) * (bins.Centre(1) - bins.Centre(0)));

    private static string[] Names(HistogramFeatures bins) =>
        [.. Enumerable.Range(0, bins.Size).Select(bin => bins.Centre(bin).ToString("0.###"))];

    private static T[] Table<T>(int size, Func<int, T> entry) => [.. Enumerable.Range(0, size).Select(entry)];

    // Counts over their sum; the game's own check wants sums of 1 to rounding.
    private static double[] Normalised(double[] counts)
    {
        double sum = counts.Sum();
        return [.. counts.Select(count => count / sum)];
    }

    private sealed class RebinnedGame(ContinuousGame game, PopulationFeatures features) : ContinuousGame
    {
        public override string Name => game.Name;

        public override double Discount => game.Discount;

        public override int Agents => game.Agents;

        public override Box GlobalStates => game.GlobalStates;

        public override Box LocalStates => game.LocalStates;

        public override IReadOnlyList<string> GlobalActions => game.GlobalActions;

        public override IReadOnlyList<string> LocalActions => game.LocalActions;

        public override PopulationFeatures Features => features;

        public override double? RewardBound => game.RewardBound;

        public override void Start(RandomStream random, Span<double> global, Span<double> locals) => game.Start(random, global, locals);

        public override void MoveGlobal(ReadOnlySpan<double> global, int action, RandomStream random, Span<double> next) =>
            game.MoveGlobal(global, action, random, next);

        public override void MoveLocals(
            ReadOnlySpan<double> global,
            ReadOnlySpan<int> actions,
            RandomStream random,
            Span<double> locals
        ) => game.MoveLocals(global, actions, random, locals);

        public override double GlobalReward(ReadOnlySpan<double> global, int action) => game.GlobalReward(global, action);

        public override void LocalRewards(
            ReadOnlySpan<double> global,
            ReadOnlySpan<double> locals,
            ReadOnlySpan<int> actions,
            Span<double> rewards
        ) => game.LocalRewards(global, locals, actions, rewards);

        public override int? RightAction(ReadOnlySpan<double> locals) => game.RightAction(locals);
    }
}
