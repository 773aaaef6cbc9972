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

    // A start may be rough: the judge of the turns that follow is as strict as ever.
    private const int Episodes = 64;
    private const int MostRollouts = 128;

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
                LocalPolicy.Deterministic(setting.Game, (own, state) => setting.Game.Allowed.Local(own, state).Draw(stream))
            );
        }

        StartingPair With(string name, LocalPolicy local) => new(name, blind with { Local = local }, Player.Global);
    }

    // Agents that answer a dispatcher that observes everybody, from those that believe to be served alone.
    private static LocalPolicy Informed(AlphaSetting setting, CancellationToken cancellation)
    {
        CooperativeGame game = setting.Game.WithSampling(SamplingRule.Uniform);
        int threads = setting.Options.Threads;
        int all = (int)Math.Min(game.Agents, int.MaxValue);
        LocalPolicy local = new SingleAgentProblem(game).ServedAgents(setting.Tolerances.Threshold, cancellation);
        AlphaVectors? vectors = null;
        for (int round = 0; round < InformedRounds; round++)
        {
            vectors = AlphaPlan.Quick(setting, local, vectors, threads, cancellation).Vectors;
            var pair = new JointPolicy(new AlphaVectorPolicy(all, vectors, game), local);
            PathOptions options = PathOracle.Options(setting, game, -1 - round, Episodes, MostRollouts, threads);
            local = new PathLLearn(options).Solve(game, pair, cancellation).Policy;
        }

        return local;
    }
}
