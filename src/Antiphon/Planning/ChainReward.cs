namespace Antiphon.Planning;

/// <summary>What a chained MDP pays.</summary>
public enum ChainReward
{
    /// <summary>
    /// The team reward of the k-agent system: r_g at the first micro-step, each agent's share r_l / k when it moves. A chain sums to r.
    /// </summary>
    Team,

    /// <summary>
    /// The paper's first version: r_l / n of the tagged agent at the first micro-step, nothing else. It rewards what may harm the team;
    /// for comparison only.
    /// </summary>
    SelfishV1,
}
