using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Equilibrium;

/// <summary>
/// Where alternations with alpha vectors start: agents of different kinds, beside the dispatcher of the best blind pair found, which
/// answers first.
/// </summary>
internal static class AlphaStarts
{
    /// <summary>The starts in order; endless, the last kind is random.</summary>
    internal static IEnumerable<StartingPair> Of(AlphaSetting setting)
    {
        JointPolicy blind = setting.BlindPair;
        yield return new StartingPair(BlindPair.Name, blind, Player.Global);
        yield return With("agents that are served", new SingleAgentProblem(setting.Game).ServedAgents(setting.Blind.ErrorBound));
        foreach (NamedLocalPolicy local in BaselinePolicies.Local(setting.Game))
        {
            yield return With(local.Name, local.Policy);
        }

        for (int number = 0; ; number++)
        {
            RandomStream stream = new RandomStream(setting.Options.Seed).Split(Purposes.Restart, number);
            yield return With(
                $"random {number}",
                LocalPolicy.Deterministic(setting.Game, (_, _) => (int)stream.NextBelow(setting.Game.LocalActions))
            );
        }

        StartingPair With(string name, LocalPolicy local) => new(name, blind with { Local = local }, Player.Global);
    }
}
