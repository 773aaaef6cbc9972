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
    // Rounds of both sides with a dispatcher that observes everybody; later ones were seen to change little.
    private const int InformedRounds = 3;

    /// <summary>The starts in order; endless, the last kind is random.</summary>
    internal static IEnumerable<StartingPair> Of(AlphaSetting setting, CancellationToken cancellation)
    {
        JointPolicy blind = setting.BlindPair;
        yield return new StartingPair(BlindPair.Name, blind, Player.Global);
        yield return With("full information", Informed(setting, cancellation));
        foreach (NamedLocalPolicy local in BaselinePolicies.Local(setting.Game).Where(local => local.Name != "uniform"))
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

    // Agents that answer a dispatcher that observes everybody, from those that believe to be served alone.
    private static LocalPolicy Informed(AlphaSetting setting, CancellationToken cancellation)
    {
        CooperativeGame game = setting.Game;
        int threads = setting.Options.Threads;
        LocalPolicy local = new SingleAgentProblem(game).ServedAgents(setting.Tolerances.Threshold, cancellation);
        AlphaVectors? vectors = null;
        for (int round = 0; round < InformedRounds; round++)
        {
            vectors = AlphaOracle.Plan(setting, local, vectors, threads, cancellation).Vectors;
            int all = (int)Math.Min(game.Agents, int.MaxValue);
            var pair = new JointPolicy(new AlphaVectorPolicy(all, vectors, game.WithSampling(SamplingRule.Uniform)), local);
            local = PathOracle.Climb(setting, game.WithSampling(SamplingRule.Uniform), pair, -1 - round, threads, cancellation).Policy;
        }

        return local;
    }
}
