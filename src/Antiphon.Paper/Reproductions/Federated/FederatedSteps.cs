using Antiphon.Numerics;

namespace Antiphon.Paper;

/// <summary>How far the reproduction is; each step has a cost of its own, about seconds on two cores.</summary>
internal sealed class FederatedSteps
{
    internal const double Log = 40;
    internal const double Training = 25;
    internal const double Tuning = 60;
    internal const double Measuring = 15;

    private readonly IProgress<Progress>? progress;
    private readonly double total;
    private double done;
    private double current;

    /// <summary>Adds up what is to be done.</summary>
    /// <param name="progress">Receives the completed fraction and the current step.</param>
    /// <param name="options">The options.</param>
    /// <param name="open">The data set of each row that is not there yet.</param>
    internal FederatedSteps(IProgress<Progress>? progress, FederatedReproductionOptions options, IEnumerable<double> open)
    {
        this.progress = progress;
        int pairs = options.Subsamples.Distinct().Count();
        double cell = (FederatedReproductionOptions.Refinements * (Training + (Log / 2))) + ((pairs + 3) * Training);
        double[] sets = [.. open];
        total = (sets.Distinct().Count() * (Log + Tuning)) + (sets.Length * (cell + ((pairs + 5) * Measuring)));
    }

    /// <summary>A step begins; the one before has ended.</summary>
    internal void Begin(string what, double cost)
    {
        (done, current) = (done + current, cost);
        progress?.Report(new Progress(Math.Min(1, done / total), what));
    }
}
