namespace Antiphon.Learning;

/// <summary>Options of <see cref="ModelLearning"/>.</summary>
public sealed record ModelLearningOptions
{
    /// <summary>delta, the probability with which the confidence sets may fail, all together; in (0, 1).</summary>
    public double Delta { get; init; } = 0.05;

    /// <summary>Largest error of planning in the estimated model, in units of the return; positive.</summary>
    public double Accuracy { get; init; } = 1e-6;

    /// <summary>Name of the baseline policy that acts in cells of which nothing is known.</summary>
    public string Fallback { get; init; } = QLearningOptions.DefaultFallback;

    /// <summary>Threads at work, at least 1. Results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    internal void Check()
    {
        if (!(Delta > 0 && Delta < 1) || !(Accuracy > 0 && double.IsFinite(Accuracy)) || Threads < 1)
        {
            throw new InvalidOptionException(
                $"learning a model needs delta in (0, 1), accuracy > 0, threads >= 1; found {Delta}, {Accuracy}, {Threads}"
            );
        }
    }
}
