using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Policies;

/// <summary>
/// A global policy that remembers: it carries an estimate of the population from step to step, takes each observation of k agents into it,
/// and acts by a plan for known
/// populations at the estimate. k may be 0. Policies without memory are the special case that forgets; this one is no function of the
/// present observation.
/// </summary>
/// <remarks>
/// Immutable; <see cref="RememberingDispatcher"/> is it at work. Its estimate needs to know how agents move, so that it belongs to a local
/// policy and a game.
/// </remarks>
public sealed class RememberingPolicy : GlobalPolicy
{
    /// <summary>Joins a plan and a memory.</summary>
    /// <param name="subsample">k, from 0 to n.</param>
    /// <param name="plan">What to do at an estimate.</param>
    /// <param name="memory">How it is made.</param>
    /// <exception cref="InvalidInputException">An option is out of range.</exception>
    public RememberingPolicy(int subsample, EstimatePlan plan, MemoryOptions memory)
        : base(subsample, (plan ?? throw new ArgumentNullException(nameof(plan))).Table.GlobalActions, fewest: 0)
    {
        ArgumentNullException.ThrowIfNull(memory);
        memory.Require();
        (Plan, Memory) = (plan, memory);
    }

    /// <summary>What to do at an estimate.</summary>
    public EstimatePlan Plan { get; }

    /// <summary>How the estimate is made.</summary>
    public MemoryOptions Memory { get; }

    internal override TabularGlobalPolicy Table => Plan.Table;

    /// <summary>The filter of its memory.</summary>
    /// <param name="kernels">How agents move, as the dispatcher believes.</param>
    /// <param name="start">How they start.</param>
    /// <param name="agents">n, as the dispatcher believes.</param>
    public PopulationFilter CreateFilter(LocalKernels kernels, LocalInitialLaw start, long agents) =>
        Memory.Filter switch
        {
            FilterKind.Linear => new LinearFilter(kernels, start, agents),
            FilterKind.Dirichlet => new DirichletFilter(kernels, start, agents),
            FilterKind.LastObservation => new LastObservationFilter(kernels, start, agents),
            _ => new ParticleFilter(kernels, start, agents, Memory.Particles),
        };

    /// <summary>Not possible: the law of the action depends on the past.</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="rank">Rank of the observation.</param>
    /// <param name="probabilities">Receives nothing.</param>
    /// <exception cref="InvalidInputException">Always.</exception>
    public override void ActionLaw(int globalState, int rank, Span<double> probabilities) => throw Forgetful();

    /// <summary>Not possible: the action depends on the past; <see cref="RememberingDispatcher.Choose"/> knows it.</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="rank">Rank of the observation.</param>
    /// <param name="stream">Randomness.</param>
    /// <exception cref="InvalidInputException">Always.</exception>
    public override int Choose(int globalState, int rank, RandomStream stream) => throw Forgetful();

    /// <summary>Whether memory and action values are alike; the tables are compared elsewhere.</summary>
    internal bool SameAs(RememberingPolicy other) =>
        Subsample == other.Subsample && Memory == other.Memory && SameValues(Plan.ActionValues, other.Plan.ActionValues);

    private static bool SameValues(ImmutableArray<ImmutableArray<double>>? mine, ImmutableArray<ImmutableArray<double>>? theirs) =>
        mine is null
            ? theirs is null
            : theirs is not null && mine.Value.Zip(theirs.Value).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second.AsSpan()));

    private static InvalidInputException Forgetful() =>
        new(
            "this global policy remembers: what it does depends on all its observations, not on the present one alone; judge it by "
                + "simulation"
        );

    /// <summary>Refuses games whose filters would need another model of observations or of agents than there is.</summary>
    /// <exception cref="InvalidInputException">There are several types of agents, or observations are not uniform.</exception>
    internal static void RequireGame(CooperativeGame game)
    {
        game.RequireOneType("a dispatcher that remembers", "leave out the memory");
        if (game.Sampling is not UniformSampling)
        {
            throw new InvalidInputException(
                $"a dispatcher that remembers assumes uniform sampling; this game's sampling is {game.Sampling.Text}; leave out the "
                    + "memory or --sampling"
            );
        }
    }
}
