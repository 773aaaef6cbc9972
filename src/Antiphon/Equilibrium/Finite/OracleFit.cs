using Antiphon.Games;
using Antiphon.Planning;

namespace Antiphon.Equilibrium;

/// <summary>Refuses oracles that cannot work on a game, before any turn.</summary>
internal static class OracleFit
{
    internal static void Require(CooperativeGame game, AlternationOptions options)
    {
        if (options.RewardSamples is not null && game.Noise is null)
        {
            throw new InvalidOptionException(
                nameof(AlternationOptions.RewardSamples),
                options.RewardSamples,
                $"none, since no reward of {game.Name} is random",
                "leave it out"
            );
        }

        if (options.GlobalOracle != GlobalOracle.Deployed && options.IsEmpirical)
        {
            game.RequireOneType("the empirical Bellman operator", "use the exact backup");
        }

        RequireObservations(game, options);
        if (options.GlobalOracle == GlobalOracle.Surrogate && options.IsEmpirical)
        {
            new EmpiricalGLearn(options.Empirical(options.Seed, options.Threads)).RequireFits(game, options.Subsample);
        }

        if (options.LocalOracle == LocalOracle.Enumerate)
        {
            new EnumerativeLLearn(new EnumerativeOptions()).RequireFits(game);
        }

        if (options.LocalOracle == LocalOracle.Representative)
        {
            game.RequireOneType("the representative oracle", "use the reactive one");
        }

        if (options.LocalOracle == LocalOracle.ChainUcfh)
        {
            game.RequireOneType("the chained MDP", "use the reactive oracle");
            new ChainUcfhLLearn(options.Chain(options.Seed)).RequireFits(game, options.Subsample);
        }
    }

    private static void RequireObservations(CooperativeGame game, AlternationOptions options)
    {
        game.Sampling.Require(game.Agents, options.Subsample);
        if (game.Sampling is ClusteredSampling)
        {
            throw new InvalidOptionException(
                $"nothing can be trained under the sampling rule '{game.Sampling}': which agents are together is no function of counts; "
                    + $"train under uniform sampling and simulate with Sampling = {game.Sampling}"
            );
        }

        if (options.CorrectSampling && game.Sampling is not WeightedSampling)
        {
            throw new InvalidOptionException($"CorrectSampling belongs to weighted sampling; found '{game.Sampling}'; leave it out");
        }

        if (
            game.Sampling is LossySampling
            && (options.UpdateRule == UpdateRule.PaperBox || options.LocalOracle is LocalOracle.ChainUcfh or LocalOracle.Representative)
        )
        {
            throw new InvalidOptionException(
                "under lossy sampling the paper's UPDATE, its chained MDP and the representative agent are not defined; use "
                    + "UpdateRule = Corrected and LocalOracle = Reactive, LocalOracle = Enumerate or LocalOracle = Coordinate"
            );
        }
    }
}
