using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Simulation;

/// <summary>A game in which one side or both are decided from outside, prepared for episodes. Immutable; shared by threads.</summary>
internal sealed class OpenDeployment
{
    private const double BytesPerAgent = 5 * sizeof(int);

    private readonly DeployedPair pair;

    /// <summary>Prepares a deployment.</summary>
    /// <param name="game">The game, with the deployed number of agents.</param>
    /// <param name="subsample">k.</param>
    /// <param name="global">What decides for the global agent, with the local policy that it believes in; null: the outside.</param>
    /// <param name="local">What decides for the local agents; null: the outside.</param>
    /// <param name="form">How the local agents appear, where the outside decides for them.</param>
    /// <exception cref="InvalidInputException">A policy does not fit the game, or the rule of sampling needs a local policy.</exception>
    public OpenDeployment(CooperativeGame game, int subsample, JointPolicy? global, LocalPolicy? local, LocalForm form)
    {
        if (local is null && game.Sampling is ClusteredSampling)
        {
            throw new InvalidInputException(
                $"sampling '{game.Sampling.Text}' supports only local agents that follow a fixed policy; use one, or another rule"
            );
        }

        Game = game;
        (ChoosesGlobal, ChoosesLocal) = (global is null, local is null);
        NamesAgents = ChoosesLocal && form == LocalForm.Agents;
        if (NamesAgents && game.Agents > Array.MaxLength)
        {
            throw new InvalidInputException($"{game.Agents:N0} agents are too many to distinguish; count them by state instead");
        }

        // The policy of a side that the outside decides for is never asked.
        pair = new DeployedPair(
            game,
            new JointPolicy(
                global?.Global ?? new UniformGlobalPolicy(subsample, game),
                local ?? global?.Local ?? LocalPolicy.Uniform(game)
            ),
            game.Agents,
            drawRewards: true
        );
    }

    /// <summary>The game.</summary>
    public CooperativeGame Game { get; }

    /// <summary>k.</summary>
    public int Subsample => pair.Global.Subsample;

    /// <summary>Whether the outside decides for the global agent.</summary>
    public bool ChoosesGlobal { get; }

    /// <summary>Whether the outside decides for the local agents.</summary>
    public bool ChoosesLocal { get; }

    /// <summary>Whether local agents are distinguished.</summary>
    public bool NamesAgents { get; }

    /// <summary>Prepares episodes.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="DoesNotFitException">They need too much memory.</exception>
    public OpenEpisode[] CreateEpisodes(int count)
    {
        double own = (4.0 * sizeof(long) * Game.LocalStates * (Game.LocalActions + 1)) + (NamesAgents ? BytesPerAgent * Game.Agents : 0);
        MemoryBudget.Require(own * count, $"{count:N0} environments of {Game.Agents:N0} agents", "use fewer environments or agents");
        return [.. Enumerable.Range(0, count).Select(_ => new OpenEpisode(this, pair))];
    }
}
