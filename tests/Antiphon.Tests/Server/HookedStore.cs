using Antiphon.Server;

namespace Antiphon.Tests.Server;

/// <summary>A store at which a test can do something between a request and its answer.</summary>
internal sealed class HookedStore(ISessionStore inner) : ForwardingStore(inner)
{
    /// <summary>Runs before the steps after one are read.</summary>
    public Func<Task> BeforeSteps { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs when they are read, before they are answered.</summary>
    public Func<IReadOnlyList<StepRow>?, Task> AfterSteps { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs when a step is kept, before that is answered.</summary>
    public Func<Task> AfterAppend { get; set; } = () => Task.CompletedTask;

    public override async Task<IReadOnlyList<StepRow>?> StepsAfter(string id, long number)
    {
        await BeforeSteps();
        IReadOnlyList<StepRow>? steps = await base.StepsAfter(id, number);
        await AfterSteps(steps);
        return steps;
    }

    public override async Task<bool> Append(string session, StepRow step, Checkpoint? kept)
    {
        bool added = await base.Append(session, step, kept);
        await AfterAppend();
        return added;
    }
}
