using Antiphon.Numerics;

namespace Antiphon.Equilibrium;

/// <summary>What <see cref="Alternation{TPair}"/> found: the outcome, and the policies and proposals behind it.</summary>
/// <typeparam name="TPair">A pair of policies.</typeparam>
public sealed record AlternationResult<TPair> : AlternationOutcome
    where TPair : class
{
    /// <summary>The best pair over all starts, as it is deployed.</summary>
    public required TPair Policy { get; init; }

    /// <summary>Steps of a deployed episode.</summary>
    public required int Horizon { get; init; }

    /// <summary>All starts, by number.</summary>
    public required IReadOnlyList<RestartState<TPair>> States { get; init; }

    /// <summary>All proposals of all starts, by start, then in order.</summary>
    public IReadOnlyList<Proposal> Trace => [.. States.SelectMany(state => state.Proposals)];
}
