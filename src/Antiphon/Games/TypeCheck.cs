namespace Antiphon.Games;

/// <summary>Checks the types of a game: their names and shares, their local states, and that the population holds one of each.</summary>
internal sealed class TypeCheck(ICollection<Violation> violations)
{
    /// <summary>
    /// Checks everything about types but their tables; gives the number of local states of all types, or null when some are missing.
    /// </summary>
    public int? Names(GameDefinition definition)
    {
        IReadOnlyList<AgentTypeDefinition> types = definition.Types!;
        RefuseUntypedTables(definition);
        if (types.Count is 0 or > GameLimits.Types)
        {
            violations.Add(
                new Violation(
                    "types",
                    $"has {types.Count} entries",
                    $"from 1 to {GameLimits.Types}",
                    "declare the types of agents, or leave types out if all agents are identical"
                )
            );
            return null;
        }

        (Dictionary<string, int> first, int? states) = (new Dictionary<string, int>(StringComparer.Ordinal), (int?)0);
        for (int index = 0; index < types.Count; index++)
        {
            if (types[index] is not { } type)
            {
                violations.Add(new Violation($"types[{index}]", "is missing", "a type", "add it"));
                states = null;
                continue;
            }

            Name($"types[{index}].name", type.Name, index, first);
            states += new NameCheck(violations).List($"types[{index}].localStates", type.LocalStateNames);
            Joined(index, type);
        }

        Shares(types);
        return TooMany(states) ? null : states;
    }

    /// <summary>Checks the number of agents, once shares are sound.</summary>
    public void Agents(GameDefinition definition)
    {
        if (definition.Types is { } types && violations.Count == 0)
        {
            TypeFolding.Types(definition with { Types = types }).CheckAgents(definition.Agents, violations);
        }
    }

    private void RefuseUntypedTables(GameDefinition definition)
    {
        (string Place, Array? Table)[] tables =
        [
            ("localStates", definition.LocalStateNames),
            ("localTransition", definition.LocalRows ?? (Array?)definition.LocalTransition),
            ("localReward", definition.LocalReward),
            ("allowedLocalActions", definition.AllowedLocalActions),
        ];
        foreach ((string place, Array? table) in tables)
        {
            if (table is { Length: > 0 })
            {
                violations.Add(
                    new Violation(
                        place,
                        "is given although types are",
                        $"{place} in each of types only",
                        "remove it here, or remove types"
                    )
                );
            }
        }
    }

    private void Name(string place, string? name, int index, Dictionary<string, int> first)
    {
        var check = new NameCheck(violations);
        check.Single(place, name);
        if (check.Prefix(place, name, "local states are named \"type/state\"") && name is not null && !first.TryAdd(name, index))
        {
            violations.Add(
                new Violation(
                    place,
                    $"is also the name of types[{first[name]}]",
                    "a name of its own",
                    "rename one of them, or merge the two types"
                )
            );
        }
    }

    // Both parts are sound alone.
    private void Joined(int index, AgentTypeDefinition type)
    {
        for (int state = 0; state < type.LocalStateNames?.Length; state++)
        {
            if (TypeFolding.Name(type.Name ?? "", type.LocalStateNames[state] ?? "") is { Length: > GameLimits.NameLength } name)
            {
                violations.Add(
                    new Violation(
                        $"types[{index}].localStates[{state}]",
                        $"has {name.Length} characters together with its type",
                        $"at most {GameLimits.NameLength}",
                        "shorten one of them"
                    )
                );
            }
        }
    }

    private void Shares(IReadOnlyList<AgentTypeDefinition> types)
    {
        bool sound = true;
        for (int index = 0; index < types.Count; index++)
        {
            if (types[index] is { } type && !(type.Share > 0 && type.Share <= 1 + ProbabilityRow.Tolerance))
            {
                sound = false;
                violations.Add(
                    new Violation(
                        $"types[{index}].share",
                        $"is {type.Share:R}",
                        "above 0 and at most 1",
                        "give the share of agents of this type, or remove the type"
                    )
                );
            }
        }

        double sum = ProbabilityRow.Sum([.. types.Where(type => type is not null).Select(type => type.Share)]);
        if (sound && types.All(type => type is not null) && Math.Abs(sum - 1) > ProbabilityRow.Tolerance)
        {
            violations.Add(new Violation("types", $"have shares that sum to {sum:R}", "1 within 1e-9", "divide each share by their sum"));
        }
    }

    private bool TooMany(int? states)
    {
        if (states <= GameLimits.Names || states is null)
        {
            return false;
        }

        violations.Add(
            new Violation("types", $"have {states} local states together", $"at most {GameLimits.Names}", "merge states or types")
        );
        return true;
    }
}
