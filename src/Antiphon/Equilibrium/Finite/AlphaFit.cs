using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Equilibrium;

/// <summary>What alpha vectors can do, and where they are the usual way.</summary>
internal static class AlphaFit
{
    // From so many states on the nodes of a mean-field lattice lie so far apart that its pairs earn less when deployed; below, they earn
    // as much or more, sooner (docs/many-states.md has the table).
    private const int FewestUsualStates = 8;

    /// <summary>Whether alpha vectors plan where no population is asked for: a mean-field lattice would be coarse, and they can.</summary>
    internal static bool IsUsual(CooperativeGame game, AlternationOptions options) =>
        options is { Population: PopulationChoice.Auto, IsStored: false }
        && game.LocalStates >= FewestUsualStates
        && game.Types.Count == 1
        && game.Couplings is null
        && !PopulationChooser.ExactFits(game)
        && !Refusals(game, options).Any();

    /// <summary>Whether alpha vectors plan for a game where nothing is asked for.</summary>
    internal static bool IsUsual(CooperativeGame game) => IsUsual(game, new AlternationOptions { Subsample = 1 });

    /// <summary>Refuses games and options.</summary>
    /// <exception cref="InvalidOptionException">An option asks for what works on count vectors only, or the game does.</exception>
    /// <exception cref="DoesNotFitException">The game's kernels do not fit in memory.</exception>
    internal static void Require(CooperativeGame game, AlternationOptions options)
    {
        game.RequireOneType("planning with alpha vectors", "use the mean-field population");
        game.RequireUncoupled("planning with alpha vectors", "use the mean-field population");
        LocalKernels.RequireFit(game);
        if (options.Memory is null)
        {
            SubsampleCheck.Require(game, options.Subsample);
        }
        else
        {
            RememberingPolicy.RequireGame(game);
            SubsampleCheck.RequireWithMemory(game, options.Subsample);
        }

        foreach ((string option, object? found, string remedy) in Refusals(game, options))
        {
            throw new InvalidOptionException(option, found, "an option that the population 'alpha' supports", remedy);
        }
    }

    private static IEnumerable<(string Option, object? Found, string Remedy)> Refusals(CooperativeGame game, AlternationOptions options)
    {
        if (options.Resolution is not null)
        {
            yield return (nameof(options.Resolution), options.Resolution, "leave it out: there is no lattice");
        }

        if (options.UpdateRule != UpdateRule.Corrected)
        {
            yield return (nameof(options.UpdateRule), options.UpdateRule, "use the corrected rule");
        }

        if (options.IsEmpirical)
        {
            yield return (nameof(options.Backup), options.Backup, "use the exact backup over histograms");
        }

        if (options.CorrectSampling)
        {
            yield return (nameof(options.CorrectSampling), true, "leave it out: known weights are always corrected");
        }

        if (options.GlobalOracle != GlobalOracle.Both)
        {
            yield return (nameof(options.GlobalOracle), options.GlobalOracle, "leave it out: proposals come from alpha vectors");
        }

        if (options.LocalOracle != LocalOracle.Reactive)
        {
            yield return (
                nameof(options.LocalOracle),
                options.LocalOracle,
                "leave it out: the agents' policy is improved along simulated episodes"
            );
        }

        if (options.Deployed(game).Sampling is ClusteredSampling clustered)
        {
            yield return (nameof(options.Sampling), clustered, "train under uniform sampling and simulate under this rule");
        }
    }
}
