namespace Antiphon.Games;

/// <summary>A type of local agents as the author of a game writes it down: plain arrays, not checked yet.</summary>
public sealed record AgentTypeDefinition
{
    /// <summary>A short name without '/', for example "truck"; its local states become "truck/..." in the game.</summary>
    public required string Name { get; init; }

    /// <summary>The share of agents of this type, above 0; the shares of all types sum to 1.</summary>
    public required double Share { get; init; }

    /// <summary>One name per local state s_l of this type.</summary>
    public required string[] LocalStateNames { get; init; }

    /// <summary>P_l(s_l' | s_l, s_g, a_l) among this type's states, index order [s_l][s_g][a_l][s_l'].</summary>
    public required double[][][][] LocalTransition { get; init; }

    /// <summary>
    /// P_l by rows, index order [s_l][s_g][a_l], in place of <see cref="LocalTransition"/>, which then is empty; null otherwise.
    /// </summary>
    public TransitionRow[][][]? LocalRows { get; init; }

    /// <summary>r_l(s_l, s_g, a_l) of this type, index order [s_l][s_g][a_l]; means where rewards are random.</summary>
    public required double[][][] LocalReward { get; init; }

    /// <summary>
    /// Local rewards that are not one number, in the shape of <see cref="LocalReward"/>: random, whose entry there then is the mean, or
    /// coupled, whose entry there is not used; null where a reward is one number, or null as a whole.
    /// </summary>
    public RewardForm?[][][]? LocalRewardForms { get; init; }

    /// <summary>
    /// The local actions that are allowed to this type, index order [s_l][s_g], each a list without order; null in place of a list, or as
    /// a whole: every action. Entries of forbidden actions in the tables are not read.
    /// </summary>
    public int[]?[][]? AllowedLocalActions { get; init; }

    /// <summary>How the agents of this type start, over its own states; types start independently of each other.</summary>
    public required LocalInitialLaw Initial { get; init; }
}
