namespace Antiphon.Equilibrium;

/// <summary>
/// Proposes best responses for one side of a pair; anyone can bring one. What it proposes need not be good: the judge decides.
/// </summary>
/// <typeparam name="TPair">A pair of policies of the kind of game that is solved.</typeparam>
/// <remarks>
/// Called by several threads at once if several starts run in parallel, unless the problem makes one oracle for each start. The same turn
/// must get the same answer, whatever the number of threads: draw random choices from a stream split by <see cref="Turn{TPair}.Number"/>.
/// </remarks>
public interface IOracle<TPair>
    where TPair : class
{
    /// <summary>The side that it answers for.</summary>
    Player Side { get; }

    /// <summary>Proposes.</summary>
    /// <param name="turn">The pair to improve on, and where the alternation stands.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <returns>Pairs that differ from the incumbent on this side alone; none where it has nothing to propose.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Answer<TPair> Propose(Turn<TPair> turn, CancellationToken cancellation);
}

/// <summary>A turn of one side.</summary>
/// <typeparam name="TPair">A pair of policies.</typeparam>
/// <param name="Number">A number that is unique among the turns of a run, for random streams.</param>
/// <param name="Incumbent">The pair to improve on.</param>
/// <param name="Latest">
/// What each side proposed last, accepted or not: where a learner continues from. The incumbent before the first.
/// </param>
public sealed record Turn<TPair>(long Number, TPair Incumbent, TPair Latest)
    where TPair : class;

/// <summary>What an oracle proposes.</summary>
/// <typeparam name="TPair">A pair of policies.</typeparam>
/// <param name="Candidates">The proposals; possibly none.</param>
/// <param name="Notices">What users of the result should know about how they were found.</param>
public sealed record Answer<TPair>(IReadOnlyList<Candidate<TPair>> Candidates, IReadOnlyList<string> Notices)
    where TPair : class
{
    /// <summary>One proposal without notices.</summary>
    /// <param name="candidate">The proposal.</param>
    public Answer(Candidate<TPair> candidate)
        : this([candidate], []) { }
}

/// <summary>A proposal before it is judged.</summary>
/// <typeparam name="TPair">A pair of policies.</typeparam>
/// <param name="Oracle">Who made it, as printed.</param>
/// <param name="Pair">The incumbent with one side replaced.</param>
/// <param name="Value">Its expected discounted return as the oracle knows it; NaN where it does not.</param>
public sealed record Candidate<TPair>(string Oracle, TPair Pair, double Value)
    where TPair : class
{
    /// <summary>What the linearized value still promised the oracle when it stopped; 0 for oracles that have none.</summary>
    public double FirstOrderGap { get; init; }

    /// <summary>The first-order gap of the incumbent on this side; null when the oracle computes none.</summary>
    public double? StartGap { get; init; }

    /// <summary>Proved error of <see cref="Value"/> within the oracle's model.</summary>
    public double ErrorBound { get; init; }

    /// <summary>The pair from which the side's learner continues, with the other side unchanged; null: the proposed pair itself.</summary>
    public TPair? Latest { get; init; }

    /// <summary>What became of each trust region step that made it; null where there are none.</summary>
    public IReadOnlyList<PolicyUpdate>? Updates { get; init; }
}
