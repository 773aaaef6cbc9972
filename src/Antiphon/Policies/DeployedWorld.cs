using System.Collections.Concurrent;
using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Policies;

/// <summary>
/// What a global policy may know about where it is deployed: a policy that estimates the population makes its predictions by this. Shared
/// by the episodes of one deployment; safe for use by several threads.
/// </summary>
public sealed class DeployedWorld
{
    private readonly ConcurrentDictionary<object, object> shared = new(ReferenceEqualityComparer.Instance);

    /// <summary>The world of a pair, known as it is.</summary>
    /// <param name="game">The game; its number of agents is the deployed one.</param>
    /// <param name="local">pi_l.</param>
    public DeployedWorld(CooperativeGame game, LocalPolicy local)
        : this(game, new LocalKernels(game, (local ?? throw new ArgumentNullException(nameof(local))).Probabilities), game.Agents) { }

    internal DeployedWorld(CooperativeGame game, LocalKernels kernels, long agents)
    {
        Game = game;
        Kernels = kernels;
        Agents = agents;
    }

    /// <summary>The game; its number of agents is the deployed one.</summary>
    public CooperativeGame Game { get; }

    /// <summary>How one local agent moves, as the global agent believes.</summary>
    internal LocalKernels Kernels { get; }

    /// <summary>n, as the global agent believes.</summary>
    public long Agents { get; }

    /// <summary>What all episodes of this deployment share: immutable, made when a policy first asks for it.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="owner">The policy that asks.</param>
    /// <param name="create">Makes it.</param>
    public T Shared<T>(GlobalPolicy owner, Func<DeployedWorld, T> create)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(create);
        return (T)shared.GetOrAdd(owner, static (_, argument) => argument.Create(argument.World), (Create: create, World: this));
    }
}
