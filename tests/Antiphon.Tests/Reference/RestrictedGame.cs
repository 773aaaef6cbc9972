using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Tests.Reference;

/// <summary>
/// A random game in which random actions are forbidden, whose entries hold what must not be read; and the game without these rules, in
/// which twins try allowed policies only.
/// </summary>
internal sealed class RestrictedGame
{
    private const double Rubbish = 1e6;

    /// <summary>Makes a game.</summary>
    /// <param name="sizes">The game without rules.</param>
    public RestrictedGame(RandomGame sizes)
    {
        GameDefinition plain = sizes.Definition();
        var random = new SmallRandom(sizes.Seed + 7);
        Global = Array(sizes.GlobalStates, _ => Some(random, sizes.GlobalActions));
        Local = Array(sizes.LocalStates, _ => Array(sizes.GlobalStates, _ => Some(random, sizes.LocalActions)));
        Plain = CooperativeGame.Create(plain);
        Definition = plain with
        {
            AllowedGlobalActions = Global,
            AllowedLocalActions = Local,
            GlobalTransition = Spoiled(plain.GlobalTransition, Global, _ => null!),
            GlobalReward = Spoiled(plain.GlobalReward, Global, _ => Rubbish),
            LocalTransition = Spoiled(plain.LocalTransition, Local, row => [.. row, double.NaN]),
            LocalReward = Spoiled(plain.LocalReward, Local, _ => double.NaN),
        };
        Game = CooperativeGame.Create(Definition);
    }

    /// <summary>What <see cref="Game"/> is made of.</summary>
    public GameDefinition Definition { get; }

    /// <summary>The game with rules.</summary>
    public CooperativeGame Game { get; }

    /// <summary>The game without rules.</summary>
    public CooperativeGame Plain { get; }

    /// <summary>Allowed actions [s_g].</summary>
    public int[][] Global { get; }

    /// <summary>Allowed actions [s_l][s_g].</summary>
    public int[][][] Local { get; }

    /// <summary>All deterministic local policies of allowed actions, as tables [s_l][s_g][a_l].</summary>
    public IEnumerable<double[]> LocalPolicies() =>
        PolicyEnumeration
            .Choices([.. Local.SelectMany(states => states)])
            .Select(choice => choice.SelectMany(action => SmallGames.Unit(Plain.LocalActions, action)).ToArray());

    /// <summary>All deterministic tables of allowed actions over observations of some agents.</summary>
    public IEnumerable<int[][]> GlobalPolicies(int observations)
    {
        int vectors = Counting.Vectors(Plain.LocalStates, observations).Length;
        return PolicyEnumeration
            .Choices([.. Global.SelectMany(list => Enumerable.Repeat(list, vectors))])
            .Select(choice => choice.Chunk(vectors).ToArray());
    }

    /// <summary>A random local policy of allowed actions.</summary>
    public double[] RandomLocal(SmallRandom random) =>
        [
            .. Local
                .SelectMany(states => states)
                .SelectMany(list =>
                {
                    double[] row = new double[Plain.LocalActions];
                    double[] law = random.Law(list.Length);
                    for (int place = 0; place < list.Length; place++)
                    {
                        row[list[place]] = law[place];
                    }

                    return row;
                }),
        ];

    /// <summary>The best value that a dispatcher of allowed actions earns beside a local policy.</summary>
    public double BestGlobalValue(int observations, double[] local)
    {
        var ordered = new OrderedGame(Plain, observations);
        return GlobalPolicies(observations)
            .Max(actions => ordered.StartValue(PolicyEnumeration.Rule(Plain, observations, actions), local));
    }

    /// <summary>The best value of the allowed blind pairs.</summary>
    public double BestBlindValue()
    {
        var ordered = new OrderedGame(Plain, 1);
        return PolicyEnumeration
            .Choices(Global)
            .Max(dispatcher =>
                LocalPolicies()
                    .Max(local => ordered.StartValue((state, _) => SmallGames.Unit(Plain.GlobalActions, dispatcher[state]), local))
            );
    }

    // In no order, and often without the first action.
    private static int[] Some(SmallRandom random, int actions)
    {
        int[] list = [.. Enumerable.Range(0, actions).Where(_ => random.Next() < 0.6).Reverse()];
        return list.Length > 0 ? list : [random.Below(actions)];
    }

    private static T[][][] Spoiled<T>(T[][][] table, int[][][] allowed, Func<T, T> spoil) =>
        [.. table.Select((part, state) => Spoiled(part, allowed[state], spoil))];

    private static T[][] Spoiled<T>(T[][] table, int[][] allowed, Func<T, T> spoil) =>
        [.. table.Select((row, state) => row.Select((entry, action) => allowed[state].Contains(action) ? entry : spoil(entry)).ToArray())];

    private static T[] Array<T>(int size, Func<int, T> entry) => [.. Enumerable.Range(0, size).Select(entry)];
}
