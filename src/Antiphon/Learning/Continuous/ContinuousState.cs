using Antiphon.Equilibrium;
using Antiphon.Planning;

namespace Antiphon.Learning;

/// <summary>
/// A training under way: with its options, all that is needed to go on as if nothing had happened. The random streams are split from the seed by the turn's number, so that
/// <see cref="Position"/> holds them.
/// </summary>
public sealed class ContinuousState
{
    internal ContinuousState(int position, LearnerState global, LearnerState local, IReadOnlyList<Proposal> proposals, StopReason? finished) =>
        (Position, Global, Local, Proposals, Finished) = (position, global, local, proposals, finished);

    /// <summary>Turns taken; the global agent's are even.</summary>
    public int Position { get; }

    /// <summary>All proposals in order.</summary>
    public IReadOnlyList<Proposal> Proposals { get; }

    /// <summary>Why the alternation ended; null while it goes on.</summary>
    public StopReason? Finished { get; }

    /// <summary>The incumbent of the global agent, with what its learning keeps.</summary>
    internal LearnerState Global { get; }

    /// <summary>The incumbent of the local agents.</summary>
    internal LearnerState Local { get; }

    /// <summary>The incumbents as they are deployed: each takes its likeliest action.</summary>
    /// <param name="subsample">k.</param>
    public ContinuousPair Pair(int subsample) => new(new NeuralGlobalPolicy(Global.Network), new NeuralLocalPolicy(Local.Network), subsample);
}
