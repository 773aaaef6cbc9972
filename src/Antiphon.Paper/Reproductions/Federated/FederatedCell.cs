using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Paper;

/// <summary>One row of the reproduction: fits and trains, refines the fit around what was trained, and measures.</summary>
/// <param name="options">The reproduction's options.</param>
/// <param name="place">The data set.</param>
/// <param name="dataSet">alpha = beta.</param>
/// <param name="factor">Of the declared cost weight.</param>
/// <param name="steps">Receives the current step.</param>
internal sealed class FederatedCell(
    FederatedReproductionOptions options,
    FederatedWorkplace place,
    double dataSet,
    double factor,
    FederatedSteps steps
)
{
    private readonly double weight = factor * options.System.CostWeight;

    private string Words => $"synthetic({dataSet}, {dataSet}), cost weight {weight}";

    /// <summary>Computes the row.</summary>
    /// <param name="first">The logs that were made before any pair was trained.</param>
    /// <param name="cancellation">Stops it.</param>
    internal FederatedReproductionRow Run(IReadOnlyList<TrajectoryLog> first, CancellationToken cancellation)
    {
        int[] subsamples = [.. options.Subsamples.Distinct().Order()];
        (FederatedFit fit, CooperativeGame game, JointPolicy refined) = Refine(first, cancellation);
        var training = new FederatedTraining(game, options);
        List<FederatedMeasurement> policies = [];
        JointPolicy last = refined;
        foreach (int subsample in subsamples)
        {
            Begin($"training k = {subsample}", FederatedSteps.Training);
            last = subsample == FederatedReproductionOptions.RefinedSubsample ? refined : training.Pair(subsample, cancellation);
            policies.Add(Measure(training, FederatedContestant.WithSubsample(subsample, last), cancellation));
        }

        Begin("the blind pair", FederatedSteps.Training);
        JointPolicy blind = training.Blind(cancellation);
        policies.Add(Measure(training, new FederatedContestant("blind pair", FederatedPolicyKind.Blind, blind), cancellation));
        Begin("full observation", FederatedSteps.Training);
        JointPolicy full = training.Full(last.Local, cancellation);
        policies.Add(Measure(training, new FederatedContestant("full observation", FederatedPolicyKind.Full, full), cancellation));
        policies.AddRange(FederatedHabit.Baselines(place.System.Options).Select(each => Fixed(training, each, cancellation)));
        return new FederatedReproductionRow
        {
            Version = AntiphonVersion.Current,
            DataSet = dataSet,
            CostFactor = factor,
            CostWeight = weight,
            Clients = options.Clients,
            Hidden = options.Hidden,
            Subsamples = subsamples,
            Seed = options.Seed,
            Seeds = options.Seeds,
            Rollouts = options.Rollouts,
            LoggedEpisodes = options.LoggedEpisodes,
            Fit = fit,
            Policies = policies,
        };
    }

    // Fits, trains, logs around the pair, fits to all logs, and so on. Of the pairs that came of it the one that earns most on the tuning
    // seeds is kept, with the game it was trained in, as the fixed policies are tuned there.
    private (FederatedFit Fit, CooperativeGame Game, JointPolicy Pair) Refine(
        IReadOnlyList<TrajectoryLog> first,
        CancellationToken cancellation
    )
    {
        List<TrajectoryLog> logs = [.. first];
        (FederatedFit Fit, CooperativeGame Game, JointPolicy Pair)? best = null;
        double most = double.NegativeInfinity;
        for (int turn = 0; ; turn++)
        {
            Begin($"fit {turn + 1} and training in it", FederatedSteps.Training);
            SystemFitResult fit = new SystemFit(new SystemFitOptions { RewardClass = FederatedDeclaration.RewardClass }).Fit(
                logs,
                cancellation
            );
            CooperativeGame game = place.Priced(fit.Game, weight);
            JointPolicy pair = new FederatedTraining(game, options).Pair(FederatedReproductionOptions.RefinedSubsample, cancellation);
            double earned = place.Tune(pair, cancellation).Rewards(weight).Average();
            if (earned > most)
            {
                (most, best) = (earned, (Summary(fit, logs), game, pair));
            }

            if (turn == FederatedReproductionOptions.Refinements)
            {
                return best!.Value;
            }

            Begin($"log {turn + 2}, around the pair", FederatedSteps.Log / 2);
            string name = FormattableString.Invariant($"synthetic{dataSet}-cost{factor}-{turn + 2}");
            logs.Add(place.Log(name, turn + 1, pair, cancellation));
        }
    }

    private FederatedFit Summary(SystemFitResult fit, List<TrajectoryLog> logs) =>
        new(
            options.LoggedEpisodes + ((logs.Count - 1) * (options.LoggedEpisodes / 2)),
            fit.ExplainedReward,
            fit.Dispersion,
            fit.DispersionError,
            fit.Unlikeness,
            fit.UnlikenessError,
            fit.Notices
        );

    private FederatedMeasurement Fixed(
        FederatedTraining training,
        (string Name, IReadOnlyList<FederatedHabit> Choices) baseline,
        CancellationToken cancellation
    )
    {
        Begin($"tuning {baseline.Name}", FederatedSteps.Measuring);
        FederatedHabit habit = place.Best(baseline.Choices, weight, cancellation);
        var policy = new FederatedContestant(baseline.Name, FederatedPolicyKind.Fixed, habit.Pair(place.Skeleton))
        {
            Tuned = habit.Words(place.System.Options),
        };
        return Measured(training, policy, place.Measure(habit, cancellation), cancellation);
    }

    private FederatedMeasurement Measure(FederatedTraining training, FederatedContestant policy, CancellationToken cancellation)
    {
        Begin($"measuring {policy.Name}", FederatedSteps.Measuring);
        return Measured(training, policy, place.Measure(policy.Pair, cancellation), cancellation);
    }

    private FederatedMeasurement Measured(
        FederatedTraining training,
        FederatedContestant policy,
        FederatedOutcome outcome,
        CancellationToken cancellation
    )
    {
        double[] rewards = outcome.Rewards(weight);
        return new FederatedMeasurement
        {
            Name = policy.Name,
            Kind = policy.Kind,
            K = policy.K,
            Tuned = policy.Tuned,
            Reward = StudentInterval.FromSamples(rewards),
            PerSeed = rewards,
            Promised = training.Promise(policy.Pair, cancellation),
            Accuracy = outcome.Accuracy,
            Course = outcome.Course,
        };
    }

    private void Begin(string what, double cost) => steps.Begin($"{Words}: {what}", cost);
}
