namespace Antiphon.Games;

/// <summary>
/// A game given by functions in place of tables, for <see cref="GameDefinition.From"/>. States and actions are indices counted from 0.
/// </summary>
public sealed record GameFunctions
{
    /// <summary>A short name, for example "fleet".</summary>
    public required string Name { get; init; }

    /// <summary>gamma, the discount per step, in [0, 1).</summary>
    public required double Discount { get; init; }

    /// <summary>n, the number of local agents, from 1 to 10^12.</summary>
    public required long Agents { get; init; }

    /// <summary>One name per global state s_g.</summary>
    public required string[] GlobalStateNames { get; init; }

    /// <summary>One name per local state s_l.</summary>
    public required string[] LocalStateNames { get; init; }

    /// <summary>One name per global action a_g.</summary>
    public required string[] GlobalActionNames { get; init; }

    /// <summary>One name per local action a_l.</summary>
    public required string[] LocalActionNames { get; init; }

    /// <summary>
    /// P_g(. | s_g, a_g): from (s_g, a_g) to next global states and their probabilities, in any order; those of a state that is given more
    /// than once are added.
    /// </summary>
    public required Func<int, int, IEnumerable<(int Target, double Probability)>> GlobalTransition { get; init; }

    /// <summary>P_l(. | s_l, s_g, a_l): from (s_l, s_g, a_l) to next local states and their probabilities, likewise.</summary>
    public required Func<int, int, int, IEnumerable<(int Target, double Probability)>> LocalTransition { get; init; }

    /// <summary>r_g, from (s_g, a_g).</summary>
    public required Func<int, int, double> GlobalReward { get; init; }

    /// <summary>r_l, from (s_l, s_g, a_l).</summary>
    public required Func<int, int, int, double> LocalReward { get; init; }

    /// <summary>Aggregates of the population, on which rows and rewards may depend; null where nothing does.</summary>
    public IReadOnlyList<Aggregate>? Aggregates { get; init; }

    /// <summary>
    /// P_g(. | s_g, a_g) where it depends on the population, in place of <see cref="GlobalTransition"/>: from (s_g, a_g) to what it is at
    /// a value of an aggregate; gives null where it does not depend on it.
    /// </summary>
    public Func<int, int, Coupled<IEnumerable<(int Target, double Probability)>>?>? CoupledGlobalTransition { get; init; }

    /// <summary>P_l(. | s_l, s_g, a_l) where it depends on the population, from (s_l, s_g, a_l), likewise.</summary>
    public Func<int, int, int, Coupled<IEnumerable<(int Target, double Probability)>>?>? CoupledLocalTransition { get; init; }

    /// <summary>r_g where it depends on the population, from (s_g, a_g), likewise.</summary>
    public Func<int, int, Coupled<double>?>? CoupledGlobalReward { get; init; }

    /// <summary>r_l where it depends on the population, from (s_l, s_g, a_l), likewise.</summary>
    public Func<int, int, int, Coupled<double>?>? CoupledLocalReward { get; init; }

    /// <summary>
    /// The global actions that are allowed in s_g, at least one; gives null where every action is. The other functions are not called for
    /// forbidden actions. Null where nothing is forbidden.
    /// </summary>
    public Func<int, IEnumerable<int>?>? AllowedGlobalActions { get; init; }

    /// <summary>The local actions that are allowed in (s_l, s_g), likewise.</summary>
    public Func<int, int, IEnumerable<int>?>? AllowedLocalActions { get; init; }

    /// <summary>The law of the states at time 0.</summary>
    public required InitialLaw Initial { get; init; }

    /// <summary>How states and actions relate to each other, if they do; null otherwise.</summary>
    public GameGeometry? Geometry { get; init; }
}
