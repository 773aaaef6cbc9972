namespace Antiphon.Games;

/// <summary>
/// Between types with tables of their own and one set of local states "type/state" whose transitions never leave a type's block.
/// </summary>
internal static class TypeFolding
{
    /// <summary>The name of a local state of a type.</summary>
    internal static string Name(string type, string state) => $"{type}/{state}";

    /// <summary>
    /// A sound typed definition as one without types: names joined, transitions block-diagonal, rewards one after the other.
    /// </summary>
    internal static GameDefinition Fold(GameDefinition definition)
    {
        if (definition.Types is not { } types)
        {
            return definition;
        }

        (int first, int states) = (0, types.Sum(type => type.LocalStateNames.Length));
        var transitions = new List<double[][][]>();
        foreach (AgentTypeDefinition type in types)
        {
            int start = first;
            transitions.AddRange(type.LocalTransition.Select(state => Map(state, row => Pad(row, start, states))));
            first += type.LocalStateNames.Length;
        }

        return definition with
        {
            LocalStateNames = [.. types.SelectMany(type => type.LocalStateNames.Select(state => Name(type.Name, state)))],
            LocalTransition = [.. transitions],
            LocalReward = [.. types.SelectMany(type => type.LocalReward)],
            LocalRewardLaws =
                definition.GlobalRewardLaws is null && types.All(type => type.LocalRewardLaws is null)
                    ? null
                    : [.. types.SelectMany(LawsOf)],
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
                LocalTransition = [],
                LocalReward = [],
                LocalRewardLaws = null,
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
                                LocalTransition =
                                [
                                    .. folded
                                        .LocalTransition[type.First..type.End]
                                        .Select(state => Map(state, row => row[type.First..type.End])),
                                ],
                                LocalReward = folded.LocalReward[type.First..type.End],
                                LocalRewardLaws = folded.LocalRewardLaws?[type.First..type.End],
                                Initial = folded.Initial.Local is TypedLocalLaw typed ? typed.Types[index] : folded.Initial.Local,
                            }
                    ),
                ],
            };

    private static RewardLaw?[][][] LawsOf(AgentTypeDefinition type) =>
        type.LocalRewardLaws ?? [.. type.LocalReward.Select(state => state.Select(actions => new RewardLaw?[actions.Length]).ToArray())];

    private static double[][][] Map(double[][][] state, Func<double[], double[]> row) =>
        [.. state.Select(actions => actions.Select(row).ToArray())];

    private static double[] Pad(double[] row, int first, int states)
    {
        double[] padded = new double[states];
        row.CopyTo(padded, first);
        return padded;
    }
}
