using Antiphon.Simulation;

namespace Antiphon.Cli.Output;

/// <summary>Discounted return: mean and standard deviation over the means of the seeds, and the 95 % interval of the mean.</summary>
internal sealed record RewardDocument(double Mean, double Std, double Low, double High)
{
    public static RewardDocument From(SimulationResult result) =>
        new(result.Reward.Mean, result.Std, result.Reward.Low, result.Reward.High);
}
