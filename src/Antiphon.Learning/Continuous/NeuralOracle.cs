using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>
/// Improves one side's network while the other's is fixed. Learning continues from what the side proposed last, accepted or not.
/// </summary>
/// <param name="side">The side.</param>
/// <param name="game">The game.</param>
/// <param name="options">How.</param>
/// <param name="workers">Threads.</param>
internal sealed class NeuralOracle(Player side, CheckedContinuousGame game, ContinuousOptions options, Workers workers)
    : IOracle<NeuralPair>
{
    private readonly RandomStream root = NeuralPair.Root(options);
    private readonly ExperienceCollector collector = new(game, options);
    private readonly PolicyLearner learner = new(options, game.Discount, workers);

    /// <inheritdoc/>
    public Player Side => side;

    private bool IsClassifier => side == Player.Global && options.GlobalLearning == GlobalLearning.ContextualBandit;

    /// <inheritdoc/>
    public Answer<NeuralPair> Propose(Turn<NeuralPair> turn, CancellationToken cancellation)
    {
        LearnerState improved = turn.Latest.LearnerOf(side).Copy();
        IReadOnlyList<PolicyUpdate>? updates = Improve(
            improved,
            turn.Incumbent,
            root.Split(LearningPurposes.Turn, turn.Number),
            cancellation
        );
        string name = IsClassifier ? "contextual-bandit" : options.Algorithm.ToString().ToLowerInvariant();
        return new Answer<NeuralPair>(
            new Candidate<NeuralPair>(name, turn.Incumbent.With(side, improved), double.NaN)
            {
                Latest = turn.Latest.With(side, improved),
                Updates = updates,
            }
        );
    }

    private List<PolicyUpdate>? Improve(LearnerState improved, NeuralPair incumbent, RandomStream random, CancellationToken cancellation)
    {
        if (IsClassifier)
        {
            Classify(improved, random, cancellation);
            return null;
        }

        if (side == Player.Global)
        {
            var local = new NeuralLocalPolicy(incumbent.Local);
            return Update(improved, random, "global agent", stream => collector.Global(improved.Network, local, stream, cancellation));
        }

        var global = new NeuralGlobalPolicy(incumbent.Global);
        return Update(improved, random, "local agents", stream => collector.Local(global, improved.Network, stream, cancellation));
    }

    private List<PolicyUpdate>? Update(LearnerState improved, RandomStream random, string place, Func<RandomStream, Trajectories> collect)
    {
        var steps = new List<PolicyUpdate>();
        for (int update = 0; update < options.Updates; update++)
        {
            if (learner.Update(improved, collect(random.Split(LearningPurposes.Update, update)), place) is { } step)
            {
                steps.Add(step);
            }
        }

        return steps.Count > 0 ? steps : null;
    }

    // The paper's G-LEARN: cross-entropy on the right action for the whole population, given the observation of k agents.
    private void Classify(LearnerState state, RandomStream random, CancellationToken cancellation)
    {
        (SampleBatch observations, int[] labels) = collector.Resets(state.PolicyShape.Inputs, random, cancellation);
        var network = new NetworkGradient(state.PolicyShape, observations, workers);
        var loss = new CrossEntropyLoss(labels, state.PolicyShape.Outputs);
        double[] gradient = new double[state.Policy.Length];
        for (int epoch = 0; epoch < options.GlobalEpochs; epoch++)
        {
            _ = network.Gradient(state.Policy, loss, gradient);
            _ = Adam.Clip(options.LargestGradient, "the global agent's classifier", gradient);
            state.PolicyOptimizer.Step(state.Policy, gradient, options.LearningRate);
        }
    }
}
