using Antiphon.Equilibrium;
using Antiphon.Planning;

namespace Antiphon.Learning;

/// <summary>
/// A training under way: with its options, all that is needed to go on as if nothing had happened. The random streams are split from the
/// seed by the turn's number, so that
/// <see cref="Position"/> holds them.
/// </summary>
public sealed class ContinuousState
{
    internal ContinuousState(
        int position,
        LearnerState global,
        LearnerState local,
        Perceptron globalNetwork,
        Perceptron localNetwork,
        IReadOnlyList<Proposal> proposals,
        StopReason? finished
    )
    {
        (Position, Global, Local, GlobalNetwork, LocalNetwork) = (position, global, local, globalNetwork, localNetwork);
        (Proposals, Finished) = (proposals, finished);
    }

    /// <summary>Turns taken; the global agent's are even.</summary>
    public int Position { get; }

    /// <summary>The incumbent of the global agent.</summary>
    public Perceptron GlobalNetwork { get; }

    /// <summary>The incumbent of the local agents.</summary>
    public Perceptron LocalNetwork { get; }

    /// <summary>All proposals in order.</summary>
    public IReadOnlyList<Proposal> Proposals { get; }

    /// <summary>Why the alternation ended; null while it goes on.</summary>
    public StopReason? Finished { get; }

    /// <summary>What the global agent's learning keeps. It goes on from here even when its last proposal was rejected.</summary>
    internal LearnerState Global { get; }

    /// <summary>What the local agents' learning keeps.</summary>
    internal LearnerState Local { get; }

    /// <summary>The incumbents as they are deployed: each takes its likeliest action.</summary>
    /// <param name="subsample">k.</param>
    public ContinuousPair Pair(int subsample) => Pair(GlobalNetwork, LocalNetwork, subsample);

    /// <summary>A pair as it is deployed.</summary>
    internal static ContinuousPair Pair(Perceptron global, Perceptron local, int subsample) =>
        new(new NeuralGlobalPolicy(global), new NeuralLocalPolicy(local), subsample);
}
