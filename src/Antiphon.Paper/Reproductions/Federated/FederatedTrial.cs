using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Paper;

/// <summary>Runs a pair in real federated training, with everything that the reproduction counts.</summary>
/// <param name="system">The system.</param>
/// <param name="model">A game of the system's sizes.</param>
/// <param name="threads">Threads at work; results do not depend on it.</param>
internal sealed class FederatedTrial(FederatedSystem system, CooperativeGame model, int threads)
{
    private const int RoundsBetweenPoints = 5;

    /// <summary>Runs a number of episodes for each of a number of seeds.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="seeds">Where the seeds come from: equal streams give equal starts, hours and orders.</param>
    /// <param name="count">Seeds.</param>
    /// <param name="rollouts">Episodes of each.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal FederatedOutcome Run(JointPolicy pair, RandomStream seeds, int count, int rollouts, CancellationToken cancellation)
    {
        var deployment = new SystemDeployment(system, model, pair);
        var episodes = new Episode[count * rollouts];
        ParallelRollouts.Run(
            0,
            episodes.Length,
            threads,
            deployment.CreateSteps,
            (number, steps, _) =>
                episodes[number] = Run(
                    steps,
                    seeds.Split(FederatedPurposes.Seed, number / rollouts).Split(FederatedPurposes.Episode, number % rollouts)
                ),
            null,
            cancellation
        );
        return new FederatedOutcome(
            PerSeed(episode => episode.Progress),
            PerSeed(episode => episode.Work),
            episodes.Average(episode => episode.Accuracy),
            [
                .. Enumerable
                    .Range(0, episodes[0].Course.Length)
                    .Select(point => new FederatedProgress(
                        point * RoundsBetweenPoints,
                        episodes.Average(episode => episode.Course[point].Loss),
                        episodes.Average(episode => episode.Course[point].Bytes),
                        episodes.Average(episode => episode.Course[point].Samples)
                    )),
            ]
        );

        double[] PerSeed(Func<Episode, double> what) => [.. episodes.Chunk(rollouts).Select(own => own.Average(what))];
    }

    private Episode Run(SystemSteps steps, RandomStream stream)
    {
        steps.Start(stream);
        var inside = (FederatedEpisode)steps.Inside;
        var course = new List<FederatedProgress> { Point(0) };
        (double progress, double work, double weight) = (0.0, 0.0, 1.0);
        for (int round = 1; round <= FederatedReproductionOptions.Rounds; round++)
        {
            double reward = steps.Act();
            steps.Move();
            progress += weight * (reward + (system.Options.CostWeight * inside.Work));
            work += weight * inside.Work;
            weight *= system.Options.Discount;
            if (round % RoundsBetweenPoints == 0)
            {
                course.Add(Point(round));
            }
        }

        return new Episode(progress, work, inside.Accuracy, [.. course]);

        FederatedProgress Point(int round) => new(round, inside.Loss, 2.0 * inside.Messages * system.ModelBytes, inside.SamplesSeen);
    }

    private sealed record Episode(double Progress, double Work, double Accuracy, FederatedProgress[] Course);
}

/// <summary>What a pair earned and spent; the cost weight plays no part in it.</summary>
/// <param name="Progress">Discounted drop of the validation loss in hundredths of a nat, by seed.</param>
/// <param name="Work">Discounted work, in rounds of full work, by seed.</param>
/// <param name="Accuracy">After the last round.</param>
/// <param name="Course">Means over all episodes.</param>
internal sealed record FederatedOutcome(
    IReadOnlyList<double> Progress,
    IReadOnlyList<double> Work,
    double Accuracy,
    IReadOnlyList<FederatedProgress> Course
)
{
    /// <summary>Mean reward of each seed at a cost weight.</summary>
    internal double[] Rewards(double costWeight) => [.. Progress.Zip(Work, (progress, work) => progress - (costWeight * work))];
}
