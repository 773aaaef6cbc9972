namespace Antiphon.Games;

/// <summary>
/// The random rewards of a game, beside their means in the game's tables: R_g ~ G(s_g, a_g) and R_l ~ L(s_l, s_g, a_l), independent over
/// agents and steps given states and actions (the paper's appendix F). Immutable.
/// </summary>
internal sealed class RewardNoise
{
    private readonly GameTables tables;
    private readonly RewardLaw?[] global;
    private readonly RewardLaw?[] local;

    private RewardNoise(GameTables tables, RewardLaw?[] global, RewardLaw?[] local)
    {
        (this.tables, this.global, this.local) = (tables, global, local);
        GlobalSupport = Support(tables.GlobalReward, global);
        LocalSupport = Support(tables.LocalReward, local);
    }

    /// <summary>
    /// The infimum and the supremum of all global rewards, over the union of their supports (Assumption F.1); rewards that are not random
    /// count as points.
    /// </summary>
    public (double Least, double Most) GlobalSupport { get; }

    /// <summary>The same of all local rewards.</summary>
    public (double Least, double Most) LocalSupport { get; }

    /// <summary>All global laws in one piece, index order [s_g][a_g]; null where the reward is not random.</summary>
    internal ReadOnlySpan<RewardLaw?> GlobalLaws => global;

    /// <summary>All local laws in one piece, index order [s_l][s_g][a_l]; null where the reward is not random.</summary>
    internal ReadOnlySpan<RewardLaw?> LocalLaws => local;

    /// <summary>How many entries of the two tables are random.</summary>
    public int RandomEntries => global.Concat(local).Count(law => law is not null);

    /// <summary>The law of r_g(s_g, a_g), or null where it is not random.</summary>
    /// <param name="globalState">s_g in [0, G).</param>
    /// <param name="globalAction">a_g in [0, A).</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its range.</exception>
    public RewardLaw? Global(int globalState, int globalAction) => global[tables.GlobalIndex(globalState, globalAction)];

    /// <summary>The law of r_l(s_l, s_g, a_l), or null where it is not random.</summary>
    /// <param name="localState">s_l in [0, S).</param>
    /// <param name="globalState">s_g in [0, G).</param>
    /// <param name="localAction">a_l in [0, B).</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its range.</exception>
    public RewardLaw? Local(int localState, int globalState, int localAction) =>
        local[tables.LocalIndex(localState, globalState, localAction)];

    /// <summary>The noise of a game whose means stand in <paramref name="tables"/>; null when nothing is random.</summary>
    internal static RewardNoise? Of(GameTables tables, IEnumerable<RewardForm?> global, IEnumerable<RewardForm?> local) =>
        global.Concat(local).Any(form => form is RewardLaw)
            ? new RewardNoise(tables, [.. global.Select(form => form as RewardLaw)], [.. local.Select(form => form as RewardLaw)])
            : null;

    private static (double Least, double Most) Support(double[] means, RewardLaw?[] laws) =>
        (means.Select((mean, place) => laws[place]?.Least ?? mean).Min(), means.Select((mean, place) => laws[place]?.Most ?? mean).Max());
}
