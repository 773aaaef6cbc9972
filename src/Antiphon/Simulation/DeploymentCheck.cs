using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Simulation;

/// <summary>Whether a joint policy can be deployed in a game among n agents.</summary>
internal static class DeploymentCheck
{
    /// <summary>Throws unless the shapes agree and 1 &lt;= k &lt;= n.</summary>
    /// <param name="game">The game.</param>
    /// <param name="policy">The joint policy.</param>
    /// <param name="agents">Population size n.</param>
    /// <exception cref="InvalidInputException">The message lists everything that does not fit.</exception>
    public static void Require(CooperativeGame game, JointPolicy policy, long agents)
    {
        List<string> violations = [];
        if (agents < 1 || agents > HypergeometricSampler.MaximumPopulation)
        {
            violations.Add($"the number of agents is {agents}; expected 1..{HypergeometricSampler.MaximumPopulation}");
        }

        if (policy.Global.Subsample > agents)
        {
            violations.Add($"the global policy observes {policy.Global.Subsample} agents of {agents}; expected at most all of them: simulate more agents, or train with a smaller k");
        }

        if (policy.Global.GlobalActions != game.GlobalActions)
        {
            violations.Add($"the global policy has {policy.Global.GlobalActions} actions; expected {game.GlobalActions}, as the game '{game.Name}' has");
        }

        if (policy.Global is TabularGlobalPolicy tabular && (tabular.GlobalStates != game.GlobalStates || tabular.Lattice.States != game.LocalStates))
        {
            violations.Add($"the global policy is for {tabular.GlobalStates} global and {tabular.Lattice.States} local states; expected {game.GlobalStates} and {game.LocalStates}");
        }

        var local = policy.Local;
        if (local.LocalStates != game.LocalStates || local.GlobalStates != game.GlobalStates || local.LocalActions != game.LocalActions)
        {
            violations.Add(
                $"the local policy has shape {local.LocalStates} x {local.GlobalStates} x {local.LocalActions}; "
                + $"expected {game.LocalStates} x {game.GlobalStates} x {game.LocalActions} (local states x global states x local actions)");
        }

        if (violations.Count > 0)
        {
            throw new InvalidInputException(string.Join("; ", violations));
        }
    }
}
