using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Learning;

namespace Antiphon.Cli.Verbs;

/// <summary>What the networks of a continuous game do: there are no tables of states, so that some episodes are played.</summary>
internal static class ShownNetworks
{
    /// <summary>Steps of an episode at most.</summary>
    public const int LongestEpisode = 100;

    private const int Episodes = 4;
    private const ulong Seed = 1;

    // Every agent is simulated; shares of actions are no more exact with more.
    private const int MostAgents = 10_000;

    /// <summary>Plays the episodes.</summary>
    /// <param name="game">The game.</param>
    /// <param name="pair">A pair of networks that fits it.</param>
    /// <param name="horizon">Steps of a deployed episode.</param>
    /// <param name="cancellation">Cancels.</param>
    public static ShowDocument Of(ContinuousGame game, ContinuousPair pair, int horizon, CancellationToken cancellation)
    {
        int steps = Math.Min(horizon, LongestEpisode);
        ContinuousGame simulated =
            game.Agents > MostAgents && pair.Subsample <= MostAgents && BuiltInContinuousGames.Find(game.Name) is { } known
                ? known.Create(MostAgents)
                : game;
        ActionFrequencies found = new ContinuousDeployment(simulated, pair).CountActions(Seed, Episodes, steps, cancellation);
        return new ShowDocument
        {
            Game = game.Name,
            Agents = game.Agents,
            Discount = game.Discount,
            Subsample = pair.Subsample,
            Sampling = SamplingRule.Uniform.Text,
            Networks = new NetworksDocument(
                ShownNetwork.OfDispatcher(game, ((NeuralGlobalPolicy)pair.Global).Network.Shape, found),
                ShownNetwork.OfLocalAgents(game, ((NeuralLocalPolicy)pair.Local).Network.Shape, found),
                Episodes,
                steps,
                simulated.Agents,
                Seed,
                found.DependsOnObservation
            ),
        };
    }
}
