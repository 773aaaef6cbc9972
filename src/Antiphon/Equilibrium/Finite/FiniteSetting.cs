using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Equilibrium;

/// <summary>What all starts of an alternation in a finite game share.</summary>
internal sealed class FiniteSetting
{
    private readonly CountLattice observations;
    private readonly Lazy<ExactPopulation> surrogate;

    internal FiniteSetting(CooperativeGame game, AlternationOptions options, Tolerances tolerances, ChosenParts parts)
    {
        Game = game;
        Options = options;
        Tolerances = tolerances;
        Parts = parts;
        observations = ObservationLattice.Of(game, options.Memory is null ? options.Subsample : 1);
        surrogate = new Lazy<ExactPopulation>(() => CreateSurrogate(game, options), LazyThreadSafetyMode.PublicationOnly);
        ExactFits = options.Memory is null && PopulationChooser.ExactFits(game);
        Model = PopulationChooser.Choose(game, options);
    }

    internal CooperativeGame Game { get; }

    internal AlternationOptions Options { get; }

    internal Tolerances Tolerances { get; }

    internal ChosenParts Parts { get; }

    /// <summary>Whether pairs can be valued exactly at the true n.</summary>
    internal bool ExactFits { get; }

    /// <summary>The population model of the oracles.</summary>
    internal PopulationModel Model { get; }

    /// <summary>What the oracles' global agent observes: k agents, or with memory the whole population.</summary>
    internal CountLattice Observations => Options.Memory is null ? observations : Model.Lattice;

    /// <summary>The k-agent system of the paper's G-LEARN.</summary>
    /// <exception cref="InvalidInputException">It does not fit in memory, or is larger than a second oracle may be.</exception>
    internal ExactPopulation Surrogate => surrogate.Value;

    /// <summary>Answers of the surrogate's solver that are still good.</summary>
    internal SurrogateAnswers Answers { get; } = new();

    /// <summary>An evaluator of pairs in the population model.</summary>
    internal PairEvaluation CreateEvaluator(Workers workers) => new(Model, Observations, workers);

    /// <summary>Refuses a surrogate of agents that depend on each other where its matrices do not fit.</summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k.</param>
    /// <param name="otherwise">What else helps, as the end of the sentence.</param>
    /// <exception cref="DoesNotFitException">They do not fit.</exception>
    internal static void RequireCoupled(CooperativeGame game, int subsample, string otherwise = "")
    {
        if (game.Couplings is not null)
        {
            CoupledOperator.RequireFit(game, subsample, most => $"lower k to at most {most:N0}{otherwise}");
        }
    }

    private static ExactPopulation CreateSurrogate(CooperativeGame game, AlternationOptions options)
    {
        int subsample = options.Memory is null ? options.Subsample : PopulationChooser.Choose(game, options).Lattice.Agents;
        RequireCoupled(game, subsample);
        var memory = new TrainingMemory(game, options);
        if (memory.LeavesSurrogateOut(options.Subsample))
        {
            throw new InvalidInputException(
                $"the surrogate's G-LEARN at k = {subsample:N0} needs more than the limit of "
                    + $"{LatticeSize.Bytes(TrainingMemory.LargestSecondOracle)} for a second oracle; to use it, choose it alone"
            );
        }

        MemoryBudget.Require(
            memory.Bytes(options.Subsample),
            $"training with the surrogate's G-LEARN at k = {subsample:N0}",
            "lower k, or use fewer threads"
        );

        // Of k agents all k are seen, whatever the rule is that finds them.
        return new ExactPopulation(game.WithSampling(SamplingRule.Uniform), subsample);
    }
}
