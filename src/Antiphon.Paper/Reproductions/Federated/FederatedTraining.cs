using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Paper;

/// <summary>Policies for a fitted game.</summary>
/// <param name="game">The game.</param>
/// <param name="options">Seed, threads, resolution.</param>
internal sealed class FederatedTraining(CooperativeGame game, FederatedReproductionOptions options)
{
    // Of values, in units of the reward; a fitted game errs by more.
    private const double Accuracy = 0.02;
    private const double Threshold = 0.2;
    private const int Judged = 256;
    private const int PromisedSeeds = 15;
    private const int PromisedRollouts = 20;

    /// <summary>A pair that observes k clients.</summary>
    internal JointPolicy Pair(int subsample, CancellationToken cancellation) =>
        new Alternation(Ordinary(options, subsample)).Run(game, cancellation: cancellation).Policy;

    /// <summary>Refuses a k whose training does not fit in memory.</summary>
    /// <param name="game">A game of the sizes.</param>
    /// <param name="options">The reproduction's options.</param>
    /// <exception cref="DoesNotFitException">It does not fit.</exception>
    internal static void RequireFits(CooperativeGame game, FederatedReproductionOptions options) =>
        TrainingRefusal.Require(game, Ordinary(options, options.Subsamples.Append(FederatedReproductionOptions.RefinedSubsample).Max()));

    private static AlternationOptions Ordinary(FederatedReproductionOptions options, int subsample) =>
        new()
        {
            Subsample = subsample,
            GlobalOracle = GlobalOracle.Deployed,
            Restarts = 2,
            Resolution = options.Resolution,
            Accuracy = Accuracy,
            Threshold = Threshold,
            JudgeRollouts = Judged,
            Horizon = FederatedReproductionOptions.Rounds,
            Baselines = false,
            Seeds = 2,
            Rollouts = 1,
            Seed = options.Seed,
            Threads = options.Threads,
        };

    /// <summary>The best pair found whose dispatcher observes nobody.</summary>
    internal JointPolicy Blind(CancellationToken cancellation)
    {
        using var workers = new Workers(options.Threads, cancellation);
        BlindPair found = BlindModelSearch.Solve(
            new MeanFieldPopulation(game, options.Resolution, game.Agents),
            Accuracy,
            workers,
            cancellation
        );
        return new JointPolicy(new FunctionPolicy(0, game.GlobalActions, (state, _) => found.Actions[state]), found.Local);
    }

    /// <summary>A dispatcher that observes everybody and answers clients that keep their policy.</summary>
    internal JointPolicy Full(LocalPolicy clients, CancellationToken cancellation)
    {
        EstimatePlan plan = new InformedPlan(new GLearnOptions { Accuracy = Accuracy, Threads = options.Threads }).Solve(
            game,
            clients,
            options.Resolution,
            cancellation
        );
        return new JointPolicy(
            new FunctionPolicy((int)game.Agents, game.GlobalActions, (state, seen) => Nearest(plan, state, seen)),
            clients
        );
    }

    // What the plan does at the count vector of its own agents that is nearest.
    private static int Nearest(EstimatePlan plan, int globalState, ReadOnlySpan<int> seen)
    {
        CountLattice lattice = plan.Table.Lattice;
        Span<double> fractions = stackalloc double[seen.Length];
        Span<int> counts = stackalloc int[seen.Length];
        int agents = 0;
        foreach (int count in seen)
        {
            agents += count;
        }

        for (int state = 0; state < seen.Length; state++)
        {
            fractions[state] = (double)seen[state] / agents;
        }

        EstimatePlan.Round(fractions, lattice.Agents, counts);
        return plan.Table.Action(globalState, lattice.Rank(counts));
    }

    /// <summary>What the game promises of a pair: its mean reward over a deployed episode.</summary>
    internal ConfidenceInterval Promise(JointPolicy pair, CancellationToken cancellation) => new OnlineExecution(
            new OnlineExecutionOptions
            {
                Horizon = FederatedReproductionOptions.Rounds,
                Seeds = PromisedSeeds,
                Rollouts = PromisedRollouts,
                Seed = options.Seed,
                Threads = options.Threads,
            }
        ).Run(game, pair, null, cancellation).Reward;
}
