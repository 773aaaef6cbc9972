using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Simulation;

/// <summary>
/// What goes wrong when a pair is deployed: in the world (observations lost or late, agents moved by shocks), or in the model of it that a
/// remembering dispatcher has (kernels, n). By default nothing goes wrong.
/// </summary>
public sealed record Disturbances
{
    private const long LargestAgents = 1_000_000_000_000;

    /// <summary>
    /// Probability that a step's observation never arrives, in [0, 1). A dispatcher with memory then sees nothing; one without acts on the
    /// last observation that arrived.
    /// </summary>
    public double LostObservations { get; init; }

    /// <summary>
    /// Steps by which every observation is late; the dispatcher takes it for the present one. Until the first arrives, a dispatcher with
    /// memory sees nothing, and one without acts on the first observation.
    /// </summary>
    public int Delay { get; init; }

    /// <summary>
    /// Share of the agents that a shock moves, in [0, 1]: each with this probability, all to one state drawn uniformly. No model knows
    /// about it.
    /// </summary>
    public double ShockShare { get; init; }

    /// <summary>Steps from one shock to the next, at least 1.</summary>
    public int ShockEvery { get; init; } = 20;

    /// <summary>
    /// How far off the kernels are that a memory predicts with, in [0, 1]: every row is (1 - e) times the true one plus e times a law
    /// drawn uniformly from the simplex, always the same.
    /// </summary>
    public double KernelError { get; init; }

    /// <summary>The number of agents that a memory believes in, as a multiple of n; positive.</summary>
    public double AgentsFactor { get; init; } = 1;

    /// <summary>How the agents' kernels change in the world, which no model knows of; null where they do not.</summary>
    internal KernelChange? Kernels { get; init; }

    /// <summary>Whether what is observed, or where agents are, changes in a way of its own.</summary>
    internal bool ChangesTheWorld => LostObservations > 0 || Delay > 0 || ShockShare > 0;

    internal long BelievedAgents(long agents) => (long)Math.Clamp(Math.Round(agents * AgentsFactor), 1, LargestAgents);

    internal LocalKernels BelievedKernels(LocalKernels kernels) =>
        KernelError == 0 ? kernels : kernels.Mixed(KernelError, new RandomStream(0).Split(Purposes.KernelError));

    /// <summary>Checks every option.</summary>
    /// <exception cref="InvalidInputException">An option is out of range; the message lists all that are.</exception>
    internal void Require()
    {
        var range = new OptionRange();
        range.AtLeast(0, nameof(Delay), Delay);
        range.AtMost(nameof(Delay), Delay, 100_000);
        range.AtLeast(1, nameof(ShockEvery), ShockEvery);
        range.From(nameof(LostObservations), LostObservations, 0, 1, highIncluded: false);
        range.From(nameof(ShockShare), ShockShare, 0, 1, highIncluded: true);
        range.From(nameof(KernelError), KernelError, 0, 1, highIncluded: true);
        range.Inside(nameof(AgentsFactor), AgentsFactor, 0, double.PositiveInfinity);
        range.Require();
    }
}
