using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>
/// Mean loss and accuracy over samples, on several threads; fixed groups of samples are added in order, so that results do not depend on
/// the number of threads.
/// </summary>
internal sealed class ClassifierLoss : IWork
{
    private const int Group = 256;

    private readonly ClientData data;
    private readonly Workers? workers;
    private readonly Classifier[] classifiers;
    private readonly (double Loss, int Right)[] groups;
    private double[] model = [];

    internal ClassifierLoss(ClientData data, ClassifierShape shape, Workers? workers = null)
    {
        (this.data, this.workers) = (data, workers);
        classifiers = [.. Enumerable.Range(0, workers?.Count ?? 1).Select(_ => new Classifier(shape))];
        groups = new (double, int)[(data.Samples + Group - 1) / Group];
    }

    /// <summary>Mean loss, and share of samples whose most probable class is their label.</summary>
    /// <param name="parameters">The model.</param>
    internal (double Loss, double Accuracy) Evaluate(ReadOnlySpan<double> parameters)
    {
        model = parameters.ToArray();
        Workers.Run(workers, groups.Length, this);
        (double loss, int right) = (0.0, 0);
        foreach ((double part, int correct) in groups)
        {
            (loss, right) = (loss + part, right + correct);
        }

        return (loss / data.Samples, (double)right / data.Samples);
    }

    void IWork.Run(int index, int worker)
    {
        (double loss, int right) = (0.0, 0);
        for (int sample = index * Group; sample < Math.Min((index + 1) * Group, data.Samples); sample++)
        {
            (double own, bool isRight) = classifiers[worker].Evaluate(model, data.Input(sample), data.Label(sample));
            (loss, right) = (loss + own, right + (isRight ? 1 : 0));
        }

        groups[index] = (loss, right);
    }
}
