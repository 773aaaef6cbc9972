using System.Collections.Immutable;
using System.Globalization;
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
    public static readonly ImmutableArray<string> Optional = ["types", "geometry", "clock", "$schema"];

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

    /// <summary>Fields of "initial"; with types, only the first.</summary>
    public static readonly ImmutableArray<string> InitialFields = ["global", "local"];

    /// <summary>Fields of "initial.local" where it is an object.</summary>
    public static readonly ImmutableArray<string> LocalLawFields = ["dirichlet"];

    /// <summary>Fields of "geometry", all optional.</summary>
    public static readonly ImmutableArray<string> GeometryFields = ["distance", "target"];

    private readonly LevelReader levels;

    /// <summary>Reads one file, or one phase of it.</summary>
    /// <param name="clock">The file's clock; null where it has none, or one that cannot be read.</param>
    /// <param name="phase">The phase.</param>
    public GameReader(Clock? clock = null, int phase = 0) => levels = new LevelReader(Json, clock, phase);

    /// <summary>The values and the violations noted so far.</summary>
    public StrictJson Json { get; } = new();

    /// <summary>Whether a table of the file is given phase by phase.</summary>
    public bool DependsOnPhase => levels.DependsOnPhase;

    /// <summary>Violations of the file: of its fields, and of the definition that was read.</summary>
    /// <param name="validated">Violations of the definition.</param>
    public IReadOnlyList<Violation> Violations(IEnumerable<Violation> validated) => Json.Merge(levels.AsWritten(validated));

    /// <summary>Reads the whole object.</summary>
    public GameDefinition Read(JsonElement root)
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

        string[]? globalStates = Field(root, "globalStates", Names);
        string[]? localStates = typed ? [] : Field(root, "localStates", Names);
        string[]? globalActions = Field(root, "globalActions", Names);
        string[]? localActions = Field(root, "localActions", Names);
        (int states, int actions, int moves) = (Size(globalStates), Size(globalActions), Size(localActions));
        AgentTypeDefinition[]? types = typed
            ? Field(root, "types", (place, element) => Json.List(place, element, (at, type) => Type(at, type, states, moves))) ?? []
            : null;
        var rewards = new RewardReader(Json, levels);
        RewardEntry[][]? globalReward = Field(root, "globalReward", levels.OfGlobalStates(states, rewards.Row(actions)));
        RewardEntry[][][]? localReward = typed ? [] : Field(root, "localReward", LocalRewards(rewards, localStates, states, moves));
        return new GameDefinition
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
                levels.OfGlobalStates(states, levels.Of(actions, levels.Row(new StateReader(Json, "global state", globalStates))))
            ),
            LocalTransition = typed ? [] : null!,
            LocalRows = typed ? null : Field(root, "localTransition", LocalRows(localStates, states, moves)),
            GlobalReward = SharedParts.Map(globalReward, Means)!,
            LocalReward = MeansOf(localReward)!,
            GlobalRewardLaws = rewards.AnyRandom ? SharedParts.Map(globalReward, Laws) : null,
            LocalRewardLaws = rewards.AnyRandom && !typed ? LawsOf(localReward) : null,
            Initial = Field(root, "initial", (place, element) =>
                Initial(place, element, globalStates?.Length ?? 1, typed ? null : localStates?.Length ?? 1)
            )!,
            Geometry = Field(root, "geometry", (place, element) => Geometry(place, element, typed ? JoinedNames(types!) : localStates)),
            Types = types,
        };
    }

    private static int Size(string[]? names) => names?.Length ?? 1;

    private Func<string, JsonElement, TransitionRow[][][]?> LocalRows(string[]? localStates, int states, int moves) =>
        levels.Of(
            Size(localStates),
            levels.OfGlobalStates(states, levels.Of(moves, levels.Row(new StateReader(Json, "local state", localStates))))
        );

    private Func<string, JsonElement, RewardEntry[][][]?> LocalRewards(
        RewardReader rewards,
        string[]? localStates,
        int states,
        int moves
    ) => levels.Of(Size(localStates), levels.OfGlobalStates(states, rewards.Row(moves)));

    // Null when a part is missing: then nothing is compared with it.
    private static string[]? JoinedNames(IEnumerable<AgentTypeDefinition?> types) =>
        types.All(type => type is { Name: not null, LocalStateNames: not null })
            ? [.. types.SelectMany(type => type!.LocalStateNames.Select(state => TypeFolding.Name(type.Name, state)))]
            : null;

    // What is given twice would have to be ignored once: better said.
    private void RefuseBothLevels(JsonElement root, bool typed)
    {
        foreach (string field in Untyped.Where(field => typed && root.TryGetProperty(field, out _)))
        {
            Json.Add(field, "is given although types are", $"{field} in each of types only", "remove it here, or remove types");
        }
    }

    private AgentTypeDefinition Type(string place, JsonElement element, int states, int moves)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return Json.Wrong<AgentTypeDefinition>(place, element, $"an object with the fields {string.Join(", ", TypeFields)}")!;
        }

        Json.Fields(place, element, TypeFields, []);
        string prefix = place + ".";
        string[]? localStates = Field(element, "localStates", Names, prefix);
        var rewards = new RewardReader(Json, levels);
        RewardEntry[][][]? localReward = Field(element, "localReward", LocalRewards(rewards, localStates, states, moves), prefix);
        return new AgentTypeDefinition
        {
            Name = Field(element, "name", Json.Text, prefix)!,
            Share = Field<double?>(element, "share", (at, number) => Json.Number(at, number), prefix) ?? double.NaN,
            LocalStateNames = localStates!,
            LocalTransition = null!,
            LocalRows = Field(element, "localTransition", LocalRows(localStates, states, moves), prefix),
            LocalReward = MeansOf(localReward)!,
            LocalRewardLaws = rewards.AnyRandom ? LawsOf(localReward) : null,
            Initial = Field(element, "initial", (at, law) => LocalLaw(at, law, localStates?.Length ?? 1), prefix)!,
        };
    }

    private static double[][][]? MeansOf(RewardEntry[][][]? table) => SharedParts.Map(table, part => SharedParts.Map(part, Means)!);

    private static RewardLaw?[][][]? LawsOf(RewardEntry[][][]? table) => SharedParts.Map(table, part => SharedParts.Map(part, Laws)!);

    private static double[] Means(RewardEntry[]? row) => row?.Select(entry => entry.Mean).ToArray()!;

    private static RewardLaw?[] Laws(RewardEntry[]? row) => row?.Select(entry => entry.Law).ToArray()!;

    private static T? Field<T>(JsonElement parent, string name, Func<string, JsonElement, T?> read, string prefix = "") =>
        parent.TryGetProperty(name, out JsonElement element) ? read(prefix + name, element) : default;

    private string[]? Names(string place, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return Json.List(place, element, Json.Text)!;
        }

        if (element.ValueKind != JsonValueKind.Number)
        {
            return Json.Wrong<string[]>(place, element, "a count or a list of names");
        }

        if (Json.Whole(place, element) is not { } count)
        {
            return null;
        }

        if (count is < 1 or > GameLimits.Names)
        {
            Json.Add(place, $"is {count}", $"from 1 to {GameLimits.Names}", "give a smaller or larger count");
            return null;
        }

        return DefaultNames((int)count);
    }

    /// <summary>The names "0", "1", .. of states or actions that are only counted.</summary>
    public static string[] DefaultNames(int count) =>
        [.. Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture))];

    // Without a number of local states these have types, whose laws stand with them.
    private InitialLaw? Initial(string place, JsonElement element, int globalStates, int? localStates)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return Json.Wrong<InitialLaw>(place, element, "an object with the fields global and local");
        }

        Json.Fields(place, element, localStates is null ? ["global"] : InitialFields, []);
        double[]? global = Field(
            element,
            "global",
            (at, law) => Law(at, law, globalStates, "\"uniform\" or an array of probabilities"),
            "initial."
        );
        LocalInitialLaw? local = localStates is { } count
            ? Field(element, "local", (at, law) => LocalLaw(at, law, count), "initial.")
            : new TypedLocalLaw([]);
        return new InitialLaw(global is null ? default : [.. global], local!);
    }

    private LocalInitialLaw? LocalLaw(string place, JsonElement element, int localStates)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return Law(place, element, localStates, "\"uniform\", an array of probabilities or {\"dirichlet\": number}") is { } law
                ? new IndependentLocalLaw([.. law])
                : null;
        }

        Json.Fields(place, element, LocalLawFields, []);
        return new DirichletLocalLaw(
            Field<double?>(element, "dirichlet", (at, number) => Json.Number(at, number), place + ".") ?? double.NaN
        );
    }

    private double[]? Law(string place, JsonElement element, int states, string expected) =>
        element.ValueKind switch
        {
            JsonValueKind.String when element.GetString() == "uniform" => UniformLaw(states),
            JsonValueKind.Array => Json.Numbers(place, element),
            _ => Json.Wrong<double[]>(place, element, expected),
        };

    /// <summary>The law that is written as "uniform".</summary>
    public static double[] UniformLaw(int states)
    {
        double[] law = new double[states];
        Array.Fill(law, 1.0 / states);
        return law;
    }

    private GameGeometry? Geometry(string place, JsonElement element, string[]? localStates)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return Json.Wrong<GameGeometry>(place, element, "an object with the fields distance and target");
        }

        Json.Fields(place, element, [], GeometryFields);
        return new GameGeometry(
            Field(element, "distance", (at, table) => Json.List(at, table, Json.Numbers), "geometry.")!,
            Field(element, "target", new StateReader(Json, "local state", localStates).List, "geometry.")
        );
    }
}
