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
            yield return "The tracked agents are drawn anew in every step. What is logged is then no Markov chain: Q-learning has another "
                + "fixed point than the k-agent surrogate's Q*, and the theorem on its error does not hold.";
            if (audit.LocalDeviation <= audit.Tolerance)
            {
                yield return "Yet they move as the same agents would: the declaration may be wrong, or they forget so fast that it makes "
                    + "no difference.";
            }
        }
        else if (!audit.AgreesWithFixedSet)
        {
            yield return $"The tracked agents do not move as the same agents would under the game and the local policy of the log "
                + $"({Deviation(audit.LocalDeviation!.Value)}; chance alone stays below {audit.Tolerance:F1}): "
                + "they are redrawn, or the local policy or the game is another one than declared. What is learned is then no answer to "
                + "that local policy.";
        }

        if (audit.LocalDeviation is null && audit.Tracked == TrackedSet.Fixed)
        {
            yield return "The log is too short to tell whether its tracked agents move as the same agents would under the declared game "
                + "and local policy, or no chance is involved; that they do is taken from its description.";
        }

        if (audit.GlobalDeviation > audit.Tolerance)
        {
            yield return $"The global state does not move as in the game ({Deviation(audit.GlobalDeviation.Value)}; chance alone stays "
                + $"below {audit.Tolerance:F1}): the game is another one than that of the log.";
        }

        if (audit.RewardDifference > SameReward * Math.Max(1, Math.Abs(audit.LargestReward)))
        {
            yield return $"The rewards of the log are not the game's expected ones (the mean of an entry differs by up to "
                + $"{audit.RewardDifference:G3}); what is learned maximises the rewards of the log. Noisy rewards do this, too.";
        }

        if (!audit.IsComplete)
        {
            yield return $"{audit.Entries - audit.EntriesSeen:N0} of {audit.Entries:N0} table entries were never seen. Q-learning claims "
                + "nothing of them: its policy takes the best action among those seen, and its fallback where none was; the theorem on "
                + "its error, which needs all entries, does not hold. The model-based route needs moves after every (global state, "
                + "action) and of agents in every state only.";
        }

        if (audit.Episodes > 1)
        {
            yield return $"The log has {audit.Episodes:N0} episodes. Each starts afresh, while the theorem on the error of Q-learning is "
                + "about one trajectory.";
        }

        if (audit.RelaxationIsOpen)
        {
            yield return $"Correlations are still clear at the longest lag that the log allows: the relaxation time of "
                + $"{audit.RelaxationTime:F1} steps may be longer.";
        }
    }

    private static string Deviation(double deviation) =>
        double.IsInfinity(deviation) ? "a move that cannot be" : $"{deviation:F1} standard deviations off";
}
