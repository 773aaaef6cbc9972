using System.Globalization;
using Antiphon.Equilibrium;
using Antiphon.Planning;
using Antiphon.Runs;

namespace Antiphon.Learning;

/// <summary>What a reader of a trained pair should know of how it came about.</summary>
internal static class NeuralNotices
{
    /// <summary>The notices of a finished training.</summary>
    internal static IReadOnlyList<string> Of(IReadOnlyList<RestartState<NeuralPair>> states, ContinuousOptions options) =>
        [
            .. states.SelectMany(state =>
                Of(state, options).Select(notice => states.Count == 1 ? notice : $"Restart {state.Restart + 1}: {notice}")
            ),
        ];

    private static IEnumerable<string> Of(RestartState<NeuralPair> state, ContinuousOptions options) =>
        [
            .. Refused(state.Proposals, Player.Global, "global agent"),
            .. Refused(state.Proposals, Player.Local, "local agents"),
            .. Undecided(state, options),
        ];

    private static IEnumerable<string> Refused(IReadOnlyList<Proposal> all, Player player, string name)
    {
        Proposal[] proposals = [.. all.Where(proposal => proposal.Player == player && proposal.Updates is not null)];
        Proposal[] refused =
        [
            .. proposals.Where(proposal => proposal.Updates!.All(update => update.Outcome != PolicyUpdateOutcome.Taken)),
        ];
        if (refused.Length == 0)
        {
            yield break;
        }

        var steps = refused.SelectMany(proposal => proposal.Updates!).ToList();
        string why = string.Join(
            "; ",
            steps.GroupBy(step => step.Outcome).OrderBy(group => group.Key).Select(group => $"{Times(group.Count())} {Why(group.Key)}")
        );
        yield return refused.Length == proposals.Length
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"All {steps.Count:N0} trust region steps of the {name} were rejected: {why}. This side's policy is still its random "
                    + $"initial policy."
            )
            : string.Create(
                CultureInfo.InvariantCulture,
                $"In {refused.Length:N0} of {proposals.Length:N0} proposals of the {name} every trust region step was rejected "
                    + $"({(refused.Length == 1 ? "alternation" : "alternations")} "
                    + $"{string.Join(", ", refused.Select(proposal => proposal.Sweep))}): {why}."
            );
    }

    private static IEnumerable<string> Undecided(RestartState<NeuralPair> state, ContinuousOptions options)
    {
        Proposal[] last = [.. state.Proposals.TakeLast(2 * options.Patience)];
        int undecided = last.Count(proposal => Ruling.IsUndecided(proposal.Verdict));
        if (state.Finished == StopReason.NoImprovement && undecided > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{undecided:N0} of the last {last.Length:N0} proposals could not be distinguished from the current policy "
                    + $"within {options.JudgeRollouts:N0} pairs of episodes: their gain is unknown, not zero."
            );
        }
    }

    private static string Times(int count) => count == 1 ? "once" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} times");

    private static string Why(PolicyUpdateOutcome outcome) =>
        outcome switch
        {
            PolicyUpdateOutcome.NoImprovement => "no step size improved the surrogate objective",
            PolicyUpdateOutcome.OutsideRegion => "every step size that improved the surrogate objective left the trust region",
            PolicyUpdateOutcome.Stationary => "the gradient was 0",
            PolicyUpdateOutcome.BadCurvature => "the Fisher matrix had no positive curvature along the step",
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "an accepted step was not rejected"),
        };
}
