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
    private const long MostObservations = 50_000;

    /// <summary>Why actions have no computed values, as the rest of a sentence; null where they have.</summary>
    public static string? Obstacle(CooperativeGame finite, GlobalPolicy policy) =>
        policy.Remembers ? "needs a dispatcher that acts by the present observation; this one remembers"
        : policy.ActionLaw is null ? "needs a dispatcher that tells the probabilities of its actions; this one does not"
        : AlphaFit.IsUsual(finite, new AlternationOptions { Subsample = policy.Subsample })
            ? $"needs a population model; {Figures.Count(finite.LocalStates, "local state")} are too many for one"
        : null;

    /// <summary>Whether the observations are few enough to compute values where nobody asked to wait for them.</summary>
    public static bool IsQuick(CooperativeGame finite, GlobalPolicy policy) =>
        ObservationLattice.Vectors(finite, policy.Subsample) <= MostObservations;

    /// <summary>Computes them.</summary>
    /// <param name="finite">The game.</param>
    /// <param name="pair">The pair; there is no obstacle.</param>
    /// <param name="processors">Threads at work.</param>
    /// <param name="cancellation">Cancels.</param>
    public static PairInsight Of(CooperativeGame finite, JointPolicy pair, int processors, CancellationToken cancellation) =>
        Evaluator(finite, pair, processors).Explain(pair, cancellation);

    /// <summary>Computes them, and where the pair spends its time.</summary>
    /// <param name="finite">The game.</param>
    /// <param name="pair">The pair; there is no obstacle.</param>
    /// <param name="surroundings">Where the program runs.</param>
    public static (PairInsight Insight, PairVisits Visits) WithVisits(
        CooperativeGame finite,
        JointPolicy pair,
        Surroundings surroundings
    ) => Evaluator(finite, pair, surroundings.Processors).ExplainWithVisits(pair, surroundings.Cancellation);

    /// <summary>Where the pair spends its time: in the population model, or simulated where there is an obstacle.</summary>
    /// <param name="finite">The game.</param>
    /// <param name="pair">The pair.</param>
    /// <param name="surroundings">Where the program runs.</param>
    public static PairVisits Visits(CooperativeGame finite, JointPolicy pair, Surroundings surroundings)
    {
        if (Obstacle(finite, pair.Global) is null && IsQuick(finite, pair.Global))
        {
            try
            {
                return Evaluator(finite, pair, surroundings.Processors).Visits(pair, surroundings.Cancellation);
            }
            catch (InvalidInputException)
            {
                // Kernels without an accurate product, or too little memory: simulation needs neither, and the source says that.
            }
        }

        return SimulatedVisits.Of(finite, pair, surroundings.Cancellation);
    }

    private static PolicyEvaluator Evaluator(CooperativeGame finite, JointPolicy pair, int processors)
    {
        PopulationModel model = PopulationChooser.Choose(
            finite,
            new AlternationOptions { Subsample = pair.Global.Subsample, Threads = processors }
        );
        return new PolicyEvaluator(model, new PolicyEvaluatorOptions { Threads = processors });
    }
}
