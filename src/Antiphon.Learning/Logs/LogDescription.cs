using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Learning;

/// <summary>
/// What has to be known about a log besides its numbers. The program keeps it in a file beside the log (<see cref="LogDescriptionFile"/>).
/// </summary>
/// <param name="Game">The game, with its number of agents.</param>
/// <param name="Local">What the local agents did; the learned policy is a best response to this.</param>
/// <param name="Tracked">Whether the tracked agents stayed the same.</param>
/// <param name="Steps">How many steps the log has; null when that is not known.</param>
/// <param name="Behaviour">What the global agent did, in words; for people.</param>
/// <param name="Seed">Where the log's randomness came from; null for one that was not simulated.</param>
public sealed record LogDescription(
    CooperativeGame Game,
    LocalPolicy Local,
    TrackedSet Tracked,
    long? Steps = null,
    string Behaviour = "",
    ulong? Seed = null
);
