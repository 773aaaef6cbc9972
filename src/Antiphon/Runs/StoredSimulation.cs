namespace Antiphon.Runs;

/// <summary>A simulation whose table lies in a run folder.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Agents">Population size n.</param>
/// <param name="Horizon">Steps of an episode.</param>
/// <param name="Rollouts">Episodes per seed.</param>
/// <param name="Seed">The seed it was run with.</param>
/// <param name="PerSeed">Mean discounted return of each evaluation seed.</param>
internal sealed record StoredSimulation(string File, long Agents, int Horizon, int Rollouts, ulong Seed, IReadOnlyList<double> PerSeed);
