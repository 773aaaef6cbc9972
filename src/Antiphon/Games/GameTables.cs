using System.Collections.Immutable;

namespace Antiphon.Games;

/// <summary>
/// The parts of a game that do not depend on gamma and n: names, the four tables, initial law, geometry. Built from a checked
/// definition.
/// </summary>
internal sealed class GameTables
{
    /// <summary>Copies a definition that the validator found sound, and normalises its rows.</summary>
    public GameTables(GameDefinition definition)
    {
        Types = TypeFolding.Types(definition);
        definition = ForbiddenEntries.Replaced(TypeFolding.Fold(definition));
        Allowed = new AllowedActions(definition);
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
        RewardForm?[] globalForms = Forms(definition.GlobalRewardForms, GlobalReward);
        RewardForm?[] localForms = Forms(definition.LocalRewardForms, LocalReward);
        Noise = RewardNoise.Of(this, globalForms, localForms);
        Couplings = Couplings.Of(definition.Aggregates, globalForms, localForms);
        Initial = new InitialLaw(Normalized(definition.Initial.Global), Normalized(definition.Initial.Local));
        Geometry = Copy(definition.Geometry);
    }

    // Everything as it is at given values of the hat functions.
    private GameTables(GameTables coupled, ReadOnlySpan<double> hats)
    {
        Couplings couplings = coupled.Couplings!;
        (Types, Initial, Geometry, Noise) = (coupled.Types, coupled.Initial, coupled.Geometry, coupled.Noise);
        Allowed = coupled.Allowed;
        (GlobalStateNames, LocalStateNames) = (coupled.GlobalStateNames, coupled.LocalStateNames);
        (GlobalActionNames, LocalActionNames) = (coupled.GlobalActionNames, coupled.LocalActionNames);
        GlobalTransition = coupled.GlobalTransition.At(couplings, hats);
        LocalTransition = coupled.LocalTransition.At(couplings, hats);
        GlobalReward = couplings.At(couplings.GlobalRewards, coupled.GlobalReward, hats);
        LocalReward = couplings.At(couplings.LocalRewards, coupled.LocalReward, hats);
    }

    public AgentTypes Types { get; }

    public ImmutableArray<string> GlobalStateNames { get; }

    public ImmutableArray<string> LocalStateNames { get; }

    public ImmutableArray<string> GlobalActionNames { get; }

    public ImmutableArray<string> LocalActionNames { get; }

    public AllowedActions Allowed { get; }

    public TransitionTable GlobalTransition { get; }

    public TransitionTable LocalTransition { get; }

    public double[] GlobalReward { get; }

    public double[] LocalReward { get; }

    public RewardNoise? Noise { get; }

    public Couplings? Couplings { get; }

    public InitialLaw Initial { get; }

    public GameGeometry? Geometry { get; }

    /// <summary>The tables with every hat function fixed at a value: nothing in them depends on the population.</summary>
    public GameTables At(ReadOnlySpan<double> hats) => Couplings is null ? this : new GameTables(this, hats);

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
            GlobalRewardForms = Forms(Noise is null ? default : Noise.GlobalLaws, Couplings is null ? default : Couplings.GlobalRewards)
                is { } global
                ? Nest(global, actions)
                : null,
            LocalRewardForms = Forms(Noise is null ? default : Noise.LocalLaws, Couplings is null ? default : Couplings.LocalRewards)
                is { } local
                ? Nest(Nest(local, localActions), states)
                : null,
            Aggregates = Couplings?.Aggregates,
            AllowedGlobalActions = Lists(Allowed.GlobalSets),
            AllowedLocalActions = Lists(Allowed.LocalSets) is { } lists ? Nest(lists, states) : null,
            Initial = Initial,
            Geometry = Geometry,
        };
        return TypeFolding.Unfold(folded, Types);
    }

    /// <summary>The tables nested again, transitions as dense tables where these are small.</summary>
    public GameDefinition ToDefinition(string name, double discount, long agents)
    {
        GameDefinition rows = ToRows(name, discount, agents);
        return DenseEntries > GameLimits.DenseEntries || Couplings is not null
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

    // Normalised forms, flat. Means of random rewards take their places in the table; NaN marks a reward that depends on the
    // population, so that reading it as a number fails.
    private static RewardForm?[] Forms(Array? forms, double[] means)
    {
        var flat = new RewardForm?[means.Length];
        int place = 0;
        foreach (RewardForm? form in forms is null ? [] : Entries(forms))
        {
            flat[place] = form?.Normalized();
            means[place] = flat[place] switch
            {
                null => means[place],
                RewardLaw law => law.Mean,
                _ => double.NaN,
            };
            place++;
        }

        return flat;
    }

    private static IEnumerable<RewardForm?> Entries(Array forms) =>
        forms is RewardForm?[] row ? row : forms.Cast<Array>().SelectMany(Entries);

    // Both in one table; null where every reward is one number.
    private static RewardForm?[]? Forms(ReadOnlySpan<RewardLaw?> laws, ReadOnlySpan<CoupledReward?> coupled)
    {
        var forms = new RewardForm?[Math.Max(laws.Length, coupled.Length)];
        for (int place = 0; place < forms.Length; place++)
        {
            forms[place] =
                place < coupled.Length && coupled[place] is { } form ? form
                : place < laws.Length ? laws[place]
                : null;
        }

        return Array.TrueForAll(forms, form => form is null) ? null : forms;
    }

    private static int[]?[]? Lists(IReadOnlyList<ActionSet>? sets) =>
        sets is null ? null : [.. sets.Select(set => set.IsEvery ? null : set.ToArray())];

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

    /// <summary>The range of an expected global reward over all populations.</summary>
    public (double Least, double Most) GlobalRange(int place) => Range(GlobalReward[place], Couplings?.GlobalRewards[place]);

    /// <summary>The range of an expected local reward over all populations.</summary>
    public (double Least, double Most) LocalRange(int place) => Range(LocalReward[place], Couplings?.LocalRewards[place]);

    private static (double Least, double Most) Range(double reward, CoupledReward? coupled) =>
        coupled is null ? (reward, reward) : (coupled.Least, coupled.Most);

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
            (double Least, double Most)[] mine = [.. Enumerable.Range(state * actions, actions).Select(GlobalRange)];
            double least = 0,
                greatest = 0;
            for (int type = 0; type < weights.Length; type++)
            {
                (double Least, double Most)[] theirs = Enumerable
                    .Range(Types[type].First, Types[type].States)
                    .SelectMany(local => Enumerable.Range(((local * states) + state) * localActions, localActions))
                    .Select(LocalRange)
                    .ToArray();
                least += weights[type] * theirs.Min(range => range.Least);
                greatest += weights[type] * theirs.Max(range => range.Most);
            }

            minimum = Math.Min(minimum, mine.Min(range => range.Least) + least);
            maximum = Math.Max(maximum, mine.Max(range => range.Most) + greatest);
        }

        return (minimum, maximum);
    }
}
