namespace Antiphon.Planning;

/// <summary>What both best responses in the deployed game do: linearize the value, step toward what that promises, never down.</summary>
/// <typeparam name="TPolicy">The side's kind of policy.</typeparam>
/// <typeparam name="TDirection">Where the linearized value points.</typeparam>
internal abstract class Ascent<TPolicy, TDirection>(BestResponseOptions options, PairEvaluation evaluator, PairEvaluation.Side side)
    where TPolicy : class
{
    /// <summary>The most halvings of a step.</summary>
    private protected const int Halvings = 20;

    private protected BestResponseOptions Options => options;

    private protected PairEvaluation Evaluator => evaluator;

    /// <summary>Climbs from a policy of this side; the evaluator holds the other side's.</summary>
    internal BestResponse<TPolicy> Run(TPolicy start, CancellationToken cancellation)
    {
        options.Check();
        TPolicy incumbent = start;
        Set(incumbent);
        double value = Value(cancellation);
        (double startGap, int steps) = (0.0, 0);
        while (true)
        {
            evaluator.Occupy(evaluator.OccupancyTolerance(options.Accuracy / 10), cancellation);
            (TDirection direction, double promised) = Linearize(incumbent);
            (double gap, double error) = (promised + evaluator.GapError(side), evaluator.ErrorBound);
            startGap = steps == 0 ? gap : startGap;
            if (promised <= options.Accuracy)
            {
                return Result(StopReason.AccuracyReached);
            }

            if (steps == options.MaximumSteps)
            {
                return Result(StopReason.IterationLimit);
            }

            (TPolicy? improved, double improvedValue) = Search(incumbent, value, direction, promised, cancellation);
            if (improved is null)
            {
                return Result(StopReason.NoImprovement);
            }

            (incumbent, value) = (improved, improvedValue);
            steps++;

            BestResponse<TPolicy> Result(StopReason stop) => new(incumbent, value, error, gap, startGap, steps, stop);
        }
    }

    private protected abstract void Set(TPolicy policy);

    /// <summary>Where the linearized value points from the incumbent, and how much it promises there: the first-order gap.</summary>
    private protected abstract (TDirection Direction, double Gap) Linearize(TPolicy incumbent);

    /// <summary>A better policy on the way, with its value; null when no step improves.</summary>
    private protected abstract (TPolicy? Policy, double Value) Search(
        TPolicy incumbent,
        double value,
        TDirection direction,
        double gap,
        CancellationToken cancellation
    );

    private protected double Value(CancellationToken cancellation) => evaluator.Evaluate(options.Accuracy / 10, cancellation);

    private protected bool Improves(double candidate, double value) => candidate > value + options.Accuracy;
}
