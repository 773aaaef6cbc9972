using System.Collections.Immutable;
using System.Text.Json;
using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Policies;

/// <summary>Turns the JSON object of a policy file into the policies of a given game.</summary>
internal sealed class PolicyReader(CooperativeGame game, string source)
{
    /// <summary>Fields that every policy file has.</summary>
    public static readonly ImmutableArray<string> Required = ["format", "game", "gameHash", "discount", "subsample", "localPolicy"];

    // There unless "kind" says that the dispatcher is no table.
    private const string GlobalField = "globalPolicy";

    /// <summary>
    /// Fields that a policy file may have; "$schema" is for editors, "memory" makes it one that remembers, "kind" one without a table.
    /// </summary>
    public static readonly ImmutableArray<string> Optional =
    [
        "sampling",
        PolicyHead.FormerSampling,
        "split",
        "globalStates",
        "localStates",
        "globalActions",
        "localActions",
        "$schema",
        "memory",
        GlobalField,
        .. AlphaVectorFields.Names,
    ];

    private readonly StrictJson json = new();
    private SamplingRule sampling = SamplingRule.Uniform;

    /// <summary>Reads the whole object.</summary>
    public JointPolicy Read(JsonElement root)
    {
        JointPolicy policy = ReadSound(root);
        if (game.Allowed.IsRestricted)
        {
            RequireSound([.. policy.Global.Validate(game.WithSampling(sampling)), .. ForbiddenActions.Of(policy.Local, game)]);
        }

        return policy;
    }

    private JointPolicy ReadSound(JsonElement root)
    {
        bool hasKind = root.TryGetProperty("kind", out _);
        json.Fields(string.Empty, root, hasKind ? Required : [.. Required, GlobalField], Optional);
        var head = new PolicyHead(game, source, json);
        head.RequireGame(root);
        var violations = new List<Violation>();
        sampling = head.Sampling(root);
        if (hasKind)
        {
            return ReadKind(root, head, violations);
        }

        bool remembers = root.TryGetProperty("memory", out JsonElement field);
        (int Plan, MemoryOptions Memory, double[][]? Values)? memory = remembers
            ? MemoryFields.Read(field, json, violations, game.Agents)
            : null;
        (int Agents, long Size)? lattice = head.Lattice(root, sampling, remembers ? 0 : 1, violations);
        int? subsample = lattice?.Agents;
        if (remembers)
        {
            lattice = memory is { } known ? (known.Plan, CountLattice.CountVectors(game.LocalStates, known.Plan)) : null;
        }

        int[]? actions = GlobalPolicy(root, lattice, remembers, violations);
        double[] probabilities = LocalPolicy(root, violations);
        RequireSound(violations);
        return new JointPolicy(
            actions is null
                ? new UniformGlobalPolicy(lattice!.Value.Agents, game)
                : Table(actions, game.WithSampling(sampling), (lattice!.Value.Agents, subsample!.Value), memory),
            Policies.LocalPolicy.Create(game.LocalStates, game.GlobalStates, game.LocalActions, probabilities)
        );
    }

    private JointPolicy ReadKind(JsonElement root, PolicyHead head, List<Violation> violations)
    {
        int? subsample = head.Lattice(root, sampling, 0, violations)?.Agents;
        double[] probabilities = LocalPolicy(root, violations);
        RequireSound(violations);
        var local = Policies.LocalPolicy.Create(game.LocalStates, game.GlobalStates, game.LocalActions, probabilities);
        GlobalPolicy? global = AlphaVectorFields.Read(root, game.WithSampling(sampling), subsample!.Value, local, json);
        RequireSound(violations);
        return new JointPolicy(global!, local);
    }

    private void RequireSound(List<Violation> violations)
    {
        IReadOnlyList<Violation> all = json.Merge(violations);
        if (all.Count > 0)
        {
            throw new InvalidPolicyException(source, all);
        }
    }

    private static GlobalPolicy Table(
        int[] actions,
        CooperativeGame game,
        (int Agents, int Subsample) sizes,
        (int Plan, MemoryOptions Memory, double[][]? Values)? memory
    )
    {
        var table = new TabularGlobalPolicy(game.GlobalStates, game.GlobalActions, ObservationLattice.Of(game, sizes.Agents), actions);
        return memory is { } known
            ? new RememberingPolicy(
                sizes.Subsample,
                new EstimatePlan(table, known.Values?.Select(row => row.ToImmutableArray()).ToArray()),
                known.Memory
            )
            : table;
    }

    // Null also stands for the policy "uniform".
    private int[]? GlobalPolicy(JsonElement root, (int Agents, long Size)? lattice, bool remembers, List<Violation> violations)
    {
        if (
            !root.TryGetProperty("globalPolicy", out JsonElement field)
            || (!remembers && field.ValueKind == JsonValueKind.String && field.GetString() == "uniform")
        )
        {
            return null;
        }

        if (field.ValueKind != JsonValueKind.Array)
        {
            return json.Wrong<int[]>(
                "globalPolicy",
                field,
                remembers
                    ? "an array of actions per global state: the plan of a global agent with memory"
                    : "\"uniform\" or an array of actions per global state"
            );
        }

        int[]?[] rows = json.List("globalPolicy", field, json.Indices)!;
        bool sound = RequireLength("globalPolicy", rows, game.GlobalStates, "global state", violations);
        for (int state = 0; state < rows.Length; state++)
        {
            sound &=
                lattice is { } known
                && RequireLength($"globalPolicy[{state}]", rows[state], known.Size, $"count vector of {known.Agents} agents", violations);
        }

        if (!sound)
        {
            return null;
        }

        int[] actions = rows.SelectMany(row => row!).ToArray();
        violations.AddRange(ActionTable.Check(game.GlobalStates, game.GlobalActions, (int)lattice!.Value.Size, actions));
        return actions;
    }

    private double[] LocalPolicy(JsonElement root, List<Violation> violations) =>
        root.TryGetProperty("localPolicy", out JsonElement field) ? Local(field, game, json, violations) : [];

    /// <summary>Reads the field localPolicy of a game; empty where something is wrong, which is then among the violations.</summary>
    internal static double[] Local(JsonElement field, CooperativeGame game, StrictJson json, List<Violation> violations)
    {
        double[]?[]?[]? table = json.List("localPolicy", field, (place, byGlobal) => json.List(place, byGlobal, json.Numbers));
        int before = violations.Count;
        RequireLength("localPolicy", table, game.LocalStates, "local state", violations);
        for (int local = 0; local < table?.Length; local++)
        {
            RequireLength($"localPolicy[{local}]", table[local], game.GlobalStates, "global state", violations);
            for (int global = 0; global < table[local]?.Length; global++)
            {
                RequireLength($"localPolicy[{local}][{global}]", table[local]![global], game.LocalActions, "local action", violations);
            }
        }

        if (table is null || violations.Count > before || table.Any(part => part is null || part.Any(row => row is null)))
        {
            return [];
        }

        double[] probabilities = table.SelectMany(part => part!.SelectMany(row => row!)).ToArray();
        violations.AddRange(Policies.LocalPolicy.Check(game.LocalStates, game.GlobalStates, game.LocalActions, probabilities));
        return probabilities;
    }

    private static bool RequireLength(string place, Array? found, long expected, string one, List<Violation> violations)
    {
        if (found is not null && found.Length != expected)
        {
            violations.Add(
                new Violation(
                    place,
                    $"has {found.Length} {(found.Length == 1 ? "entry" : "entries")}",
                    $"{expected}, one per {one}",
                    "use the policy with the game that it was made for"
                )
            );
        }

        return found is not null && found.Length == expected;
    }
}
