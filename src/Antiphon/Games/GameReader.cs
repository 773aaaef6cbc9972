using System.Collections.Immutable;
using System.Text.Json;

namespace Antiphon.Games;

/// <summary>
/// Turns the JSON object of a game file into a definition. Parts that cannot be read are noted in <see cref="Json"/> and left null, NaN or
/// 0.
/// </summary>
internal sealed class GameReader
{
    /// <summary>Fields that every game file has.</summary>
    public static readonly ImmutableArray<string> Required =
    [
        "format",
        "name",
        "discount",
        "agents",
        "globalStates",
        "localStates",
        "globalActions",
        "localActions",
        "globalTransition",
        "localTransition",
        "globalReward",
        "localReward",
        "initial",
    ];

    /// <summary>Fields that a game file may have; "$schema" is for editors.</summary>
    public static readonly ImmutableArray<string> Optional =
    [
        "types",
        "aggregates",
        "geometry",
        "clock",
        "allowedGlobalActions",
        AllowedLocal,
        "$schema",
    ];

    /// <summary>Fields that a game file has unless it declares types, each of which then has them.</summary>
    public static readonly ImmutableArray<string> Untyped = ["localStates", "localTransition", "localReward"];

    /// <summary>Fields of an entry of "types".</summary>
    public static readonly ImmutableArray<string> TypeFields =
    [
        "name",
        "share",
        "localStates",
        "localTransition",
        "localReward",
        "initial",
    ];

    /// <summary>Fields that an entry of "types" may have.</summary>
    public static readonly ImmutableArray<string> OptionalTypeFields = [AllowedLocal];

    /// <summary>Fields of "geometry", all optional.</summary>
    public static readonly ImmutableArray<string> GeometryFields = ["distance", "target"];

    private const string AllowedLocal = "allowedLocalActions";

    private readonly RowRounding rounding;
    private readonly JsonElement root;
    private readonly AggregateReader aggregates;
    private readonly LevelReader levels;
    private readonly NameReader names;
    private readonly InitialReader initial;

    /// <summary>Reads one file, or one phase of it.</summary>
    /// <param name="root">Its object.</param>
    /// <param name="rounding">What becomes of rows that are off by rounding.</param>
    /// <param name="clock">The file's clock; null where it has none, or one that cannot be read.</param>
    /// <param name="phase">The phase.</param>
    /// <param name="shared">Levels of rows that all phases share, filled by the first that is read; null where there is no clock.</param>
    public GameReader(JsonElement root, RowRounding rounding, Clock? clock = null, int phase = 0, Dictionary<string, Array>? shared = null)
    {
        this.root = root;
        this.rounding = rounding;
        aggregates = new AggregateReader(Json, root, NamesOfStates(root));
        levels = new LevelReader(Json, aggregates, rounding, clock, phase, shared) { MayOmit = Forbids(root) };
        names = new NameReader(Json);
        initial = new InitialReader(Json, levels);
    }

    /// <summary>The values and the violations noted so far.</summary>
    public StrictJson Json { get; } = new();

    /// <summary>Whether a table of the file is given phase by phase.</summary>
    public bool DependsOnPhase => levels.DependsOnPhase;

    /// <summary>Violations of the file: of its fields, and of the definition that was read.</summary>
    /// <param name="validated">Violations of the definition.</param>
    public IReadOnlyList<Violation> Violations(IEnumerable<Violation> validated) =>
        [
            .. Json.Merge(
                    levels.AsWritten(
                        validated.Where(violation => !aggregates.AreUnread || !violation.Place.EndsWith(".by", StringComparison.Ordinal))
                    )
                )
                .Select(rounding.Explained),
        ];

    /// <summary>Reads the whole object.</summary>
    public GameDefinition Read()
    {
        bool typed = root.TryGetProperty("types", out _);
        Json.Fields(
            string.Empty,
            root,
            typed ? [.. Required.Except(Untyped, StringComparer.Ordinal)] : Required,
            typed ? [.. Optional, .. Untyped] : Optional
        );
        RefuseBothLevels(root, typed);
        if (root.TryGetProperty("$schema", out JsonElement schema))
        {
            Json.Text("$schema", schema);
        }

        string[]? globalStates = Field(root, "globalStates", names.Read);
        string[]? localStates = typed ? [] : Field(root, "localStates", names.Read);
        string[]? globalActions = Field(root, "globalActions", names.Read);
        string[]? localActions = Field(root, "localActions", names.Read);
        (int states, int actions) = (Size(globalStates), Size(globalActions));
        AgentTypeDefinition[]? types = typed
            ? rounding.Shares(
                Field(root, "types", (place, element) => Json.List(place, element, (at, type) => Type(at, type, states, localActions)))
                    ?? []
            )
            : null;
        var rewards = new RewardReader(Json, levels, aggregates);
        RewardEntry[][]? globalReward = Field(
            root,
            "globalReward",
            levels.OfGlobalStates(states, rewards.Row(actions, new Axis("global state", globalStates?.Length)))
        );
        RewardEntry[][][]? localReward = typed
            ? []
            : Field(root, "localReward", LocalRewards(rewards, localStates, states, Size(localActions)));
        var definition = new GameDefinition
        {
            Name = Field(root, "name", Json.Text)!,
            Discount = Field(root, "discount", Json.Number),
            Agents = Field(root, "agents", Json.Whole) ?? 0,
            GlobalStateNames = globalStates!,
            LocalStateNames = localStates!,
            GlobalActionNames = globalActions!,
            LocalActionNames = localActions!,
            GlobalTransition = null!,
            GlobalRows = Field(
                root,
                "globalTransition",
                levels.RowsOfGlobalStates(states, actions, levels.Row(new StateReader(Json, "a global state", globalStates)))
            ),
            LocalTransition = typed ? [] : null!,
            LocalRows = typed ? null : Field(root, "localTransition", LocalRows(localStates, states, Size(localActions))),
            GlobalReward = SharedParts.Map(globalReward, Means)!,
            LocalReward = MeansOf(localReward)!,
            GlobalRewardForms = rewards.AnyForm ? SharedParts.Map(globalReward, Forms) : null,
            LocalRewardForms = rewards.AnyForm && !typed ? FormsOf(localReward) : null,
            Initial = Field(root, "initial", (place, element) =>
                initial.Read(place, element, globalStates?.Length ?? 1, typed ? null : localStates?.Length ?? 1)
            )!,
            Geometry = Field(root, "geometry", (place, element) => Geometry(place, element, typed ? JoinedNames(types!) : localStates)),
            Types = types,
            Aggregates = aggregates.Aggregates,
            AllowedGlobalActions = Field(
                root,
                "allowedGlobalActions",
                levels.OfGlobalStates(states, Allowed("a global action", globalActions))
            )!,
            AllowedLocalActions = typed ? null : Field(root, AllowedLocal, AllowedToAgents(localStates, states, localActions)),
        };
        if (!rewards.AnyNext)
        {
            return definition;
        }

        RewardEntry[][]? globalMeans = NextRewards.Averaged(globalReward, definition.GlobalRows);
        RewardEntry[][][]? localMeans = NextRewards.Averaged(localReward, definition.LocalRows);
        return definition with
        {
            GlobalReward = SharedParts.Map(globalMeans, Means)!,
            LocalReward = MeansOf(localMeans)!,
            GlobalRewardForms = SharedParts.Map(globalMeans, Forms),
            LocalRewardForms = typed ? null : FormsOf(localMeans),
        };
    }

    private static int Size(string[]? names) => names?.Length ?? 1;

    private Func<string, JsonElement, TransitionRow[][][]?> LocalRows(string[]? localStates, int states, int moves) =>
        levels.Of(
            Size(localStates),
            levels.RowsOfGlobalStates(states, moves, levels.Row(new StateReader(Json, "a local state", localStates)))
        );

    private Func<string, JsonElement, int[]?> Allowed(string kind, string[]? names) => levels.Allowed(new StateReader(Json, kind, names));

    private Func<string, JsonElement, int[]?[][]?> AllowedToAgents(string[]? localStates, int states, string[]? actions) =>
        levels.Of(Size(localStates), levels.OfGlobalStates(states, Allowed("a local action", actions)))!;

    // Whether anything is forbidden somewhere in the file.
    private static bool Forbids(JsonElement root) =>
        root.TryGetProperty("allowedGlobalActions", out _)
        || root.TryGetProperty(AllowedLocal, out _)
        || (
            root.TryGetProperty("types", out JsonElement types)
            && types.ValueKind == JsonValueKind.Array
            && types.EnumerateArray().Any(type => type.ValueKind == JsonValueKind.Object && type.TryGetProperty(AllowedLocal, out _))
        );

    private Func<string, JsonElement, RewardEntry[][][]?> LocalRewards(
        RewardReader rewards,
        string[]? localStates,
        int states,
        int moves
    ) => levels.Of(Size(localStates), levels.OfGlobalStates(states, rewards.Row(moves, new Axis("local state", localStates?.Length))));

    // Aggregates name local states before the types that these belong to are read. Whatever is wrong with the names is found then.
    private static string[]? NamesOfStates(JsonElement root)
    {
        var silent = new StrictJson();
        if (!root.TryGetProperty("types", out JsonElement types))
        {
            return Field(root, "localStates", new NameReader(silent).Read);
        }

        if (types.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var joined = new List<string>();
        foreach (JsonElement type in types.EnumerateArray())
        {
            if (
                type.ValueKind != JsonValueKind.Object
                || Field(type, "name", silent.Text) is not { } name
                || Field(type, "localStates", new NameReader(silent).Read) is not { } states
            )
            {
                return null;
            }

            joined.AddRange(states.Select(state => TypeFolding.Name(name, state)));
        }

        return [.. joined];
    }

    // Null when a part is missing: then nothing is compared with it.
    private static string[]? JoinedNames(IEnumerable<AgentTypeDefinition?> types) =>
        types.All(type => type is { Name: not null, LocalStateNames: not null })
            ? [.. types.SelectMany(type => type!.LocalStateNames.Select(state => TypeFolding.Name(type.Name, state)))]
            : null;

    // What is given twice would have to be ignored once: better said.
    private void RefuseBothLevels(JsonElement root, bool typed)
    {
        foreach (string field in Untyped.Append(AllowedLocal).Where(field => typed && root.TryGetProperty(field, out _)))
        {
            Json.Add(field, "is given although types are", $"{field} in each of types only", "remove it here, or remove types");
        }
    }

    private AgentTypeDefinition Type(string place, JsonElement element, int states, string[]? localActions)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return Json.Wrong<AgentTypeDefinition>(place, element, $"an object with the fields {string.Join(", ", TypeFields)}")!;
        }

        Json.Fields(place, element, TypeFields, OptionalTypeFields);
        string prefix = place + ".";
        string[]? localStates = Field(element, "localStates", names.Read, prefix);
        int moves = Size(localActions);
        var rewards = new RewardReader(Json, levels, aggregates);
        RewardEntry[][][]? localReward = Field(element, "localReward", LocalRewards(rewards, localStates, states, moves), prefix);
        var type = new AgentTypeDefinition
        {
            Name = Field(element, "name", Json.Text, prefix)!,
            Share = Field<double?>(element, "share", (at, number) => Json.Number(at, number), prefix) ?? double.NaN,
            LocalStateNames = localStates!,
            LocalTransition = null!,
            LocalRows = Field(element, "localTransition", LocalRows(localStates, states, moves), prefix),
            LocalReward = MeansOf(localReward)!,
            LocalRewardForms = rewards.AnyForm ? FormsOf(localReward) : null,
            AllowedLocalActions = Field(element, AllowedLocal, AllowedToAgents(localStates, states, localActions), prefix),
            Initial = Field(element, "initial", (at, law) => initial.LocalLaw(at, law, localStates?.Length ?? 1), prefix)!,
        };
        if (!rewards.AnyNext)
        {
            return type;
        }

        RewardEntry[][][]? means = NextRewards.Averaged(localReward, type.LocalRows);
        return type with { LocalReward = MeansOf(means)!, LocalRewardForms = FormsOf(means) };
    }

    private static double[][][]? MeansOf(RewardEntry[][][]? table) => SharedParts.Map(table, part => SharedParts.Map(part, Means)!);

    private static RewardForm?[][][]? FormsOf(RewardEntry[][][]? table) => SharedParts.Map(table, part => SharedParts.Map(part, Forms)!);

    private static double[] Means(RewardEntry[]? row) => row?.Select(entry => entry.Mean).ToArray()!;

    private static RewardForm?[] Forms(RewardEntry[]? row) => row?.Select(entry => entry.Form).ToArray()!;

    internal static T? Field<T>(JsonElement parent, string name, Func<string, JsonElement, T?> read, string prefix = "") =>
        parent.TryGetProperty(name, out JsonElement element) ? read(prefix + name, element) : default;

    private GameGeometry? Geometry(string place, JsonElement element, string[]? localStates)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return Json.Wrong<GameGeometry>(place, element, "an object with the fields distance and target");
        }

        Json.Fields(place, element, [], GeometryFields);
        return new GameGeometry(
            Field(element, "distance", (at, table) => Json.List(at, table, Json.Numbers), "geometry.")!,
            Field(element, "target", new StateReader(Json, "a local state", localStates).List, "geometry.")
        );
    }
}
