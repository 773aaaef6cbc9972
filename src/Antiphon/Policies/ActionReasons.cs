namespace Antiphon.Policies;

/// <summary>What a dispatcher believed when it acted, and what each action was worth to it, for people who watch it.</summary>
internal sealed record ActionReasons
{
    /// <summary>The expected fractions of agents by local state; empty where it estimates nothing.</summary>
    public double[] Belief { get; init; } = [];

    /// <summary>The standard deviations of these fractions under the belief; empty where they are not known.</summary>
    public double[] Deviations { get; init; } = [];

    /// <summary>What its plan says that each global action is worth; empty where it knows actions only.</summary>
    public double[] Values { get; init; } = [];

    /// <summary>Its test of its model; null where it makes none.</summary>
    public ModelTest? Test { get; init; }
}

/// <summary>How far recent observations lay from what the belief foretold.</summary>
/// <param name="Score">A standard score, about normal when the model is right.</param>
/// <param name="Level">Scores above this raise the alarm.</param>
/// <param name="Window">How many observations count, about.</param>
/// <param name="IsAlarmed">Whether the last observation failed the test, also by being impossible.</param>
internal sealed record ModelTest(double Score, double Level, int Window, bool IsAlarmed);

/// <summary>An actor that can tell why it acted.</summary>
internal interface IReasoningActor
{
    /// <summary>The reasons of the action that it took last. Asking changes nothing that it does later.</summary>
    /// <param name="globalState">s_g of that action.</param>
    /// <param name="observation">What it observed then.</param>
    ActionReasons Reasons(int globalState, ReadOnlySpan<int> observation);
}
