using Antiphon.Numerics;

namespace Antiphon.Policies;

/// <summary>A global policy at work in one episode, on one thread, with whatever it remembers of it.</summary>
public interface IGlobalActor
{
    /// <summary>
    /// The estimated fraction of the agents in each local state, as it last acted on it; empty where it estimates nothing.
    /// </summary>
    ReadOnlySpan<double> Estimate => [];

    /// <summary>Whether its test of its model of the population failed at the last observation.</summary>
    bool Alarmed => false;

    /// <summary>Acts.</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="observation">How many of the observed agents are in each local state.</param>
    /// <param name="stream">Randomness of this step; deterministic policies take none from it.</param>
    /// <returns>a_g, from 0 to A - 1.</returns>
    int Act(int globalState, ReadOnlySpan<int> observation, RandomStream stream);

    /// <summary>All agents have moved.</summary>
    /// <param name="globalState">s_g before the move, under which the local agents moved.</param>
    void Moved(int globalState) { }
}
