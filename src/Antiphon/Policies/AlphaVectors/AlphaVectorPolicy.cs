using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Policies;

/// <summary>
/// A dispatcher without memory that estimates the population from the present observation and takes the best action there by alpha
/// vectors: argmax_a Q(s_g, mu_hat, a). Nothing grows with the number of possible observations. Where nothing is observed it follows the
/// best blind plan.
/// </summary>
/// <remarks>
/// mu_hat is c/k for uniform sampling, with replacement, of whole clusters and within types; agents seen in x count 1/w_x under weights;
/// lost observations are left out. Suited to large k; with few observed agents the noise of the estimate can cost more than observing
/// earns.
/// </remarks>
public sealed class AlphaVectorPolicy : GlobalPolicy, IGlobalActor, IActionLaw, IReasoningActor
{
    // Decisions kept, at most; a later one takes the place of an earlier one of the same hash.
    private const int CachedDecisions = 1 << 12;

    private readonly PopulationEstimate estimate;
    private readonly SamplingRule sampling;
    private readonly Decision?[] cache = new Decision?[CachedDecisions];

    /// <summary>Joins vectors and what is observed.</summary>
    /// <param name="subsample">k, from 0 to n.</param>
    /// <param name="vectors">Gamma.</param>
    /// <param name="game">The game whose sampling rule and types decide how a population is estimated.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    /// <exception cref="InvalidInputException">The sampling rule allows no estimate, or the vectors are of other sizes.</exception>
    public AlphaVectorPolicy(int subsample, AlphaVectors vectors, CooperativeGame game)
        : this(subsample, vectors, game, null) { }

    /// <summary>The same with a prior.</summary>
    internal AlphaVectorPolicy(int subsample, AlphaVectors vectors, CooperativeGame game, PopulationPrior? prior)
        : base(subsample, (vectors ?? throw new ArgumentNullException(nameof(vectors))).GlobalActions)
    {
        ArgumentNullException.ThrowIfNull(game);
        Vectors = vectors;
        sampling = game.Sampling;
        Prior = prior;
        estimate = new PopulationEstimate(game, prior);
        if (Validate(game) is [var violation, ..])
        {
            throw new InvalidInputException(violation.ToString());
        }
    }

    /// <summary>Gamma.</summary>
    public AlphaVectors Vectors { get; }

    /// <summary>What it expects before it observes anything; null: nothing.</summary>
    internal PopulationPrior? Prior { get; }

    /// <inheritdoc/>
    internal override AlphaVectors Gamma => Vectors;

    /// <inheritdoc/>
    internal override PopulationPlan Plan => Vectors;

    /// <inheritdoc/>
    public override IActionLaw ActionLaw => this;

    /// <inheritdoc/>
    public override bool IsBlind => Subsample == 0;

    /// <inheritdoc/>
    public override IGlobalActor Start(DeployedWorld world, RandomStream episode) => this;

    /// <inheritdoc/>
    public override IReadOnlyList<Violation> Validate(CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        return
        [
            .. Vectors.Validate(game),
            .. AlphaVectors.Mismatches(($"the sampling rule {game.Sampling}", $"the sampling rule {sampling}")),
        ];
    }

    /// <inheritdoc/>
    public override bool SameAs(GlobalPolicy other) =>
        other is AlphaVectorPolicy policy
        && Subsample == policy.Subsample
        && ReferenceEquals(Vectors, policy.Vectors)
        && ReferenceEquals(Prior, policy.Prior)
        && sampling.Equals(policy.sampling);

    /// <inheritdoc/>
    internal override GlobalPolicy UnderRuleOf(CooperativeGame game) =>
        game.Sampling == sampling ? this : new AlphaVectorPolicy(Subsample, Vectors, game, Prior);

    int IGlobalActor.Act(int globalState, ReadOnlySpan<int> observation, RandomStream stream) => Decide(globalState, observation);

    void IActionLaw.Write(int globalState, ReadOnlySpan<int> observation, Span<double> probabilities)
    {
        probabilities[..GlobalActions].Clear();
        probabilities[Decide(globalState, observation)] = 1;
    }

    ActionReasons IReasoningActor.Reasons(int globalState, ReadOnlySpan<int> observation)
    {
        double[] fractions = new double[Vectors.LocalStates];
        if (!estimate.TryWrite(globalState, observation, fractions))
        {
            return new ActionReasons();
        }

        double[] values = new double[GlobalActions];
        Vectors.ActionValues(globalState, fractions, values);
        return new ActionReasons { Belief = fractions, Values = values };
    }

    /// <summary>The action at an observation, computed anew.</summary>
    internal int DecideUncached(int globalState, ReadOnlySpan<int> observation)
    {
        Span<double> fractions = Vectors.LocalStates <= 2048 ? stackalloc double[Vectors.LocalStates] : new double[Vectors.LocalStates];
        return estimate.TryWrite(globalState, observation, fractions)
            ? Vectors.Greedy(globalState, fractions)
            : Vectors.BlindActions[globalState];
    }

    // References are written and read whole, and an entry is immutable: threads that race compute the same answer twice at worst.
    private int Decide(int globalState, ReadOnlySpan<int> observation)
    {
        var hash = new HashCode();
        hash.Add(globalState);
        hash.AddBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(observation));
        ref Decision? place = ref cache[hash.ToHashCode() & (CachedDecisions - 1)];
        if (Volatile.Read(ref place) is { } known && known.GlobalState == globalState && observation.SequenceEqual(known.Observation))
        {
            return known.Action;
        }

        int action = DecideUncached(globalState, observation);
        Volatile.Write(ref place, new Decision(globalState, observation.ToArray(), action));
        return action;
    }

    private sealed record Decision(int GlobalState, int[] Observation, int Action);
}
