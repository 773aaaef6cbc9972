namespace Antiphon.Games;

/// <summary>
/// Between types with tables of their own and one set of local states "type/state" whose transitions never leave a type's block.
/// </summary>
internal static class TypeFolding
{
    /// <summary>The name of a local state of a type.</summary>
    internal static string Name(string type, string state) => $"{type}/{state}";

    /// <summary>
    /// A sound definition as one by rows and without types: names joined, transitions block-diagonal, rewards one after the other.
    /// </summary>
    internal static GameDefinition Fold(GameDefinition definition)
    {
        if (definition.Types is not { } types)
        {
            return definition with
            {
                GlobalRows = definition.GlobalRows ?? SharedParts.Rows(definition.GlobalTransition),
                LocalRows = definition.LocalRows ?? SharedParts.Rows(definition.LocalTransition),
            };
        }

        int first = 0;
        var rows = new List<TransitionRow[][]>();
        foreach (AgentTypeDefinition type in types)
        {
            int start = first;
            rows.AddRange(Shift(type.LocalRows ?? SharedParts.Rows(type.LocalTransition)!, start));
            first += type.LocalStateNames.Length;
        }

        return definition with
        {
            LocalStateNames = [.. types.SelectMany(type => type.LocalStateNames.Select(state => Name(type.Name, state)))],
            GlobalRows = definition.GlobalRows ?? SharedParts.Rows(definition.GlobalTransition),
            LocalRows = [.. rows],
            LocalReward = [.. types.SelectMany(type => type.LocalReward)],
            AllowedLocalActions = types.All(type => type.AllowedLocalActions is null)
                ? null
                : [.. types.SelectMany(type => type.AllowedLocalActions ?? ForbiddenEntries.None(type.LocalReward))],
            LocalRewardForms =
                definition.GlobalRewardForms is null && types.All(type => type.LocalRewardForms is null)
                    ? null
                    : [.. types.SelectMany(FormsOf)],
            Initial = definition.Initial with
            {
                Local = types.Count == 1 ? types[0].Initial : new TypedLocalLaw([.. types.Select(type => type.Initial)]),
            },
        };
    }

    /// <summary>The types of a definition.</summary>
    internal static AgentTypes Types(GameDefinition definition) =>
        definition.Types is { } types
            ? AgentTypes.Declare(types.Select(type => (type.Name, type.Share, type.LocalStateNames.Length)))
            : AgentTypes.None(definition.LocalStateNames.Length);

    /// <summary>The opposite of <see cref="Fold"/>.</summary>
    internal static GameDefinition Unfold(GameDefinition folded, AgentTypes types) =>
        !types.Declared
            ? folded
            : folded with
            {
                LocalStateNames = [],
                LocalRows = null,
                LocalReward = [],
                LocalRewardForms = null,
                AllowedLocalActions = null,
                Initial = folded.Initial with { Local = new TypedLocalLaw([]) },
                Types =
                [
                    .. types.Select(
                        (type, index) =>
                            new AgentTypeDefinition
                            {
                                Name = type.Name,
                                Share = type.Share,
                                LocalStateNames =
                                [
                                    .. folded.LocalStateNames[type.First..type.End].Select(name => name[(type.Name.Length + 1)..]),
                                ],
                                LocalTransition = [],
                                LocalRows = Shift(folded.LocalRows![type.First..type.End], -type.First),
                                LocalReward = folded.LocalReward[type.First..type.End],
                                LocalRewardForms = folded.LocalRewardForms?[type.First..type.End],
                                AllowedLocalActions = folded.AllowedLocalActions?[type.First..type.End],
                                Initial = folded.Initial.Local is TypedLocalLaw typed ? typed.Types[index] : folded.Initial.Local,
                            }
                    ),
                ],
            };

    private static RewardForm?[][][] FormsOf(AgentTypeDefinition type) =>
        type.LocalRewardForms ?? [.. type.LocalReward.Select(state => state.Select(actions => new RewardForm?[actions.Length]).ToArray())];

    // A forbidden action need not have a row.
    private static TransitionRow[][][] Shift(TransitionRow[][][] table, int distance) =>
        SharedParts.Map(table, part => SharedParts.Map(part, rows => SharedParts.Map(rows, row => row?.Shifted(distance)!)!)!)!;
}
