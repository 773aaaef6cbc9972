using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>How a game is fitted to a log.</summary>
public sealed record SystemFitOptions
{
    /// <summary>
    /// How many draws the pooled law counts as, to which laws with few draws are drawn; above 0. Null, the default: the weight that
    /// predicts a quarter of the episodes best, for local laws, global laws and rewards each.
    /// </summary>
    /// <remarks>
    /// P_l(. | s_l, s_g, a_l) is pooled over s_g, P_g(. | s_g, a_g) over a_g where all actions have equally many possible successors, and
    /// rewards over a_g and over what <see cref="RewardClass"/> says.
    /// </remarks>
    public double? PriorWeight { get; init; }

    /// <summary>Share of the episodes, some of each log, that are held out to measure the fit; in [0, 1), 0.2 by default.</summary>
    public double HeldOut { get; init; } = 0.2;

    /// <summary>
    /// Which global states have the same rewards as far as is known beforehand: those with equal numbers are pooled. Null: each is its
    /// own. Where a state's own draws predict better, they count.
    /// </summary>
    public Func<int, int>? RewardClass { get; init; }

    internal void Check()
    {
        var range = new OptionRange();
        range.Inside(nameof(PriorWeight), PriorWeight ?? 1, 0, double.PositiveInfinity);
        range.From(nameof(HeldOut), HeldOut, 0, 1, highIncluded: false);
        range.Require();
    }
}
