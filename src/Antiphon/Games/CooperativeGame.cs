using System.Collections.Immutable;

namespace Antiphon.Games;

/// <summary>
/// A finite cooperative game of one global agent and n local agents: immutable, and valid by construction.
/// At each step s_g' ~ P_g(. | s_g, a_g) and, for each agent, s_l' ~ P_l(. | s_l, s_g, a_l), all from the same old s_g;
/// the team earns r = r_g(s_g, a_g) + the mean over agents of r_l(s_l, s_g, a_l), discounted by gamma per step.
/// </summary>
/// <remarks>
/// Source: the model of ALTERNATING-MARL (arXiv 2603.03759 v2, section 2, eq. 1 and 2). Shapes below: G global states, S local
/// states, A global actions, B local actions. Probability rows that sum to 1 within 1e-9 are accepted and scaled to sum to 1.
/// </remarks>
public sealed class CooperativeGame
{
    private readonly GameTables tables;

    private CooperativeGame(GameTables tables, string name, double discount, long agents, InitialLaw initial, GameGeometry? geometry)
    {
        this.tables = tables;
        Name = name;
        Discount = discount;
        Agents = agents;
        Initial = initial;
        Geometry = geometry;
        Hash = GameHash.Compute(this);
    }

    /// <summary>A short name, for messages and files.</summary>
    public string Name { get; }

    /// <summary>gamma, the discount per step, in [0, 1).</summary>
    public double Discount { get; }

    /// <summary>n, the number of local agents, in [1, 10^12].</summary>
    public long Agents { get; }

    /// <summary>G, the number of global states; at least 1.</summary>
    public int GlobalStates => tables.GlobalStateNames.Length;

    /// <summary>S, the number of local states; at least 1.</summary>
    public int LocalStates => tables.LocalStateNames.Length;

    /// <summary>A, the number of global actions; at least 1.</summary>
    public int GlobalActions => tables.GlobalActionNames.Length;

    /// <summary>B, the number of local actions; at least 1.</summary>
    public int LocalActions => tables.LocalActionNames.Length;

    /// <summary>Names of the global states, length G; distinct and not blank.</summary>
    public IReadOnlyList<string> GlobalStateNames => tables.GlobalStateNames;

    /// <summary>Names of the local states, length S; distinct and not blank.</summary>
    public IReadOnlyList<string> LocalStateNames => tables.LocalStateNames;

    /// <summary>Names of the global actions, length A; distinct and not blank.</summary>
    public IReadOnlyList<string> GlobalActionNames => tables.GlobalActionNames;

    /// <summary>Names of the local actions, length B; distinct and not blank.</summary>
    public IReadOnlyList<string> LocalActionNames => tables.LocalActionNames;

    /// <summary>P_g as one array, index order [s_g][a_g][s_g'], length G A G.</summary>
    public ReadOnlySpan<double> GlobalTransitions => tables.GlobalTransition;

    /// <summary>P_l as one array, index order [s_l][s_g][a_l][s_l'], length S G B S.</summary>
    public ReadOnlySpan<double> LocalTransitions => tables.LocalTransition;

    /// <summary>r_g as one array, index order [s_g][a_g], length G A.</summary>
    public ReadOnlySpan<double> GlobalRewards => tables.GlobalReward;

    /// <summary>r_l as one array, index order [s_l][s_g][a_l], length S G B.</summary>
    public ReadOnlySpan<double> LocalRewards => tables.LocalReward;

    /// <summary>The smallest team reward r of any step: min over s_g of (min r_g + min r_l).</summary>
    public double MinimumReward => tables.MinimumReward;

    /// <summary>The largest team reward r of any step: max over s_g of (max r_g + max r_l).</summary>
    public double MaximumReward => tables.MaximumReward;

    /// <summary>The law of the first state.</summary>
    public InitialLaw Initial { get; }

    /// <summary>What the states mean to each other, for baselines; null when the game declares nothing.</summary>
    public GameGeometry? Geometry { get; }

    /// <summary>
    /// SHA-256, 64 lower-case hexadecimal digits, of all numbers of the game: sizes, n, gamma, transitions, rewards, start law and geometry, but no names.
    /// </summary>
    public string Hash { get; }

    /// <summary>Checks a definition and builds the game; later changes to the definition's arrays do not reach it.</summary>
    /// <param name="definition">What to build.</param>
    /// <exception cref="GameValidationException">Something is wrong; the exception lists everything that is.</exception>
    public static CooperativeGame Create(GameDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var violations = GameValidator.Validate(definition);
        if (violations.Count > 0)
        {
            var subject = string.IsNullOrWhiteSpace(definition.Name) ? "the unnamed game" : $"\"{definition.Name}\"";
            throw new GameValidationException(subject, violations);
        }

        var initial = new InitialLaw(ProbabilityRow.Normalized(definition.Initial.Global), Normalized(definition.Initial.Local));
        return new CooperativeGame(new GameTables(definition), definition.Name, definition.Discount, definition.Agents, initial, definition.Geometry?.Copy());
    }

    /// <summary>P_g(. | s_g, a_g), the row over s_g'; length G.</summary>
    /// <param name="globalState">s_g in [0, G).</param>
    /// <param name="globalAction">a_g in [0, A).</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its range.</exception>
    public ReadOnlySpan<double> GlobalTransition(int globalState, int globalAction) =>
        tables.GlobalTransition.AsSpan(tables.GlobalIndex(globalState, globalAction) * GlobalStates, GlobalStates);

    /// <summary>P_l(. | s_l, s_g, a_l), the row over s_l'; length S.</summary>
    /// <param name="localState">s_l in [0, S).</param>
    /// <param name="globalState">s_g in [0, G).</param>
    /// <param name="localAction">a_l in [0, B).</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its range.</exception>
    public ReadOnlySpan<double> LocalTransition(int localState, int globalState, int localAction) =>
        tables.LocalTransition.AsSpan(tables.LocalIndex(localState, globalState, localAction) * LocalStates, LocalStates);

    /// <summary>r_g(s_g, a_g).</summary>
    /// <param name="globalState">s_g in [0, G).</param>
    /// <param name="globalAction">a_g in [0, A).</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its range.</exception>
    public double GlobalReward(int globalState, int globalAction) => tables.GlobalReward[tables.GlobalIndex(globalState, globalAction)];

    /// <summary>r_l(s_l, s_g, a_l).</summary>
    /// <param name="localState">s_l in [0, S).</param>
    /// <param name="globalState">s_g in [0, G).</param>
    /// <param name="localAction">a_l in [0, B).</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its range.</exception>
    public double LocalReward(int localState, int globalState, int localAction) => tables.LocalReward[tables.LocalIndex(localState, globalState, localAction)];

    /// <summary>The same game with another number of local agents (and so another hash).</summary>
    /// <param name="agents">n, in [1, 10^12].</param>
    /// <exception cref="GameValidationException">The number is outside its range.</exception>
    public CooperativeGame WithAgents(long agents)
    {
        Require(GameValidator.ValidateAgents(agents));
        return new CooperativeGame(tables, Name, Discount, agents, Initial, Geometry);
    }

    /// <summary>The same game with another discount (and so another hash).</summary>
    /// <param name="discount">gamma, in [0, 1).</param>
    /// <exception cref="GameValidationException">The discount is outside its range.</exception>
    public CooperativeGame WithDiscount(double discount)
    {
        Require(GameValidator.ValidateDiscount(discount));
        return new CooperativeGame(tables, Name, discount, Agents, Initial, Geometry);
    }

    private static LocalInitialLaw Normalized(LocalInitialLaw law) =>
        law is IndependentLocalLaw independent ? new IndependentLocalLaw(ProbabilityRow.Normalized(independent.Probabilities)) : law;

    private void Require(Violation? violation)
    {
        if (violation is not null)
        {
            throw new GameValidationException($"\"{Name}\"", [violation]);
        }
    }
}
