using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Cli.Verbs;

/// <summary>What the actions of a pair's dispatcher are worth, in the population model that training would choose.</summary>
internal static class PairValues
{
    /// <summary>Why actions have no computed values, as the rest of a sentence; null where they have.</summary>
    public static string? Obstacle(CooperativeGame finite, GlobalPolicy policy) =>
        policy.Remembers ? "needs a dispatcher that acts by the present observation; this one remembers"
        : policy.ActionLaw is null ? "needs a dispatcher that tells the probabilities of its actions; this one does not"
        : AlphaFit.IsUsual(finite, new AlternationOptions { Subsample = policy.Subsample })
            ? $"needs a population model; {Figures.Count(finite.LocalStates, "local state")} are too many for one"
        : null;

    /// <summary>Computes them.</summary>
    /// <param name="finite">The game.</param>
    /// <param name="pair">The pair; there is no obstacle.</param>
    /// <param name="surroundings">Where the program runs.</param>
    public static PairInsight Of(CooperativeGame finite, JointPolicy pair, Surroundings surroundings)
    {
        PopulationModel model = PopulationChooser.Choose(
            finite,
            new AlternationOptions { Subsample = pair.Global.Subsample, Threads = surroundings.Processors }
        );
        var options = new PolicyEvaluatorOptions { Threads = surroundings.Processors };
        return new PolicyEvaluator(model, options).Explain(pair, surroundings.Cancellation);
    }
}
