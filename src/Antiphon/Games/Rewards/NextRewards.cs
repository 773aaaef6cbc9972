using Antiphon.Numerics;

namespace Antiphon.Games;

/// <summary>
/// Rewards that a file gives by the next state, averaged over it: r(s, a) = sum_y P(y | s, a) r(s, a, y). Expected returns are the same.
/// The parts of an unsound table are left as they are; the validator names them.
/// </summary>
internal static class NextRewards
{
    /// <summary>Local rewards, index order [s_l][s_g][a_l], with the rows of P_l in the same order.</summary>
    public static RewardEntry[][][]? Averaged(RewardEntry[][][]? table, TransitionRow[][][]? rows) =>
        SharedParts.Map(table, rows, Averaged);

    /// <summary>Global rewards, index order [s_g][a_g], with the rows of P_g in the same order.</summary>
    public static RewardEntry[][]? Averaged(RewardEntry[][]? table, TransitionRow[][]? rows) => SharedParts.Map(table, rows, Averaged);

    private static RewardEntry[]? Averaged(RewardEntry[]? entries, TransitionRow[]? rows) =>
        entries?.Select((entry, action) => entry.Next is { } next ? Averaged(next, SharedParts.At(rows, action)) : entry).ToArray();

    // A row that is linear between breakpoints makes a mean that is, too.
    private static RewardEntry Averaged(double[] next, TransitionRow? row) =>
        row?.Coupling is { } coupling
            ? new RewardEntry(double.NaN, new CoupledReward(coupling.Aggregate, [.. coupling.At.Select(at => Mean(next, at))]))
            : new RewardEntry(Mean(next, row), null);

    private static double Mean(double[] next, TransitionRow? row)
    {
        if (row is null || row.Targets.Length != row.Probabilities.Length)
        {
            return 0;
        }

        double[] probabilities = row.Probabilities.ToArray();
        ProbabilityRow.Normalize(probabilities);
        var mean = default(NeumaierSum);
        for (int place = 0; place < probabilities.Length; place++)
        {
            int target = row.Targets[place];
            mean.Add(target >= 0 && target < next.Length ? probabilities[place] * next[target] : 0);
        }

        return mean.Value + 0.0;
    }
}
