using System.Collections.Immutable;

namespace Antiphon.Games;

/// <summary>
/// The parts of a game that do not depend on gamma and n: names, the four tables, start law, geometry. Built from a checked
/// definition.
/// </summary>
internal sealed class GameTables
{
    /// <summary>Copies a definition that the validator found sound, and normalises its rows.</summary>
    public GameTables(GameDefinition definition)
    {
        Types = TypeFolding.Types(definition);
        definition = TypeFolding.Fold(definition);
        GlobalStateNames = [.. definition.GlobalStateNames];
        LocalStateNames = [.. definition.LocalStateNames];
        GlobalActionNames = [.. definition.GlobalActionNames];
        LocalActionNames = [.. definition.LocalActionNames];
        GlobalTransition = new TransitionTable(definition.GlobalRows!.SelectMany(rows => rows), GlobalStateNames.Length);
        LocalTransition = new TransitionTable(
            definition.LocalRows!.SelectMany(states => states).SelectMany(rows => rows),
            LocalStateNames.Length
        );
        GlobalReward = Flat(definition.GlobalReward);
        LocalReward = Flat(definition.LocalReward);
        Noise = RewardNoise.Of(this, Laws(definition.GlobalRewardLaws, GlobalReward), Laws(definition.LocalRewardLaws, LocalReward));
        Initial = new InitialLaw(Normalized(definition.Initial.Global), Normalized(definition.Initial.Local));
        Geometry = Copy(definition.Geometry);
    }

    public AgentTypes Types { get; }

    public ImmutableArray<string> GlobalStateNames { get; }

    public ImmutableArray<string> LocalStateNames { get; }

    public ImmutableArray<string> GlobalActionNames { get; }

    public ImmutableArray<string> LocalActionNames { get; }

    public TransitionTable GlobalTransition { get; }

    public TransitionTable LocalTransition { get; }

    public double[] GlobalReward { get; }

    public double[] LocalReward { get; }

    public RewardNoise? Noise { get; }

    public InitialLaw Initial { get; }

    public GameGeometry? Geometry { get; }

    // Each index is checked by itself: one too large, beside one too small, would find the number of another state or action.

    /// <summary>The place of (s_g, a_g) among the pairs in the order of the tables.</summary>
    public int GlobalIndex(int globalState, int globalAction)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(globalState);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(globalState, GlobalStateNames.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(globalAction);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(globalAction, GlobalActionNames.Length);
        return (globalState * GlobalActionNames.Length) + globalAction;
    }

    /// <summary>The place of (s_l, s_g, a_l) among the triples in the order of the tables.</summary>
    public int LocalIndex(int localState, int globalState, int localAction)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(localState);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(localState, LocalStateNames.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(globalState);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(globalState, GlobalStateNames.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(localAction);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(localAction, LocalActionNames.Length);
        return (((localState * GlobalStateNames.Length) + globalState) * LocalActionNames.Length) + localAction;
    }

    /// <summary>The tables nested again, transitions by rows.</summary>
    public GameDefinition ToRows(string name, double discount, long agents)
    {
        int states = GlobalStateNames.Length,
            actions = GlobalActionNames.Length,
            localActions = LocalActionNames.Length;
        var folded = new GameDefinition
        {
            Name = name,
            Discount = discount,
            Agents = agents,
            GlobalStateNames = [.. GlobalStateNames],
            LocalStateNames = [.. LocalStateNames],
            GlobalActionNames = [.. GlobalActionNames],
            LocalActionNames = [.. LocalActionNames],
            GlobalTransition = [],
            GlobalRows = Nest(GlobalTransition.Rows.ToArray(), actions),
            LocalTransition = [],
            LocalRows = Nest(Nest(LocalTransition.Rows.ToArray(), localActions), states),
            GlobalReward = Nest(GlobalReward, actions),
            LocalReward = Nest(Nest(LocalReward, localActions), states),
            GlobalRewardLaws = Noise is null ? null : Nest(Noise.GlobalLaws.ToArray(), actions),
            LocalRewardLaws = Noise is null ? null : Nest(Nest(Noise.LocalLaws.ToArray(), localActions), states),
            Initial = Initial,
            Geometry = Geometry,
        };
        return TypeFolding.Unfold(folded, Types);
    }

    /// <summary>The tables nested again, transitions as dense tables where these are small.</summary>
    public GameDefinition ToDefinition(string name, double discount, long agents)
    {
        GameDefinition rows = ToRows(name, discount, agents);
        return DenseEntries > GameLimits.DenseEntries
            ? rows
            : rows with
            {
                GlobalRows = null,
                GlobalTransition = Spread(rows.GlobalRows!, GlobalStateNames.Length),
                LocalRows = null,
                LocalTransition = rows.LocalRows is { } local ? Spread(local, LocalStateNames.Length) : [],
                Types = rows.Types is { } types ? [.. types.Select(Spread)] : null,
            };
    }

    /// <summary>How many probabilities both tables of transitions have with their zeros.</summary>
    public long DenseEntries =>
        ((long)GlobalTransition.Rows.Length * GlobalStateNames.Length) + ((long)LocalTransition.Rows.Length * LocalStateNames.Length);

    private static AgentTypeDefinition Spread(AgentTypeDefinition type) =>
        type with
        {
            LocalRows = null,
            LocalTransition = Spread(type.LocalRows!, type.LocalStateNames.Length),
        };

    private static double[][][][] Spread(TransitionRow[][][] table, int states) => [.. table.Select(part => Spread(part, states))];

    private static double[][][] Spread(TransitionRow[][] table, int states) =>
        [.. table.Select(rows => rows.Select(row => row.ToArray(states)).ToArray())];

    // Rewards one after the other, in the order of their indices.
    private static double[] Flat(Array table) => [.. Rows(table).SelectMany(row => row).Select(WithoutNegativeZero)];

    // Normalised laws, flat; their means take their places in the table.
    private static RewardLaw?[] Laws(Array? laws, double[] means)
    {
        var flat = new RewardLaw?[means.Length];
        int place = 0;
        foreach (RewardLaw? law in laws is null ? [] : Entries(laws))
        {
            flat[place] = law?.Normalized();
            means[place] = flat[place]?.Mean ?? means[place];
            place++;
        }

        return flat;
    }

    private static IEnumerable<RewardLaw?> Entries(Array laws) => laws is RewardLaw?[] row ? row : laws.Cast<Array>().SelectMany(Entries);

    private static IEnumerable<double[]> Rows(Array table) => table is double[] row ? [row] : table.Cast<Array>().SelectMany(Rows);

    private static T[][] Nest<T>(T[] parts, int length) => [.. parts.Chunk(length)];

    private static double[] Normalized(double[] row)
    {
        double[] copy = row.ToArray();
        ProbabilityRow.Normalize(copy);
        return copy;
    }

    private static ImmutableArray<double> Normalized(ImmutableArray<double> law) => [.. Normalized(law.ToArray())];

    private static LocalInitialLaw Normalized(LocalInitialLaw law) =>
        law switch
        {
            IndependentLocalLaw independent => new IndependentLocalLaw(Normalized(independent.Probabilities)),
            TypedLocalLaw typed => new TypedLocalLaw([.. typed.Types.Select(Normalized)]),
            _ => law,
        };

    private static double WithoutNegativeZero(double value) => value + 0.0;

    private static GameGeometry? Copy(GameGeometry? geometry) =>
        geometry is null or { Distance: null, Target: null }
            ? null
            : new GameGeometry(
                geometry
                    .Distance?.Select(IReadOnlyList<double> (row) => row.Select(WithoutNegativeZero).ToImmutableArray())
                    .ToImmutableArray(),
                geometry.Target?.ToImmutableArray()
            );

    /// <summary>The least and the greatest stage reward among n agents: every type earns its own, weighed by how many are of it.</summary>
    public (double Minimum, double Maximum) RewardRange(long agents)
    {
        int states = GlobalStateNames.Length,
            actions = GlobalActionNames.Length,
            localActions = LocalActionNames.Length;
        double[] weights = Types.Weights(agents);
        double minimum = double.PositiveInfinity,
            maximum = double.NegativeInfinity;
        for (int state = 0; state < states; state++)
        {
            double[] mine = GlobalReward.AsSpan(state * actions, actions).ToArray();
            double least = 0,
                greatest = 0;
            for (int type = 0; type < weights.Length; type++)
            {
                double[] theirs = Enumerable
                    .Range(Types[type].First, Types[type].States)
                    .SelectMany(local => LocalReward.AsSpan(((local * states) + state) * localActions, localActions).ToArray())
                    .ToArray();
                least += weights[type] * theirs.Min();
                greatest += weights[type] * theirs.Max();
            }

            minimum = Math.Min(minimum, mine.Min() + least);
            maximum = Math.Max(maximum, mine.Max() + greatest);
        }

        return (minimum, maximum);
    }
}
