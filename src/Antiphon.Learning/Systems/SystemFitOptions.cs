using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>How a game is fitted to a log.</summary>
public sealed record SystemFitOptions
{
    /// <summary>
    /// The weight of the pooled law, in draws, toward which laws with few draws are shrunk; above 0. Null, the default: the weight that
    /// best predicts a quarter of the episodes, chosen separately for local laws, global laws and rewards.
    /// </summary>
    /// <remarks>
    /// P_l(. | s_l, s_g, a_l) is pooled over s_g, P_g(. | s_g, a_g) over a_g where all actions have equally many possible successors, and
    /// rewards over a_g and over what <see cref="RewardClass"/> says.
    /// </remarks>
    public double? PriorWeight { get; init; }

    /// <summary>Share of the episodes, some of each log, that are held out to measure the fit; in [0, 1), 0.2 by default.</summary>
    public double HeldOut { get; init; } = 0.2;

    /// <summary>
    /// Which global states are expected to have the same rewards: those with equal numbers are pooled. Null: each stands alone. Where a
    /// state's own draws predict better, they are used.
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
