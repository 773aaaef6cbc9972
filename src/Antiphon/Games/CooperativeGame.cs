namespace Antiphon.Games;

/// <summary>
/// A finite cooperative game of one global agent g and n local agents that are alike, or alike within declared types, all rewarded by r =
/// r_g(s_g, a_g) + (1/n) sum_i r_l(s_i, s_g, a_i). All move at once: s_g' ~ P_g(. | s_g, a_g) and s_i' ~ P_l(. | s_i, s_g, a_i) use the
/// old s_g. Rows and rewards may also depend on the population through aggregates (<see cref="Aggregates"/>); everything then uses the
/// population before the move. Immutable and safe for use by several threads.
/// </summary>
/// <remarks>
/// States and actions are indices counted from 0. Rows of probabilities sum to 1 within rounding: a row that was further off (up to 1e-9
/// is accepted) was divided by its sum when the game was created. Source: the paper's section 2.
/// </remarks>
public sealed partial class CooperativeGame
{
    private readonly GameTables tables;
    private string? hash;

    private CooperativeGame(string name, double discount, long agents, SamplingRule sampling, GameTables tables)
    {
        Name = name;
        Discount = discount;
        Agents = agents;
        Sampling = sampling;
        this.tables = tables;
        (MinimumReward, MaximumReward) = tables.RewardRange(agents);
    }

    /// <summary>The game's name.</summary>
    public string Name { get; }

    /// <summary>gamma, the discount per step, in [0, 1).</summary>
    public double Discount { get; }

    /// <summary>n, the number of local agents, from 1 to 10^12.</summary>
    public long Agents { get; }

    /// <summary>Which agents the global agent observes. A property of the deployment: the hash and the file do not cover it.</summary>
    public SamplingRule Sampling { get; }

    /// <summary>G, the number of global states s_g.</summary>
    public int GlobalStates => tables.GlobalStateNames.Length;

    /// <summary>S, the number of local states s_l.</summary>
    public int LocalStates => tables.LocalStateNames.Length;

    /// <summary>A, the number of global actions a_g.</summary>
    public int GlobalActions => tables.GlobalActionNames.Length;

    /// <summary>B, the number of local actions a_l.</summary>
    public int LocalActions => tables.LocalActionNames.Length;

    /// <summary>One name per global state.</summary>
    public IReadOnlyList<string> GlobalStateNames => tables.GlobalStateNames;

    /// <summary>One name per local state.</summary>
    public IReadOnlyList<string> LocalStateNames => tables.LocalStateNames;

    /// <summary>One name per global action.</summary>
    public IReadOnlyList<string> GlobalActionNames => tables.GlobalActionNames;

    /// <summary>One name per local action.</summary>
    public IReadOnlyList<string> LocalActionNames => tables.LocalActionNames;

    /// <summary>
    /// Which actions are allowed where. Rows and rewards of a forbidden action are those of the first allowed one in its place.
    /// </summary>
    public AllowedActions Allowed => tables.Allowed;

    /// <summary>The law of the states at time 0.</summary>
    public InitialLaw Initial => tables.Initial;

    /// <summary>The laws of random rewards, whose means stand in the tables; null when no reward is random.</summary>
    internal RewardNoise? Noise => tables.Noise;

    /// <summary>The types of local agents; one that covers all local states when the game declares none.</summary>
    internal AgentTypes Types => tables.Types;

    /// <summary>How states and actions relate to each other; null when the game declares nothing.</summary>
    public GameGeometry? Geometry => tables.Geometry;

    /// <summary>
    /// A lower bound of the expected stage reward r that some state and actions attain: min over s_g of (min r_g + min r_l), the local
    /// part weighed over types.
    /// </summary>
    public double MinimumReward { get; }

    /// <summary>
    /// The upper bound of the expected stage reward r that some state and actions attain: max over s_g of (max r_g + max r_l), the local
    /// part weighed over types.
    /// </summary>
    public double MaximumReward { get; }

    /// <summary>
    /// How far apart the expected rewards of two steps can be: <see cref="MaximumReward"/> minus <see cref="MinimumReward"/>.
    /// </summary>
    public double RewardRange => MaximumReward - MinimumReward;

    /// <summary>
    /// SHA-256, in lower-case hexadecimal, of everything that determines the game's behaviour: sizes, tables, discount, number of agents,
    /// initial law, geometry and shares of types, but not the names. Two games with equal hashes behave alike.
    /// </summary>
    public string Hash => hash ??= GameHash.Compute(this);

    /// <summary>How many rows P_g and P_l have together: G A + S G B.</summary>
    public long TransitionRows => (long)tables.GlobalTransition.Rows.Length + tables.LocalTransition.Rows.Length;

    /// <summary>How many probabilities above 0 the rows of P_g and P_l hold; equal rows are held once.</summary>
    public long TransitionEntries => tables.GlobalTransition.Entries + tables.LocalTransition.Entries;

    /// <summary>All rows of P_g, index order [s_g][a_g].</summary>
    internal TransitionTable GlobalTransitions => tables.GlobalTransition;

    /// <summary>All rows of P_l, index order [s_l][s_g][a_l].</summary>
    internal TransitionTable LocalTransitions => tables.LocalTransition;

    /// <summary>How many probabilities P_g and P_l have, zeros included.</summary>
    internal long DenseEntries => tables.DenseEntries;

    /// <summary>All of r_g in one piece, index order [s_g][a_g].</summary>
    internal ReadOnlySpan<double> GlobalRewards => tables.GlobalReward;

    /// <summary>All of r_l in one piece, index order [s_l][s_g][a_l].</summary>
    internal ReadOnlySpan<double> LocalRewards => tables.LocalReward;

    /// <summary>Checks a definition and builds the game; the definition's arrays are copied.</summary>
    /// <param name="definition">The game as its author wrote it.</param>
    /// <exception cref="GameValidationException">The definition is not a game; the exception lists every reason.</exception>
    public static CooperativeGame Create(GameDefinition definition)
    {
        IReadOnlyList<Violation> violations = GameValidator.Validate(definition);
        if (violations.Count > 0)
        {
            throw new GameValidationException($"game '{definition.Name}'", violations);
        }

        return new CooperativeGame(
            definition.Name,
            definition.Discount + 0.0,
            definition.Agents,
            SamplingRule.Uniform,
            new GameTables(definition)
        );
    }

    /// <summary>P_g(. | s_g, a_g): the global states that can follow, with their probabilities.</summary>
    /// <param name="globalState">s_g in [0, G).</param>
    /// <param name="globalAction">a_g in [0, A).</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its range.</exception>
    /// <exception cref="InvalidInputException">The row depends on the population.</exception>
    public TransitionRow GlobalRow(int globalState, int globalAction) =>
        Uncoupled(tables.GlobalTransition[tables.GlobalIndex(globalState, globalAction)]);

    /// <summary>P_l(. | s_l, s_g, a_l): the local states that can follow, with their probabilities.</summary>
    /// <param name="localState">s_l in [0, S).</param>
    /// <param name="globalState">s_g in [0, G), before the step.</param>
    /// <param name="localAction">a_l in [0, B).</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its range.</exception>
    /// <exception cref="InvalidInputException">The row depends on the population.</exception>
    public TransitionRow LocalRow(int localState, int globalState, int localAction) =>
        Uncoupled(tables.LocalTransition[tables.LocalIndex(localState, globalState, localAction)]);

    /// <summary>
    /// P_g(. | s_g, a_g) with its zeros: the probabilities of the next global state, length G. Rows with zeros are laid out at the first
    /// call and kept.
    /// </summary>
    /// <param name="globalState">s_g in [0, G).</param>
    /// <param name="globalAction">a_g in [0, A).</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its range.</exception>
    /// <exception cref="InvalidInputException">The row depends on the population.</exception>
    public ReadOnlySpan<double> GlobalTransition(int globalState, int globalAction) =>
        GlobalRow(globalState, globalAction).Dense(GlobalStates);

    /// <summary>
    /// P_l(. | s_l, s_g, a_l) with its zeros: the probabilities of an agent's next local state, length S. Rows with zeros are laid out at
    /// the first call and kept; <see cref="LocalRow(int, int, int)"/> needs less where S is large.
    /// </summary>
    /// <param name="localState">s_l in [0, S).</param>
    /// <param name="globalState">s_g in [0, G), before the step.</param>
    /// <param name="localAction">a_l in [0, B).</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its range.</exception>
    /// <exception cref="InvalidInputException">The row depends on the population.</exception>
    public ReadOnlySpan<double> LocalTransition(int localState, int globalState, int localAction) =>
        LocalRow(localState, globalState, localAction).Dense(LocalStates);

    /// <summary>r_g(s_g, a_g); its mean where it is random.</summary>
    /// <param name="globalState">s_g in [0, G).</param>
    /// <param name="globalAction">a_g in [0, A).</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its range.</exception>
    public double GlobalReward(int globalState, int globalAction) =>
        Uncoupled(tables.GlobalReward[tables.GlobalIndex(globalState, globalAction)]);

    /// <summary>r_l(s_l, s_g, a_l), what one agent adds to the sum that is divided by n; its mean where it is random.</summary>
    /// <param name="localState">s_l in [0, S).</param>
    /// <param name="globalState">s_g in [0, G).</param>
    /// <param name="localAction">a_l in [0, B).</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its range.</exception>
    /// <exception cref="InvalidInputException">The reward depends on the population.</exception>
    public double LocalReward(int localState, int globalState, int localAction) =>
        Uncoupled(tables.LocalReward[tables.LocalIndex(localState, globalState, localAction)]);

    /// <summary>The same game with another number of agents. Tables are shared; the hash differs.</summary>
    /// <param name="agents">n, from 1 to 10^12.</param>
    /// <exception cref="GameValidationException"><paramref name="agents"/> is out of range.</exception>
    public CooperativeGame WithAgents(long agents) => With(Discount, agents);

    /// <summary>The same game with another discount. Tables are shared; the hash differs.</summary>
    /// <param name="discount">gamma, in [0, 1).</param>
    /// <exception cref="GameValidationException"><paramref name="discount"/> is out of range.</exception>
    public CooperativeGame WithDiscount(double discount) => With(discount, Agents);

    /// <summary>The same game under another sampling rule. Tables are shared; so is the hash.</summary>
    /// <param name="sampling">The rule.</param>
    /// <exception cref="InvalidInputException">The rule does not fit the game.</exception>
    public CooperativeGame WithSampling(SamplingRule sampling)
    {
        ArgumentNullException.ThrowIfNull(sampling);
        if (sampling is not UniformSampling)
        {
            RequireOneType($"the sampling rule '{sampling}'", "observations of its agents are stratified by type; leave the rule out");
        }

        return sampling.Misfit(this) is { } misfit ? throw new InvalidInputException($"the sampling rule '{sampling}': {misfit}")
            : sampling == Sampling ? this
            : new CooperativeGame(Name, Discount, Agents, sampling, tables);
    }

    /// <summary>
    /// The game as a definition again, for example to change a part of it; a fresh copy. Transitions are dense tables, or rows where dense
    /// tables would have more than <see cref="GameLimits.DenseEntries"/> entries, or some depend on the population.
    /// </summary>
    public GameDefinition ToDefinition() => tables.ToDefinition(Name, Discount, Agents);

    /// <summary>The game as a definition by rows, of any size.</summary>
    internal GameDefinition ToRows() => tables.ToRows(Name, Discount, Agents);

    /// <summary>Refuses a game that declares several types, for what is there for agents that are all alike only.</summary>
    /// <param name="job">What is refused, as the subject of a sentence.</param>
    /// <param name="remedy">What to do instead.</param>
    /// <exception cref="InvalidInputException">There are several types.</exception>
    internal void RequireOneType(string job, string remedy) => Accept(RefusalOfTypes(job, remedy));

    /// <summary>The words of that refusal; null where there is one type.</summary>
    internal string? RefusalOfTypes(string job, string remedy) =>
        Types.Count > 1
            ? $"{job} supports only agents of one type; game '{Name}' declares {Types.Count} types "
                + $"({string.Join(", ", Types.Select(type => type.Name))}); {remedy}"
            : null;

    /// <summary>Throws a refusal, if there is one.</summary>
    /// <exception cref="InvalidInputException">There is one.</exception>
    internal static void Accept(string? refusal)
    {
        if (refusal is not null)
        {
            throw new InvalidInputException(refusal);
        }
    }

    /// <summary>Name and sizes in one line.</summary>
    public override string ToString() =>
        $"{Name}: {Agents:N0} agents{(Types.Declared ? $" of {Types.Count} types" : "")}, {GlobalStates} global and {LocalStates} local "
        + $"states, {GlobalActions} global and {LocalActions} local actions, discount {Discount:R}";

    private CooperativeGame With(double discount, long agents)
    {
        var violations = new List<Violation>();
        GameValidator.CheckDiscount(discount, violations);
        GameValidator.CheckAgents(agents, violations);
        Types.CheckAgents(agents, violations);
        return violations.Count == 0
            ? new CooperativeGame(Name, discount + 0.0, agents, Sampling, tables)
            : throw new GameValidationException($"game '{Name}'", violations);
    }
}
