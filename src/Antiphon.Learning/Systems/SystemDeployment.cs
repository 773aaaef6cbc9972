using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>
/// A pair deployed in a system. At each step the global agent observes a fresh uniform subset of k agents and acts as it does in a game.
/// Every agent acts on its own state and the global state. <see cref="OnlineExecution"/> and <see cref="PairedComparison"/> run it.
/// </summary>
public sealed class SystemDeployment : IDeployment
{
    private readonly IAgentSystem system;
    private readonly JointPolicy pair;
    private readonly DeployedWorld world;

    /// <summary>Deploys a pair.</summary>
    /// <param name="system">The system.</param>
    /// <param name="model">The game that the pair was made for; a policy that estimates the population believes in it.</param>
    /// <param name="pair">The pair.</param>
    /// <exception cref="InvalidInputException">The declaration is wrong, or the game or the pair does not fit it.</exception>
    public SystemDeployment(IAgentSystem system, CooperativeGame model, JointPolicy pair)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pair);
        SystemDeclaration declaration = system.Declaration;
        declaration.Check();
        RequireSize(declaration, "local states", declaration.LocalStateNames.Length, model.LocalStates);
        RequireSize(declaration, "global states", declaration.GlobalStateNames.Length, model.GlobalStates);
        RequireSize(declaration, "local actions", declaration.LocalActionNames.Length, model.LocalActions);
        RequireSize(declaration, "global actions", declaration.GlobalActionNames.Length, model.GlobalActions);
        model.RequireOneType("a system", "describe it by a game without types");
        CooperativeGame deployed = model.WithAgents(declaration.Agents);
        pair.RequireFit(deployed);
        (this.system, this.pair, world) = (system, pair, new DeployedWorld(deployed, pair.Local));
    }

    /// <inheritdoc/>
    public long Agents => system.Declaration.Agents;

    /// <inheritdoc/>
    public double Discount => system.Declaration.Discount;

    /// <inheritdoc/>
    /// <remarks>A system's rewards have no bound that is known.</remarks>
    public double RewardBound => double.NaN;

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">While it runs: the system shows a state that it did not declare.</exception>
    /// <exception cref="ArithmeticException">While it runs: a reward is not finite.</exception>
    public IEpisode CreateEpisode() => CreateSteps();

    internal SystemSteps CreateSteps() => new(system, pair, world);

    private static void RequireSize(SystemDeclaration declaration, string what, int declared, int found)
    {
        if (found != declared)
        {
            throw new InvalidInputException(
                $"the game has {found} {what}; expected {declared}, as the system '{declaration.Name}' declares"
            );
        }
    }
}
