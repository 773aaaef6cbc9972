using Orleans;

namespace Antiphon.Cluster;

/// <summary>What a grain answers: a step, or why there is none.</summary>
[GenerateSerializer]
[Immutable]
[Alias("antiphon.answer")]
internal sealed record GrainAnswer
{
    /// <summary>The step; null where it was refused.</summary>
    [Id(0)]
    public GrainStep? Step { get; init; }

    /// <summary>Why the step was refused; null where it was taken, or where the store failed.</summary>
    [Id(1)]
    public GrainProblem? Problem { get; init; }

    /// <summary>A step that was taken.</summary>
    public static GrainAnswer Of(TakenStep step) =>
        new() { Step = new GrainStep(step.Answer.Number, step.Answer.Action, step.ActionName, step.Answer.Estimate) };

    /// <summary>A request that is refused.</summary>
    public static GrainAnswer Of(ProblemException problem)
    {
        Violation told = problem.Problem;
        return new()
        {
            Problem = new GrainProblem(
                problem.Status,
                problem.Title,
                [told.Place, told.Found, told.Expected, told.Remedy],
                problem.RetryAfter
            ),
        };
    }

    /// <summary>The step.</summary>
    /// <exception cref="ProblemException">It was refused.</exception>
    /// <exception cref="StoreException">The store of the member failed.</exception>
    public TakenStep Taken() =>
        Step is { } step ? new TakenStep(new StepAnswer(step.Number, step.Action, step.Estimate), step.ActionName)
        : Problem is { } problem ? throw problem.Thrown()
        : throw new StoreException(new InvalidOperationException("the store failed at the member that holds the session"));
}
