using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Antiphon.Games;

/// <summary>Finds everything that is wrong with a game definition, in the words of the game file.</summary>
internal static class GameValidator
{
    /// <summary>Every violation, in the order of the file's fields; empty when the game is sound.</summary>
    /// <param name="definition">The game. Missing parts (null) are violations, too.</param>
    public static IReadOnlyList<Violation> Validate(GameDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var violations = new List<Violation>();
        var names = new NameCheck(violations);
        names.Single("name", definition.Name);
        CheckDiscount(definition.Discount, violations);
        CheckAgents(definition.Agents, violations);
        var types = new TypeCheck(violations);
        var sizes = new Sizes(
            names.List("globalStates", definition.GlobalStateNames),
            definition.Types is null ? names.List("localStates", definition.LocalStateNames) : types.Names(definition),
            names.List("globalActions", definition.GlobalActionNames),
            names.List("localActions", definition.LocalActionNames)
        );
        decimal entries = sizes.Entries(definition);
        if (entries > GameLimits.TableEntries)
        {
            violations.Add(
                new Violation(
                    "the game",
                    $"has tables of {entries:N0} entries ({entries * sizeof(double) / (1 << 30):0.#} GiB)",
                    $"at most {GameLimits.TableEntries:N0} (1 GiB)",
                    "give transitions by sparse rows, or merge states or actions"
                )
            );
            return violations;
        }

        var aggregates = new AggregateCheck(definition.Aggregates, violations);
        aggregates.Aggregates(sizes.LocalStates);
        CheckTables(definition, sizes, aggregates, violations);
        CheckInitial(definition, sizes, violations);
        (Axis globalStates, Axis localStates, Axis globalActions, Axis _) = sizes.Axes;
        new GeometryCheck(globalStates, localStates, globalActions).Check(definition.Geometry, violations);
        types.Agents(definition);
        return violations;
    }

    /// <summary>Adds a violation unless gamma lies in [0, 1).</summary>
    internal static void CheckDiscount(double discount, ICollection<Violation> violations)
    {
        if (!(discount >= 0 && discount < 1))
        {
            violations.Add(
                new Violation(
                    "discount",
                    $"is {discount:R}",
                    "at least 0 and below 1",
                    "choose for example 0.95; values of an undiscounted game would be infinite"
                )
            );
        }
    }

    /// <summary>Adds a violation unless n lies in [1, 10^12].</summary>
    internal static void CheckAgents(long agents, ICollection<Violation> violations)
    {
        if (agents is < 1 or > GameLimits.Agents)
        {
            violations.Add(
                new Violation("agents", $"is {agents}", $"a whole number from 1 to {GameLimits.Agents}", "give the number of local agents")
            );
        }
    }

    private static void CheckTables(GameDefinition definition, Sizes sizes, AggregateCheck aggregates, List<Violation> violations)
    {
        (Axis globalStates, Axis localStates, Axis globalActions, Axis localActions) = sizes.Axes;
        (int[]?[]? allowed, int[]?[][]? own) = (definition.AllowedGlobalActions, definition.AllowedLocalActions);
        CheckAllowed("allowedGlobalActions", allowed, globalActions, violations, globalStates);
        CheckAllowed("allowedLocalActions", own, localActions, violations, localStates, globalStates);
        RefuseBoth("globalTransition", definition.GlobalTransition, definition.GlobalRows, violations);
        CheckRows(
            "globalTransition",
            ForbiddenEntries.Sound(
                definition.GlobalRows ?? SharedParts.Rows(definition.GlobalTransition),
                allowed,
                ForbiddenEntries.AnyRow
            ),
            globalStates,
            aggregates,
            violations,
            globalStates,
            globalActions
        );
        if (definition.Types is null)
        {
            RefuseBoth("localTransition", definition.LocalTransition, definition.LocalRows, violations);
            CheckRows(
                "localTransition",
                ForbiddenEntries.Sound(definition.LocalRows ?? SharedParts.Rows(definition.LocalTransition), own, ForbiddenEntries.AnyRow),
                localStates,
                aggregates,
                violations,
                localStates,
                globalStates,
                localActions
            );
        }

        CheckRewards(
            "globalReward",
            ForbiddenEntries.Sound(definition.GlobalReward, allowed, 0),
            ForbiddenEntries.Sound(definition.GlobalRewardForms, allowed, null),
            aggregates,
            violations,
            globalStates,
            globalActions
        );
        if (definition.Types is null)
        {
            CheckRewards(
                "localReward",
                ForbiddenEntries.Sound(definition.LocalReward, own, 0),
                ForbiddenEntries.Sound(definition.LocalRewardForms, own, null),
                aggregates,
                violations,
                localStates,
                globalStates,
                localActions
            );
        }

        for ((int index, IReadOnlyList<AgentTypeDefinition>? types) = (0, definition.Types ?? []); index < types.Count; index++)
        {
            if (types[index] is { } type)
            {
                var states = new Axis("local state of the type", type.LocalStateNames?.Length is > 0 and var count ? count : null);
                int[]?[][]? permitted = type.AllowedLocalActions;
                CheckAllowed($"types[{index}].allowedLocalActions", permitted, localActions, violations, states, globalStates);
                RefuseBoth($"types[{index}].localTransition", type.LocalTransition, type.LocalRows, violations);
                CheckRows(
                    $"types[{index}].localTransition",
                    ForbiddenEntries.Sound(type.LocalRows ?? SharedParts.Rows(type.LocalTransition), permitted, ForbiddenEntries.AnyRow),
                    states,
                    aggregates,
                    violations,
                    states,
                    globalStates,
                    localActions
                );
                CheckRewards(
                    $"types[{index}].localReward",
                    ForbiddenEntries.Sound(type.LocalReward, permitted, 0),
                    ForbiddenEntries.Sound(type.LocalRewardForms, permitted, null),
                    aggregates,
                    violations,
                    states,
                    globalStates,
                    localActions
                );
                CheckLocalLaw($"types[{index}].initial", type.Initial, states, violations);
            }
        }
    }

    private static void CheckRows(
        string place,
        Array? rows,
        Axis next,
        AggregateCheck aggregates,
        List<Violation> violations,
        params ReadOnlySpan<Axis> axes
    ) => new TableCheck<TransitionRow>(violations, new RowCheck(next, aggregates).Rows).Table(place, rows, axes);

    private static void CheckAllowed(string place, Array? lists, Axis actions, List<Violation> violations, params ReadOnlySpan<Axis> axes)
    {
        if (lists is not null)
        {
            new TableCheck<int[]?>(violations, new AllowedCheck(actions).Lists).Table(place, lists, axes);
        }
    }

    private static void RefuseBoth(string place, Array? table, Array? rows, List<Violation> violations)
    {
        if (rows is not null && table is { Length: > 0 })
        {
            violations.Add(new Violation(place, "is given both as a table and by rows", "one of the two", "leave the table empty"));
        }
    }

    private static void CheckRewards(
        string place,
        Array? means,
        Array? forms,
        AggregateCheck aggregates,
        List<Violation> violations,
        params ReadOnlySpan<Axis> axes
    )
    {
        if (forms is not null && !RewardEntry.Fits(means, forms))
        {
            violations.Add(
                new Violation(
                    $"{place}Forms",
                    $"has a different shape from {place}",
                    "a form or null for each reward",
                    "give it the shape of the table of means"
                )
            );
        }

        new TableCheck<RewardEntry>(violations, RewardEntry.Rule(aggregates)).Table(place, RewardEntry.Join(means, forms), axes);
    }

    private static void CheckInitial(GameDefinition definition, Sizes sizes, List<Violation> violations)
    {
        if (definition.Initial is not { } initial)
        {
            violations.Add(
                new Violation("initial", "is missing", "the initial law", "add {\"global\": \"uniform\", \"local\": \"uniform\"}")
            );
            return;
        }

        CheckLaw("initial.global", initial.Global, sizes.Axes.GlobalStates, violations);
        if (definition.Types is null)
        {
            CheckLocalLaw("initial.local", initial.Local, sizes.Axes.LocalStates, violations);
        }
    }

    private static void CheckLocalLaw(string place, LocalInitialLaw? law, Axis states, List<Violation> violations)
    {
        switch (law)
        {
            case IndependentLocalLaw independent:
                CheckLaw(place, independent.Probabilities, states, violations);
                break;
            case DirichletLocalLaw { Concentration: var concentration }:
                if (!(concentration > 0 && double.IsFinite(concentration)))
                {
                    violations.Add(
                        new Violation(
                            $"{place}.dirichlet",
                            $"is {concentration:R}",
                            "a finite number above 0",
                            "choose for example 0.3 (uneven) or 10 (even)"
                        )
                    );
                }

                break;
            default:
                violations.Add(new Violation(place, "is missing", "\"uniform\", probabilities or {\"dirichlet\": number}", "add it"));
                break;
        }
    }

    private static void CheckLaw(string place, ImmutableArray<double> law, Axis axis, List<Violation> violations) =>
        new TableCheck<double>(violations, ProbabilityRow.Check).Table(place, law.IsDefault ? null : law.ToArray(), axis);

    // A size is null when its names are missing; what depends on it then is not judged.
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Sizes(int? GlobalStates, int? LocalStates, int? GlobalActions, int? LocalActions)
    {
        public (Axis GlobalStates, Axis LocalStates, Axis GlobalActions, Axis LocalActions) Axes =>
            (
                new Axis("global state", GlobalStates),
                new Axis("local state", LocalStates),
                new Axis("global action", GlobalActions),
                new Axis("local action", LocalActions)
            );

        // A row takes its probabilities, a reward and, where it is sparse, a reference.
        public decimal Entries(GameDefinition definition)
        {
            decimal g = GlobalStates ?? 1,
                s = LocalStates ?? 1;
            bool sparseTypes = definition.Types?.All(type => type?.LocalRows is not null) ?? false;
            return (g * (GlobalActions ?? 1) * (definition.GlobalRows is null ? g + 1 : 2))
                + (s * g * (LocalActions ?? 1) * (definition.LocalRows is null && !sparseTypes ? s + 1 : 2));
        }
    }
}
