using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Evaluation;

/// <summary>
/// Judges a pair whose dispatcher remembers, by simulation and by the best dispatcher that knows the population. Results do not depend on
/// the number of threads.
/// </summary>
public sealed class MemoryCertifier
{
    private readonly CertificateOptions options;

    /// <summary>Prepares a certifier.</summary>
    /// <param name="options">Accuracy, seed, threads and the sizes of simulations; searches play no part.</param>
    /// <exception cref="InvalidInputException">An option is out of range.</exception>
    public MemoryCertifier(CertificateOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        this.options = options;
    }

    /// <summary>Judges.</summary>
    /// <param name="game">The game that the policy belongs to.</param>
    /// <param name="policy">The pair; its global policy remembers.</param>
    /// <param name="agents">n, at least k.</param>
    /// <param name="progress">Receives how far it is.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="InvalidInputException">The global policy does not remember, or n is below k.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public MemoryCertificate Run(
        CooperativeGame game,
        JointPolicy policy,
        long agents,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(policy);
        policy.RequireFit(game);
        Certifier.RequireSeen(policy, agents);
        if (!policy.Global.Remembers)
        {
            throw new InvalidInputException("the global policy has no memory; use a Nash certificate");
        }

        CooperativeGame populated = agents == game.Agents ? game : game.WithAgents(agents);
        int resolution = DeviationSearch.Resolution(populated);
        bool exact = Certifier.SensibleAgents(populated) >= agents;
        progress?.Report(new Progress(0, "the best dispatcher that knows the population"));
        double accuracy = Math.Max(options.For(game, cancellation).Resolved, SpanBound.RoundingFloor(game));
        var solver = new InformedPlan(new GLearnOptions { Accuracy = accuracy, Threads = options.Threads });
        EstimatePlan fine = solver.Solve(populated, policy.Local, exact ? (int)agents : resolution, cancellation);
        double best = Expected(populated, fine, exact);
        double error = exact
            ? accuracy + RoundingBound.Of(populated, new LocalKernels(populated, policy.Local.Probabilities), (int)agents)
            : Math.Abs(
                best - Expected(populated, solver.Solve(populated, policy.Local, Math.Max(1, resolution / 2), cancellation), exact: false)
            );
        progress?.Report(new Progress(0.3, $"simulation at n = {agents:N0}"));
        var everyone = new RememberingPolicy(
            (int)Math.Min(agents, int.MaxValue),
            fine,
            new MemoryOptions { Filter = FilterKind.LastObservation, Watch = false }
        );
        PairedResult compared = new PairedComparison(
            new PairedComparisonOptions
            {
                Horizon = options.Horizon,
                FirstBatch = options.Rollouts,
                MaximumRollouts = options.Rollouts,
                Seed = options.Seed,
                Threads = options.Threads,
            }
        ).Compare(populated, policy, policy with { Global = everyone }, 0, comparison: -2, cancellation: cancellation);
        return new MemoryCertificate
        {
            Game = game.Name,
            GameHash = game.Hash,
            PolicyHash = PolicyHash.Compute(policy, game),
            Agents = agents,
            Subsample = policy.Global.Subsample,
            Horizon = options.Horizon,
            Value = compared.Incumbent,
            Informed = compared.Candidate,
            Gap = compared.Difference,
            TruncationBound = OnlineExecution.Truncation(populated, policy, options.Horizon),
            Model = exact ? NashCertificate.Exact : "mean-field",
            Resolution = fine.Table.Subsample,
            BestInModel = best,
            BestInModelError = error,
        };
    }

    // The initial law's mean of the largest action value.
    private static double Expected(CooperativeGame game, EstimatePlan plan, bool exact)
    {
        PopulationModel model = exact ? new ExactPopulation(game, game.Agents) : new MeanFieldPopulation(game, plan.Table.Subsample);
        double[] start = new double[model.Nodes * model.Stride];
        model.WriteInitialLaw(start);
        var sum = default(NeumaierSum);
        for (int state = 0; state < game.GlobalStates; state++)
        {
            ImmutableArray<double> values = plan.ActionValues!.Value[state];
            for (int node = 0; node < model.Nodes; node++)
            {
                sum.Add(start[(node * model.Stride) + state] * values[(node * game.GlobalActions) + plan.Table.Action(state, node)]);
            }
        }

        return sum.Value;
    }
}
