namespace Antiphon.Learning;

/// <summary>What a log falls short of, in sentences.</summary>
internal static class AuditNotices
{
    private const double SameReward = 1e-6;

    public static IReadOnlyList<string> Of(LogAudit audit) => [.. All(audit)];

    private static IEnumerable<string> All(LogAudit audit)
    {
        if (audit.Tracked == TrackedSet.Fresh)
        {
            yield return "The tracked agents are drawn anew in every step, so the log is not a Markov chain: the fixed point of "
                + "Q-learning differs from the k-agent surrogate's Q*, and the theorem on its error does not hold.";
            if (audit.LocalDeviation <= audit.Tolerance)
            {
                yield return "However, they move like the same agents throughout: the declaration may be wrong, or they forget so fast "
                    + "that there is no difference.";
            }
        }
        else if (!audit.AgreesWithFixedSet)
        {
            yield return "The tracked agents do not move like the same agents under the game and the local policy of the log "
                + $"({Deviation(audit.LocalDeviation!.Value)}; below {audit.Tolerance:F1} by chance): they are redrawn, or the local "
                + "policy or the game differs from the declared one. The learned policy is then not a response to that local policy.";
        }

        if (audit.LocalDeviation is null && audit.Tracked == TrackedSet.Fixed)
        {
            yield return "The log is too short, or has no randomness, to test whether its tracked agents move like the same agents "
                + "under the declared game and local policy; its description is assumed to be right.";
        }

        if (audit.GlobalDeviation > audit.Tolerance)
        {
            yield return $"The global state does not move as in the game ({Deviation(audit.GlobalDeviation.Value)}; below "
                + $"{audit.Tolerance:F1} by chance): the game is not that of the log.";
        }

        if (audit.RewardDifference > SameReward * Math.Max(1, Math.Abs(audit.LargestReward)))
        {
            yield return "The rewards of the log differ from the game's expected rewards (the mean of an entry by up to "
                + $"{audit.RewardDifference:G3}). The learned policy maximises the rewards of the log. Noisy rewards are a possible "
                + "cause.";
        }

        if (!audit.IsComplete)
        {
            yield return $"{audit.Entries - audit.EntriesSeen:N0} of {audit.Entries:N0} table entries were never visited. Q-learning has "
                + "no values for them: its policy takes the best visited action, and its fallback if there is none. The theorem on its "
                + "error, which requires all entries, does not hold. The model-based route requires only moves after every (global "
                + "state, action) and of agents in every state.";
        }

        if (audit.Episodes > 1)
        {
            yield return $"The log has {audit.Episodes:N0} episodes. Each starts anew, but the theorem on the error of Q-learning "
                + "requires one trajectory.";
        }

        if (audit.RelaxationIsOpen)
        {
            yield return "Correlations are still significant at the longest lag of the log: the relaxation time may be longer than "
                + $"{audit.RelaxationTime:F1} steps.";
        }
    }

    private static string Deviation(double deviation) =>
        double.IsInfinity(deviation) ? "an impossible move" : $"a deviation of {deviation:F1} standard deviations";
}
