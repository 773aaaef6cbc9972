namespace Antiphon.Learning;

/// <summary>What <see cref="LogRecorder"/> records.</summary>
public sealed record LogOptions
{
    /// <summary>The longest log, so that step numbers fit everywhere.</summary>
    internal const long MostSteps = 2_000_000_000;

    /// <summary>Steps over all episodes, from 1 to <see cref="MostSteps"/>.</summary>
    public required long Steps { get; init; }

    /// <summary>
    /// Steps per episode, at least 2; null: one episode, the single trajectory of Theorem E.4. The last episode may be shorter.
    /// </summary>
    public long? EpisodeLength { get; init; }

    /// <summary>Whether the k tracked agents stay the same.</summary>
    public TrackedSet Tracked { get; init; } = TrackedSet.Fixed;

    /// <summary>What is written about the tracked agents.</summary>
    public TrackedColumns Columns { get; init; } = TrackedColumns.States;

    /// <summary>epsilon: the probability of a uniformly drawn action in place of the behaviour policy's; from 0 to 1.</summary>
    public double Exploration { get; init; }

    /// <summary>Root of all randomness.</summary>
    public ulong Seed { get; init; } = 1;

    internal void Check()
    {
        var wrong = new List<string>();
        Require(Steps is >= 1 and <= MostSteps, $"steps = {Steps:N0}; expected 1 to {MostSteps:N0}");
        Require(
            EpisodeLength is null or >= 2,
            $"episode length = {EpisodeLength}; expected at least 2: learning from a step requires its successor"
        );
        Require(Enum.IsDefined(Tracked), $"tracked = {Tracked}; expected fixed or fresh");
        Require(Enum.IsDefined(Columns), $"columns = {Columns}; expected states or counts");
        Require(Exploration is >= 0 and <= 1, $"epsilon = {Exploration}; expected a number from 0 to 1");
        if (wrong.Count > 0)
        {
            throw new InvalidOptionException(string.Join("; ", wrong));
        }

        void Require(bool holds, string message)
        {
            if (!holds)
            {
                wrong.Add(message);
            }
        }
    }
}
