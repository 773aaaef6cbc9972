using LocalTables = (
    Antiphon.Games.TransitionRow[][][] Rows,
    double[][][] Rewards,
    Antiphon.Games.RewardForm?[][][]? Forms,
    int[]?[][]? Allowed
);

namespace Antiphon.Games;

/// <summary>Joins the tables of all phases of a clock into those of one game.</summary>
/// <param name="clock">The clock.</param>
/// <param name="phases">A sound definition per phase, alike in everything but tables.</param>
internal sealed class ClockProduct(Clock clock, GameDefinition[] phases)
{
    private readonly GameDefinition first = phases[clock.Start];

    /// <summary>The game.</summary>
    public GameDefinition Definition()
    {
        LocalTables local = first.Types is null
            ? Join([.. phases.Select(game => (Rows(game), game.LocalReward, game.LocalRewardForms, game.AllowedLocalActions))])
            : ([], [], null, null);
        return first with
        {
            GlobalStateNames = [.. clock.Names.SelectMany(phase => first.GlobalStateNames.Select(state => $"{phase}/{state}"))],
            GlobalTransition = [],
            GlobalRows = [.. phases.SelectMany(GlobalRows)],
            GlobalReward = [.. phases.SelectMany(game => game.GlobalReward)],
            GlobalRewardForms = phases.All(game => game.GlobalRewardForms is null)
                ? null
                : [.. phases.SelectMany(game => game.GlobalRewardForms ?? [.. game.GlobalReward.Select(NoForms)])],
            AllowedGlobalActions = phases.All(game => game.AllowedGlobalActions is null)
                ? null
                : [.. phases.SelectMany(game => game.AllowedGlobalActions ?? new int[]?[game.GlobalReward.Length])],
            AllowedLocalActions = local.Allowed,
            LocalTransition = [],
            LocalRows = first.Types is null ? local.Rows : null,
            LocalReward = local.Rewards,
            LocalRewardForms = local.Forms,
            Types = first.Types is null ? null : [.. Enumerable.Range(0, first.Types.Count).Select(Type)],
            Initial = first.Initial with { Global = [.. phases.SelectMany((game, phase) => InitialLaw(game, phase))] },
            Geometry = first.Geometry is null ? null : new GameGeometry(Distances(), first.Geometry.Target),
        };
    }

    // The next phase has its own block of global states. A forbidden action need not have a row.
    private TransitionRow[][] GlobalRows(GameDefinition game, int phase)
    {
        int next = (phase + 1) % clock.Period * first.GlobalStateNames.Length;
        TransitionRow[][] rows = game.GlobalRows ?? SharedParts.Rows(game.GlobalTransition)!;
        return SharedParts.Map(rows, actions => SharedParts.Map(actions, row => row?.Shifted(next)!)!)!;
    }

    private IEnumerable<double> InitialLaw(GameDefinition game, int phase) =>
        phase == clock.Start ? game.Initial.Global : Enumerable.Repeat(0.0, game.Initial.Global.Length);

    private AgentTypeDefinition Type(int index)
    {
        AgentTypeDefinition[] types = [.. phases.Select(game => game.Types![index])];
        LocalTables tables = Join([
            .. types.Select(type => (Rows(type), type.LocalReward, type.LocalRewardForms, type.AllowedLocalActions)),
        ]);
        return first.Types![index] with
        {
            LocalTransition = [],
            LocalRows = tables.Rows,
            LocalReward = tables.Rewards,
            LocalRewardForms = tables.Forms,
            AllowedLocalActions = tables.Allowed,
        };
    }

    private double[][]? Distances() =>
        first.Geometry!.Distance is null
            ? null
            : JoinLevel([.. phases.Select(game => game.Geometry!.Distance!.Select(row => row.ToArray()).ToArray())]);

    private static TransitionRow[][][] Rows(GameDefinition game) => game.LocalRows ?? SharedParts.Rows(game.LocalTransition)!;

    private static TransitionRow[][][] Rows(AgentTypeDefinition type) => type.LocalRows ?? SharedParts.Rows(type.LocalTransition)!;

    private static LocalTables Join(LocalTables[] tables) =>
        (
            JoinLevel([.. tables.Select(table => table.Rows)]),
            JoinLevel([.. tables.Select(table => table.Rewards)]),
            tables.All(table => table.Forms is null)
                ? null
                : JoinLevel([
                    .. tables.Select(table => table.Forms ?? [.. table.Rewards.Select(state => state.Select(NoForms).ToArray())]),
                ]),
            tables.All(table => table.Allowed is null)
                ? null
                : JoinLevel([.. tables.Select(table => table.Allowed ?? ForbiddenEntries.None(table.Rewards))])
        );

    // [phase][s_l][s_g] becomes [s_l][phase, s_g].
    private static T[][] JoinLevel<T>(T[][][] tables) =>
        [.. Enumerable.Range(0, tables[0].Length).Select(state => tables.SelectMany(table => table[state]).ToArray())];

    private static RewardForm?[] NoForms(double[] rewards) => new RewardForm?[rewards.Length];
}
