using System.Globalization;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// One exact certification: workspaces and the order of the steps. Upper bounds first, while the workspace holds the pair; then the
/// searches.
/// </summary>
internal sealed class ExactCertification
{
    private readonly CooperativeGame game;
    private readonly JointPolicy pair;
    private readonly CertificateOptions options;
    private readonly Workers workers;
    private readonly StageProgress progress;
    private readonly CancellationToken cancellation;
    private readonly ExactPopulation population;
    private readonly PairEvaluation evaluator;
    private readonly LocalKernels kernels;
    private readonly double rounding;
    private readonly double accuracy;
    private readonly List<WitnessFunction> witnesses = [];

    internal ExactCertification(
        CooperativeGame game,
        JointPolicy pair,
        CertificateOptions options,
        Workers workers,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        (this.game, this.pair, this.options, this.workers, this.cancellation) = (game, pair, options, workers, cancellation);
        population = new ExactPopulation(game, game.Agents);
        evaluator = new PairEvaluation(population, ObservationLattice.Of(game, pair.Global.Subsample), workers);
        kernels = new LocalKernels(game, pair.Local.Probabilities);
        rounding = RoundingBound.Of(game, kernels, population.Lattice.Agents);
        accuracy = options.Resolved;
        this.progress = new StageProgress(
            progress,
            [1, 1, 2, .. game.Types.SelectMany(type => (double[])[3.0 * type.States, 5.0 * type.States]), 3, 8, 10, 6]
        );
    }

    /// <summary>Bytes of a certification at its peak.</summary>
    internal static double Bytes(CooperativeGame game, long agents, bool keepWitness)
    {
        // With types the others of a tagged agent are fewer than all agents; without, they are a lattice of one agent less.
        double others =
            (
                game.Types.Count > 1
                    ? LatticeSize.CountVectors(game, agents)
                    : LatticeSize.CountVectors(game.LocalStates, Math.Max(0, agents - 1))
            ) * (double)game.LocalStates;
        double padded = others * game.GlobalStates * sizeof(double);
        double plain = others * game.GlobalStates * sizeof(double);
        return ExactPopulation.Bytes(game, agents)
            + ExactTaggedWorld.CoupledBytes(game, others / game.LocalStates)
            + ((5 + (AndersonMixing.BytesPerValue(game.Discount) / sizeof(double))) * padded)
            + ((keepWitness ? 9 : 5) * plain);
    }

    internal (NashCertificate Certificate, CertificateWitness? Witness) Run()
    {
        progress.Next("value of the pair");
        evaluator.SetLocal(pair.Local);
        evaluator.SetGlobal(pair.Global);
        double value = evaluator.Evaluate(accuracy, cancellation);
        double error = evaluator.ErrorBound + rounding;
        double[] values = Plain(evaluator.Values);
        double[] start = new double[evaluator.Values.Length];
        population.WriteInitialLaw(start);
        start = Plain(start);
        Witness(new WitnessFunction(WitnessNames.Value, error, values, null, null));
        var dispatcher = new GapTracker(WitnessNames.Dispatcher, start, values, error);
        var team = new GapTracker(WitnessNames.Team, start, values, error);
        var welfare = new GapTracker(WitnessNames.Welfare, start, values, error);
        string notice = evaluator.Notice;

        BoundDispatcher(dispatcher);
        progress.Next("first-order gap");
        double firstOrder = new ReactiveLLearn(new BestResponseOptions { Accuracy = accuracy, MaximumSteps = 0 })
            .Solve(evaluator, pair.Local, cancellation)
            .FirstOrderGap;
        (EquilibriumGap agent, EquilibriumGap selfish) = OneAgent(
            start,
            values,
            error,
            Plain(evaluator.Occupy(accuracy / 100, cancellation))
        );
        int group = BoundWelfare(team, welfare);
        Search(dispatcher, team, welfare);
        return (
            new NashCertificate
            {
                Game = game.Name,
                GameHash = game.Hash,
                PolicyHash = PolicyHash.Compute(pair, game),
                Agents = game.Agents,
                Subsample = pair.Global.Subsample,
                Sampling = game.Sampling is UniformSampling ? null : game.Sampling.Text,
                Method = NashCertificate.Exact,
                Value = value,
                Residual = error,
                DispatcherGap = Finished(dispatcher),
                AgentGap = agent,
                TeamGap = Finished(team),
                FirstOrderGap = firstOrder,
                SelfishAgentGap = selfish,
                WelfareGap = Finished(welfare),
                WelfareGroup = group,
                Notices =
                [
                    .. notice.Length > 0 ? (string[])[notice] : [],
                    .. game.Types.Count > 1 ? (string[])["the gaps of one agent are those of the type with the largest gain"] : [],
                    .. game.Couplings is null ? [] : (string[])[Dependence],
                ],
            },
            options.KeepWitness ? new CertificateWitness(witnesses) : null
        );
    }

    private string Dependence =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"agents depend on each other: every figure holds for exactly {game.Agents:N0} agents, on their whole lattice, including "
                + $"solver and rounding errors, and implies nothing for other numbers of agents"
        );

    private void BoundDispatcher(GapTracker gap)
    {
        progress.Next("best response of a dispatcher that observes all agents");
        (double[] relaxed, double relaxedError) = InformedDispatcher.Solve(evaluator, kernels, accuracy, workers, cancellation, progress);
        gap.Bound(relaxed, relaxedError + rounding);
    }

    // Nobody of any type gains more than whoever gains most: of two intervals the larger of either end.
    private (EquilibriumGap Agent, EquilibriumGap Selfish) OneAgent(double[] start, double[] values, double error, double[] occupancy)
    {
        (EquilibriumGap agent, EquilibriumGap selfish) = OneAgent(0, start, values, error, occupancy);
        for (int type = 1; type < game.Types.Count; type++)
        {
            (EquilibriumGap otherAgent, EquilibriumGap otherSelfish) = OneAgent(type, start, values, error, occupancy);
            (agent, selfish) = (agent.Or(otherAgent), selfish.Or(otherSelfish));
        }

        return (agent, selfish);
    }

    private (EquilibriumGap Agent, EquilibriumGap Selfish) OneAgent(
        int type,
        double[] start,
        double[] values,
        double error,
        double[] occupancy
    )
    {
        TaggedWorld world = ExactTaggedWorld.Create(population, kernels, evaluator.Pair, workers, type);
        var problem = new TaggedProblem(world, workers);
        int steps = DeviationSearch.IsSmall(population) ? 50 : options.SearchSteps;
        var search = new AgentSearch(
            problem,
            ExactTaggedWorld.Spread(world, population, start, isMeasure: true),
            ExactTaggedWorld.Spread(world, population, occupancy, isMeasure: true),
            steps,
            accuracy,
            progress
        );

        // The pair's value does not depend on who is tagged: no solve needed.
        EquilibriumGap agent = OneReward(
            search,
            problem,
            TagReward.Team,
            ExactTaggedWorld.Spread(world, population, values, isMeasure: false),
            error
        );
        progress.Next("one agent's own reward");
        Array.ForEach(problem.Values, function => function.Span.Clear());
        double ownError = problem.Solve(TagReward.Own, pair.Local, accuracy, cancellation, progress) + rounding;
        double[] own = Layout.Plain(world, problem.Values);
        Witness(new WitnessFunction(WitnessNames.SelfishValue, ownError, own, null, null));
        return (agent, OneReward(search, problem, TagReward.Own, own, ownError));
    }

    private EquilibriumGap OneReward(AgentSearch search, TaggedProblem problem, TagReward reward, double[] values, double error)
    {
        string name = reward == TagReward.Team ? WitnessNames.Agent : WitnessNames.Selfish;
        if (reward == TagReward.Team)
        {
            progress.Next("best response of one agent that observes all agents");
        }

        var gap = new GapTracker(name, search.Start, values, error);
        Layout.Pad(problem.World, values, problem.Values);
        double bestError = problem.Solve(reward, null, accuracy, cancellation, progress) + rounding;
        gap.Bound(Layout.Plain(problem.World, problem.Values), bestError);
        search.Run(reward, pair.Local, values, (deviating, e, policy) => gap.Offer(deviating, e + rounding, null, policy), cancellation);
        return Finished(gap);
    }

    private int BoundWelfare(GapTracker team, GapTracker welfare)
    {
        progress.Next("centralized optimum of a group");
        int size = GroupOptimum.AffordableSize(game, population.Lattice.Agents);
        (double[] values, double[] raised, double error) = size > 0 ? OfGroup(size) : OfFreePopulation();
        team.Bound(raised, error);
        welfare.Bound(raised, error);

        // What is stored is what was solved for: the group's own function.
        Witness(new WitnessFunction(WitnessNames.Best(WitnessNames.Welfare), error, values, null, null));
        return size;
    }

    private (double[] Values, double[] Raised, double Error) OfGroup(int size)
    {
        var group = new GroupOptimum(game, size, workers);
        double error = group.Solve(accuracy, cancellation) + RoundingBound.OfGroup(game, group.Size) + rounding;
        var lattice = CountLattice.Of(game, group.Size);
        (FunctionBuffer few, FunctionBuffer all) = (
            new FunctionBuffer(lattice.Size * population.Stride),
            new FunctionBuffer(population.Nodes * population.Stride)
        );
        for (int place = 0; place < group.Values.Length; place++)
        {
            few.Span[(place / game.GlobalStates * population.Stride) + (place % game.GlobalStates)] = group.Values[place];
        }

        population.Observations(lattice).Expect(few, all, population.Stride);
        return (group.Values.ToArray(), Plain(all), error);
    }

    private (double[] Values, double[] Raised, double Error) OfFreePopulation()
    {
        (double[] values, double error) = FreePopulation.Solve(game, accuracy, cancellation);
        double[] raised = [.. Enumerable.Repeat(values, population.Nodes).SelectMany(row => row)];
        return (values, raised, error + rounding);
    }

    private void Search(GapTracker dispatcher, GapTracker team, GapTracker welfare)
    {
        var search = new DeviationSearch(pair, evaluator, options, workers);
        progress.Next("better policies of the dispatcher");
        JointPolicy first = Offer(search.Dispatchers(cancellation), dispatcher, welfare);
        progress.Next("better shared policies of the agents");
        JointPolicy second = Offer(search.Teams(cancellation), team, welfare);
        progress.Next("better joint policies");
        Offer(search.Joints([pair, first, second, new JointPolicy(first.Global, second.Local)], cancellation), null, welfare);
    }

    // Evaluates proposals at n; returns the best of them, or the pair itself.
    private JointPolicy Offer(IReadOnlyList<JointPolicy> proposals, GapTracker? own, GapTracker welfare)
    {
        (JointPolicy best, double most) = (pair, 0.0);
        foreach (JointPolicy proposal in proposals.Where(proposal => !proposal.SameAs(pair)))
        {
            if (!DeviationSearch.TrySetLocal(evaluator, proposal.Local))
            {
                continue;
            }

            evaluator.SetGlobal(proposal.Global);
            evaluator.Evaluate(accuracy, cancellation);
            double error =
                evaluator.ErrorBound
                + RoundingBound.Of(game, new LocalKernels(game, proposal.Local.Probabilities), population.Lattice.Agents);
            double[] values = Plain(evaluator.Values);
            TabularGlobalPolicy? global = ReferenceEquals(proposal.Global, pair.Global) ? null : proposal.Global.Table;
            LocalPolicy? local = ReferenceEquals(proposal.Local, pair.Local) ? null : proposal.Local;
            own?.Offer(values, error, global, local);
            double gain = welfare.Offer(values, error, global, local);
            (best, most) = gain > most ? (proposal, gain) : (best, most);
        }

        return best;
    }

    private EquilibriumGap Finished(GapTracker gap)
    {
        foreach (WitnessFunction function in gap.Witnesses.Where(function => function.Values.Length > 0))
        {
            Witness(function);
        }

        return gap.Gap;
    }

    private void Witness(WitnessFunction function)
    {
        if (
            options.KeepWitness
            && !witnesses.Exists(other => other.Name == function.Name)
            && function.Name != WitnessNames.Best(WitnessNames.Team)
        )
        {
            witnesses.Add(function);
        }
    }

    private double[] Plain(ReadOnlySpan<double> padded) => Layout.Plain(padded, population.Nodes, population.Stride, game.GlobalStates);
}
