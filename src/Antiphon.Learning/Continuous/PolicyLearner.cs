using Antiphon.Equilibrium;
using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>
/// A policy network, its critic and their optimizers: what learning keeps between updates. Changed in place; copy to keep.
/// </summary>
internal sealed class LearnerState
{
    internal LearnerState(Perceptron policy, Perceptron critic)
        : this(
            policy.Shape,
            policy.Parameters.ToArray(),
            new Adam(policy.Shape.Parameters),
            critic.Shape,
            critic.Parameters.ToArray(),
            new Adam(critic.Shape.Parameters)
        )
    {
        // All fields are set by the other constructor.
    }

    internal LearnerState(
        PerceptronShape policyShape,
        double[] policy,
        Adam policyOptimizer,
        PerceptronShape criticShape,
        double[] critic,
        Adam criticOptimizer
    )
    {
        (PolicyShape, Policy, PolicyOptimizer) = (policyShape, policy, policyOptimizer);
        (CriticShape, Critic, CriticOptimizer) = (criticShape, critic, criticOptimizer);
    }

    internal PerceptronShape PolicyShape { get; }

    internal double[] Policy { get; }

    internal Adam PolicyOptimizer { get; }

    internal PerceptronShape CriticShape { get; }

    internal double[] Critic { get; }

    internal Adam CriticOptimizer { get; }

    /// <summary>The policy's network as it is now.</summary>
    internal Perceptron Network => new(PolicyShape, Policy);

    /// <summary>The critic's network as it is now.</summary>
    internal Perceptron CriticNetwork => new(CriticShape, Critic);

    /// <summary>Networks at random, optimizers at rest.</summary>
    internal static LearnerState Random(int inputs, int hidden, int actions, RandomStream random) =>
        new(
            Perceptron.Random(new PerceptronShape(inputs, hidden, actions), random.Split(LearningPurposes.Policy)),
            Perceptron.Random(new PerceptronShape(inputs, hidden, 1), random.Split(LearningPurposes.Critic))
        );

    internal LearnerState Copy() =>
        new(PolicyShape, [.. Policy], PolicyOptimizer.Copy(), CriticShape, [.. Critic], CriticOptimizer.Copy());
}

/// <summary>Improves a policy from trajectories by TRPO, PPO or A2C.</summary>
/// <param name="options">Which, and how.</param>
/// <param name="discount">gamma.</param>
/// <param name="workers">Threads.</param>
internal sealed class PolicyLearner(ContinuousOptions options, double discount, Workers workers)
{
    private const double SpreadOffset = 1e-8;

    /// <summary>One update.</summary>
    /// <param name="state">Changed in place.</param>
    /// <param name="experience">Collected with the state's policy, actions drawn.</param>
    /// <param name="place">Whose policy, for messages.</param>
    /// <returns>What became of the trust region step; null for PPO and A2C, which always step.</returns>
    /// <exception cref="ArithmeticException">A reward sum, a gradient or a network is not finite.</exception>
    internal PolicyUpdate? Update(LearnerState state, Trajectories experience, string place)
    {
        var policy = new NetworkGradient(state.PolicyShape, experience.States, workers);
        var critic = new NetworkGradient(state.CriticShape, experience.States, workers);
        double[] returns = experience.Returns(discount);
        RequireFinite(returns, place);
        (double[] logProbabilities, double[] probabilities) = Law(policy, state, experience.Actions);
        var samples = new PolicySamples(experience.Actions, Advantages(state, critic, experience, returns), logProbabilities);
        var targets = new SquaredErrorLoss(returns);
        if (options.Algorithm == PolicyAlgorithm.Trpo)
        {
            int actions = state.PolicyShape.Outputs;
            PolicyUpdate step = TrustRegionStep.Take(
                options.TrustRegion,
                policy,
                new RatioLoss(samples, actions),
                new DivergenceLoss(probabilities, actions),
                state.Policy
            );
            FitCritic(state, critic, targets, place);
            return step;
        }

        FitBoth(state, policy, critic, experience, returns, logProbabilities, targets, place);
        return null;
    }

    private void FitCritic(LearnerState state, NetworkGradient critic, PanelLoss targets, string place)
    {
        double[] gradient = new double[state.Critic.Length];
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            _ = critic.Gradient(state.Critic, targets, gradient);
            _ = Adam.Clip(options.LargestGradient, $"the critic of the {place}", gradient);
            state.CriticOptimizer.Step(state.Critic, gradient, options.LearningRate);
        }
    }

    private void FitBoth(
        LearnerState state,
        NetworkGradient policy,
        NetworkGradient critic,
        Trajectories experience,
        double[] returns,
        double[] logProbabilities,
        PanelLoss targets,
        string place
    )
    {
        double[] ofPolicy = new double[state.Policy.Length],
            ofCritic = new double[state.Critic.Length];
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            // Advantages follow the critic as it is fitted, as in the authors' program.
            var samples = new PolicySamples(experience.Actions, Advantages(state, critic, experience, returns), logProbabilities);
            PanelLoss loss =
                options.Algorithm == PolicyAlgorithm.Ppo
                    ? new ClippedRatioLoss(samples, state.PolicyShape.Outputs, options.EntropyBonus, options.Clip)
                    : new LogLikelihoodLoss(samples, state.PolicyShape.Outputs, options.EntropyBonus);
            _ = policy.Gradient(state.Policy, loss, ofPolicy);
            _ = critic.Gradient(state.Critic, targets, ofCritic);
            foreach (ref double entry in ofCritic.AsSpan())
            {
                entry *= options.CriticWeight;
            }

            _ = Adam.Clip(options.LargestGradient, $"policy and critic of the {place}", ofPolicy, ofCritic);
            state.PolicyOptimizer.Step(state.Policy, ofPolicy, options.LearningRate);
            state.CriticOptimizer.Step(state.Critic, ofCritic, options.LearningRate);
        }
    }

    // Normalised to mean 0 and (sample) variance 1.
    private double[] Advantages(LearnerState state, NetworkGradient critic, Trajectories experience, double[] returns)
    {
        double[] values = critic.Outputs(state.Critic);
        double[] advantages;
        if (options.AdvantageDecay is double decay)
        {
            double[] ends = new NetworkGradient(state.CriticShape, experience.Ends, workers).Outputs(state.Critic);
            advantages = experience.Advantages(discount, decay, values, ends);
        }
        else
        {
            advantages = [.. returns.Select((value, sample) => value - values[sample])];
        }

        double mean = advantages.Sum() / advantages.Length;
        double square = advantages.Sum(advantage => (advantage - mean) * (advantage - mean));
        double spread = Math.Sqrt(square / Math.Max(1, advantages.Length - 1)) + SpreadOffset;
        foreach (ref double advantage in advantages.AsSpan())
        {
            advantage = (advantage - mean) / spread;
        }

        return advantages;
    }

    private static (double[] LogProbabilities, double[] Probabilities) Law(NetworkGradient policy, LearnerState state, int[] taken)
    {
        int actions = state.PolicyShape.Outputs;
        double[] outputs = policy.Outputs(state.Policy);
        double[] probabilities = new double[outputs.Length];
        double[] logProbabilities = new double[taken.Length];
        for (int sample = 0; sample < taken.Length; sample++)
        {
            Span<double> z = outputs.AsSpan(sample * actions, actions);
            double logSum = Softmax.Probabilities(z, probabilities.AsSpan(sample * actions, actions));
            logProbabilities[sample] = z[taken[sample]] - logSum;
        }

        return (logProbabilities, probabilities);
    }

    private static void RequireFinite(double[] returns, string place)
    {
        foreach (double value in returns)
        {
            if (!double.IsFinite(value))
            {
                throw new ArithmeticException($"a discounted return met while training the {place} is {value}; rewards are too large");
            }
        }
    }
}
