using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Cli.Verbs;

/// <summary>
/// What the actions of a remembering dispatcher's plan are worth: those of a dispatcher that observes the whole population, of as many
/// agents as the plan distinguishes.
/// </summary>
internal static class PlanValues
{
    private const int CoarsestPlan = 2;

    /// <summary>Why a plan has no computed values, as the rest of a sentence; null where it has.</summary>
    public static string? Obstacle(GlobalPolicy policy) =>
        policy.Plan?.Table is not { } table
            ? "needs a plan that is a table of actions; this dispatcher remembers and plans by alpha vectors"
        : table.Lattice.Agents < CoarsestPlan
            ? "needs a plan with an action for each population; that of this dispatcher only tells which local state has most agents"
        : null;

    /// <summary>Computes them.</summary>
    /// <param name="game">The game.</param>
    /// <param name="pair">A pair whose dispatcher remembers; there is no obstacle.</param>
    /// <param name="processors">Threads at work.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="InvalidInputException">Memory does not suffice.</exception>
    public static ValuesDocument Of(CooperativeGame game, JointPolicy pair, int processors, CancellationToken cancellation)
    {
        TabularGlobalPolicy table = pair.Global.Plan!.Table!;
        int agents = table.Lattice.Agents;
        JointPolicy informed = pair with { Global = table };
        PopulationModel model =
            agents == game.Agents && PopulationChooser.ExactFits(game)
                ? new ExactPopulation(game, agents)
                : new MeanFieldPopulation(game, agents, agents);
        PairInsight insight = new PolicyEvaluator(model, new PolicyEvaluatorOptions { Threads = processors }).Explain(
            informed,
            cancellation
        );
        return ValuesDocument.From(game, informed, insight) with
        {
            Note =
                "The dispatcher remembers. These are the values of its plan where it knows the population, given as the numbers among "
                + $"{Figures.Count(agents, "agent")}; in deployment it reads the plan at its estimate, and earns less.",
        };
    }
}
