namespace Antiphon.Games;

/// <summary>
/// The plain data of a game, as written by hand or read from a file: nothing in it has been checked.
/// <see cref="CooperativeGame.Create"/> checks everything and copies the arrays.
/// </summary>
public sealed record GameDefinition
{
    /// <summary>A short name, for messages and files; must not be blank.</summary>
    public required string Name { get; init; }

    /// <summary>gamma, the discount per step, in [0, 1).</summary>
    public required double Discount { get; init; }

    /// <summary>n, the number of local agents, in [1, <see cref="GameValidator.MaximumAgents"/>].</summary>
    public required long Agents { get; init; }

    /// <summary>Names of the global states s_g; their number is G.</summary>
    public required string[] GlobalStateNames { get; init; }

    /// <summary>Names of the local states s_l; their number is S.</summary>
    public required string[] LocalStateNames { get; init; }

    /// <summary>Names of the global actions a_g; their number is A.</summary>
    public required string[] GlobalActionNames { get; init; }

    /// <summary>Names of the local actions a_l; their number is B.</summary>
    public required string[] LocalActionNames { get; init; }

    /// <summary>P_g(s_g' | s_g, a_g), index order [s_g][a_g][s_g'], shape G x A x G; rows sum to 1.</summary>
    public required double[][][] GlobalTransition { get; init; }

    /// <summary>P_l(s_l' | s_l, s_g, a_l), index order [s_l][s_g][a_l][s_l'], shape S x G x B x S; rows sum to 1.</summary>
    public required double[][][][] LocalTransition { get; init; }

    /// <summary>r_g(s_g, a_g), index order [s_g][a_g], shape G x A.</summary>
    public required double[][] GlobalReward { get; init; }

    /// <summary>r_l(s_l, s_g, a_l), index order [s_l][s_g][a_l], shape S x G x B.</summary>
    public required double[][][] LocalReward { get; init; }

    /// <summary>The law of the first state.</summary>
    public required InitialLaw Initial { get; init; }

    /// <summary>What the states mean to each other, for baselines; may be absent.</summary>
    public GameGeometry? Geometry { get; init; }

    /// <summary>The names "0", "1", .. that stand for a size given as a mere count.</summary>
    /// <param name="count">How many names; at least 0.</param>
    public static string[] NumberedNames(int count) => [.. Enumerable.Range(0, count).Select(index => index.ToString())];
}
