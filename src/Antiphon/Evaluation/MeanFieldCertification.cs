using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// The gaps of a pair in the mean-field model at one resolution: the same relaxations, in a population that does not fluctuate. No proof
/// about n agents.
/// </summary>
internal sealed class MeanFieldCertification
{
    private readonly CooperativeGame game;
    private readonly JointPolicy pair;
    private readonly Workers workers;
    private readonly MeanFieldPopulation model;
    private readonly LocalKernels kernels;
    private readonly double[] start;
    private readonly double accuracy;
    private readonly double fineAccuracy;

    internal MeanFieldCertification(CooperativeGame game, JointPolicy pair, int resolution, CertificateOptions options, Workers workers)
    {
        (this.game, this.pair, this.workers) = (game, pair, workers);
        model = new MeanFieldPopulation(game, resolution, game.Agents);
        kernels = new LocalKernels(game, pair.Local.Probabilities);
        Evaluator = new PairEvaluation(model, ObservationLattice.Of(game, pair.Global.Subsample), workers);
        double[] padded = new double[model.Nodes * model.Stride];
        model.WriteInitialLaw(padded);
        start = Plain(padded);
        accuracy = options.Resolved;

        // One agent among n moves the team's return by the order of 1/n of it.
        fineAccuracy = Math.Min(options.Resolved, 1e-4 * ReturnScale.Of(game) / game.Agents);
    }

    /// <summary>The workspace, which holds the pair after <see cref="Solve"/>.</summary>
    internal PairEvaluation Evaluator { get; }

    /// <summary>V as left by <see cref="Solve"/>.</summary>
    internal double[] Values { get; private set; } = [];

    internal MeanFieldGaps Solve(CancellationToken cancellation)
    {
        double value = SolveValue(cancellation);
        (double Mean, double Largest) dispatcher = DispatcherGain(cancellation);
        var problem = new TaggedProblem(MeanFieldTaggedWorld.Create(model, kernels, Evaluator.Pair, pair, game.Agents), workers);
        ((double Mean, double Largest) agent, (double Mean, double Largest) selfish) = (
            OneAgent(problem, TagReward.Team, cancellation),
            OneAgent(problem, TagReward.Own, cancellation)
        );
        return new MeanFieldGaps(
            model.Lattice.Agents,
            value,
            dispatcher.Mean,
            dispatcher.Largest,
            agent.Mean,
            agent.Largest,
            selfish.Mean,
            selfish.Largest
        );
    }

    /// <summary>What a dispatcher that sees the whole population is expected to gain; without the agents' side.</summary>
    internal double SolveDispatcher(CancellationToken cancellation)
    {
        SolveValue(cancellation);
        return DispatcherGain(cancellation).Mean;
    }

    private double SolveValue(CancellationToken cancellation)
    {
        Evaluator.SetLocal(pair.Local);
        Evaluator.SetGlobal(pair.Global);
        double value = Evaluator.Evaluate(accuracy, cancellation);
        Values = Plain(Evaluator.Values);
        return value;
    }

    private (double Mean, double Largest) DispatcherGain(CancellationToken cancellation) =>
        Gain(InformedDispatcher.Solve(Evaluator, kernels, accuracy, workers, cancellation).Values, Values, start);

    /// <summary>The largest amount by which a controller of groups could earn more than the pair at some node.</summary>
    internal double WelfareWorst(GroupOptimum group)
    {
        var lattice = CountLattice.Of(game, group.Size);
        (FunctionBuffer few, FunctionBuffer all) = (
            new FunctionBuffer(lattice.Size * model.Stride),
            new FunctionBuffer(model.Nodes * model.Stride)
        );
        for (int place = 0; place < group.Values.Length; place++)
        {
            few.Span[(place / game.GlobalStates * model.Stride) + (place % game.GlobalStates)] = group.Values[place];
        }

        model.Observations(lattice).Expect(few, all, model.Stride);
        return Gain(Plain(all), Values, start).Largest;
    }

    private (double Mean, double Largest) OneAgent(TaggedProblem problem, TagReward reward, CancellationToken cancellation)
    {
        double solved = reward == TagReward.Team ? fineAccuracy : accuracy;
        Array.ForEach(problem.Values, function => function.Span.Clear());
        problem.Solve(reward, pair.Local, solved, cancellation);
        double[] own = Layout.Plain(problem.World, problem.Values);
        problem.Solve(reward, null, solved, cancellation);
        int states = game.LocalStates;
        double[] fractions = Evaluator.Pair.Fractions;
        double[] weights =
        [
            .. own.Select(
                (_, place) =>
                    start[(place / game.GlobalStates / states * game.GlobalStates) + (place % game.GlobalStates)]
                    * fractions[place / game.GlobalStates]
            ),
        ];
        return Gain(Layout.Plain(problem.World, problem.Values), own, weights);
    }

    private static (double Mean, double Largest) Gain(double[] best, double[] own, double[] weights)
    {
        (NeumaierSum mean, double largest) = (default(NeumaierSum), 0.0);
        for (int place = 0; place < own.Length; place++)
        {
            mean.Add(weights[place] * (best[place] - own[place]));
            largest = Math.Max(largest, best[place] - own[place]);
        }

        return (Math.Max(0, mean.Value), largest);
    }

    private double[] Plain(ReadOnlySpan<double> padded) => Layout.Plain(padded, model.Nodes, model.Stride, game.GlobalStates);
}
