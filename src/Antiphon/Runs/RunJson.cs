using System.Text.Json;
using System.Text.Json.Serialization;
using Antiphon.Equilibrium;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Runs;

/// <summary>
/// The JSON form of run files: camel case, enumerations by name, no unknown and no repeated fields, none missing. Numbers survive exactly.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    NewLine = "\n",
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    Converters = [
        typeof(EnumNameConverter<RunStatus>),
        typeof(EnumNameConverter<RunKind>),
        typeof(EnumNameConverter<StopReason>),
        typeof(EnumNameConverter<Player>),
        typeof(EnumNameConverter<PolicyUpdateOutcome>),
        typeof(EnumNameConverter<GlobalOracle>),
        typeof(EnumNameConverter<LocalOracle>),
        typeof(EnumNameConverter<UpdateRule>),
        typeof(EnumNameConverter<BellmanOperator>),
        typeof(EnumNameConverter<ChainReward>),
        typeof(EnumNameConverter<Parameterization>),
        typeof(EnumNameConverter<PopulationChoice>),
        typeof(EnumNameConverter<FilterKind>),
        typeof(EnumNameConverter<PlanReading>),
        typeof(EnumNameConverter<LocalMoveOrder>),
    ]
)]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonNode))]
[JsonSerializable(typeof(RunRecord<AlternationOptions>))]
[JsonSerializable(typeof(Checkpoint))]
[JsonSerializable(typeof(Proposal))]
[JsonSerializable(typeof(SweepRecord<AlternationOptions>))]
[JsonSerializable(typeof(SweepCell))]
internal sealed partial class RunJson : JsonSerializerContext;
