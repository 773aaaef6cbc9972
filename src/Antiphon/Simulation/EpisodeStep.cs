using System.Collections.Immutable;

namespace Antiphon.Simulation;

/// <summary>One step of an episode, before the move.</summary>
/// <param name="Time">Number of the step, from 0.</param>
/// <param name="GlobalState">s_g.</param>
/// <param name="Fractions">Fraction of the n agents in each local state.</param>
/// <param name="Mode">The local state with most agents, the lowest of equals.</param>
/// <param name="Action">The global action a_g chosen after the observation.</param>
/// <param name="Reward">The step's team reward, in expectation over the local actions; where rewards are random, the one drawn.</param>
public sealed record EpisodeStep(int Time, int GlobalState, ImmutableArray<double> Fractions, int Mode, int Action, double Reward);
