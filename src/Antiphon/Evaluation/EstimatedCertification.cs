using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Evaluation;

/// <summary>
/// The figures where the lattice of n agents does not fit. Value: simulated at n. Upper ends: the mean-field model at two resolutions, the
/// finer one plus how far they are apart. Lower ends: policies found in the mean-field model, compared with the pair in paired episodes at
/// n, the lower end of the interval. Beside them the exact certificates of smaller populations.
/// </summary>
internal sealed class EstimatedCertification(
    CooperativeGame game,
    JointPolicy pair,
    CertificateOptions options,
    Workers workers,
    CancellationToken cancellation
)
{
    private const long TrendLattice = 11_000;
    private const long TrendAgents = 200;
    private const double TrendAccuracy = 1e-4;

    internal NashCertificate Run(string gameHash, IProgress<Progress>? progress)
    {
        var stages = new StageProgress(progress, [2, 1, 3, 3, 6, 6]);
        stages.Next($"simulation at n = {game.Agents:N0}");
        SimulationResult simulated = SimulatedValue.Measure(game, pair, options, cancellation);
        stages.Next("mean-field model, lower resolution");
        int resolution = DeviationSearch.Resolution(game);
        var coarseModel = new MeanFieldCertification(game, pair, Math.Max(1, resolution / 2), options, workers);
        MeanFieldGaps coarse = coarseModel.Solve(cancellation);
        stages.Next("mean-field model, higher resolution");
        var model = new MeanFieldCertification(game, pair, resolution, options, workers);
        MeanFieldGaps fine = model.Solve(cancellation);
        stages.Next("centralized optimum of a group");
        var group = new GroupOptimum(game, GroupOptimum.AffordableSize(game, (int)Math.Min(game.Agents, int.MaxValue)), workers);
        double optimum = Expected(group, group.Solve(options.Resolved, cancellation));
        ((double Initial, double Worst) coarseWelfare, (double Initial, double Worst) welfare) = (
            Welfare(coarseModel, coarse.Value, group, optimum),
            Welfare(model, fine.Value, group, optimum)
        );
        stages.Next("better policies, evaluated at n");
        var search = new DeviationSearch(pair, model.Evaluator, options, workers);
        (double dispatcher, JointPolicy answer) = Tried(search.Dispatchers(cancellation), 1);
        (double team, JointPolicy together) = Tried(search.Teams(cancellation), 2);
        (double joint, JointPolicy _) = Tried(search.Joints([pair, answer, together], cancellation), 3);
        joint = Math.Max(joint, Math.Max(dispatcher, team));
        stages.Next("exact certificates of smaller populations");
        List<TrendPoint> trend = Trend();
        return new NashCertificate
        {
            Game = game.Name,
            GameHash = gameHash,
            PolicyHash = PolicyHash.Compute(pair, game),
            Agents = game.Agents,
            Subsample = pair.Global.Subsample,
            Sampling = game.Sampling is UniformSampling ? null : game.Sampling.Text,
            Method = NashCertificate.Estimated,
            Value = simulated.Reward.Mean,
            Residual = (simulated.Reward.High - simulated.Reward.Low) / 2,
            DispatcherGap = Gap(dispatcher, (coarse.Dispatcher, coarse.DispatcherWorst), (fine.Dispatcher, fine.DispatcherWorst)),
            AgentGap = Gap(0, (coarse.Agent, coarse.AgentWorst), (fine.Agent, fine.AgentWorst)),
            TeamGap = Gap(team, coarseWelfare, welfare),
            SelfishAgentGap = Gap(0, (coarse.Selfish, coarse.SelfishWorst), (fine.Selfish, fine.SelfishWorst)),
            WelfareGap = Gap(joint, coarseWelfare, welfare),
            WelfareGroup = group.Size,
            Notices =
            [
                "nothing here is proved: figures come from simulation at n and from a model of infinitely many agents, whose error at n "
                    + "is not bounded; the lower bounds of one agent are not estimated and set to 0",
            ],
            Estimate = new EstimateDetails(
                simulated.Reward.Low,
                simulated.Reward.High,
                options.Horizon,
                simulated.TruncationBound,
                coarse,
                fine,
                trend
            ),
        };
    }

    /// <summary>
    /// The finer figure plus how far the two are apart; never below the lower end, nor the worst below the expected one.
    /// </summary>
    internal static EquilibriumGap Gap(double lower, (double Initial, double Worst) coarse, (double Initial, double Worst) fine)
    {
        double initial = Math.Max(lower, fine.Initial + Math.Abs(fine.Initial - coarse.Initial));
        return new EquilibriumGap(
            new GapInterval(lower, initial),
            new GapInterval(lower, Math.Max(initial, fine.Worst + Math.Abs(fine.Worst - coarse.Worst)))
        );
    }

    // Subsets of j agents have the initial law of j agents, so that the expected bound needs no lattice of n.
    private double Expected(GroupOptimum group, double error)
    {
        var few = new ExactPopulation(game, group.Size);
        double[] start = new double[few.Nodes * few.Stride];
        few.WriteInitialLaw(start);
        var mean = default(NeumaierSum);
        for (int place = 0; place < group.Values.Length; place++)
        {
            mean.Add(group.Values[place] * start[(place / game.GlobalStates * few.Stride) + (place % game.GlobalStates)]);
        }

        return mean.Value + error;
    }

    private static (double Initial, double Worst) Welfare(
        MeanFieldCertification model,
        double value,
        GroupOptimum group,
        double optimum
    ) => (Math.Max(0, optimum - value), Math.Max(0, model.WelfareWorst(group)));

    // The most that a proposal surely (with 95 % confidence each) gains at n; 0 when none does.
    private (double Lower, JointPolicy Best) Tried(IReadOnlyList<JointPolicy> proposals, long number)
    {
        var comparison = new PairedComparison(
            new PairedComparisonOptions
            {
                Horizon = options.Horizon,
                MaximumRollouts = options.Rollouts,
                Seed = options.Seed,
                Threads = options.Threads,
            }
        );
        (double lower, JointPolicy best) = (0.0, pair);
        foreach (JointPolicy proposal in proposals.Where(proposal => !proposal.SameAs(pair)).Take(1))
        {
            ConfidenceInterval gain = comparison.Compare(game, pair, proposal, 0, number, cancellation).Difference;
            (lower, best) = gain.Low > lower ? (gain.Low, proposal) : (lower, gain.Mean > 0 ? proposal : best);
        }

        return (lower, best);
    }

    private List<TrendPoint> Trend()
    {
        (long smallest, long largest) = (
            (long)pair.Global.Subsample,
            Math.Min(Math.Min(game.Agents, TrendAgents), LatticeSize.LargestAgents(game, TrendLattice))
        );
        var trend = new List<TrendPoint>();
        foreach (
            long agents in new[] { smallest, (smallest + largest) / 2, largest }
                .Distinct()
                .Where(agents => agents >= smallest && agents <= largest)
        )
        {
            CertificateOptions brief = options with
            {
                Accuracy = Math.Max(options.Resolved, TrendAccuracy),
                Restarts = 0,
                SearchSteps = 1,
                KeepWitness = false,
            };
            (NashCertificate proved, _) = new ExactCertification(game.WithAgents(agents), pair, brief, workers, null, cancellation).Run();
            trend.Add(
                new TrendPoint(
                    agents,
                    proved.Value,
                    proved.DispatcherGap.Initial,
                    proved.AgentGap.Initial,
                    proved.SelfishAgentGap.Initial,
                    proved.EpsilonInitial
                )
            );
        }

        return trend;
    }
}
