using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Antiphon.Equilibrium;
using Antiphon.Learning;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Runs;

namespace Antiphon.Cli.Output;

/// <summary>The form of results with --json: one indented document, camel case, enumerations by name, null where a number is not
/// finite.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    NewLine = "\n",
    Converters = [
        typeof(FiniteNumberConverter),
        typeof(MagnitudeConverter),
        typeof(EnumWordConverter<StopReason>),
        typeof(EnumWordConverter<GlobalOracle>),
        typeof(EnumWordConverter<LocalOracle>),
        typeof(EnumWordConverter<UpdateRule>),
        typeof(EnumWordConverter<BellmanOperator>),
        typeof(EnumWordConverter<ChainReward>),
        typeof(EnumWordConverter<Parameterization>),
        typeof(EnumWordConverter<PopulationChoice>),
        typeof(EnumWordConverter<PolicyAlgorithm>),
        typeof(EnumWordConverter<GlobalLearning>),
        typeof(EnumWordConverter<TrackedSet>),
        typeof(EnumWordConverter<TrackedColumns>),
        typeof(EnumWordConverter<StepRule>),
        typeof(EnumWordConverter<StepClock>),
        typeof(EnumWordConverter<Regime>),
        typeof(EnumWordConverter<PlanLimit>),
        typeof(EnumWordConverter<WorkerState>),
    ]
)]
[JsonSerializable(typeof(AlternationOutcome))]
[JsonSerializable(typeof(SimulationDocument))]
[JsonSerializable(typeof(StressDocument))]
[JsonSerializable(typeof(LogDocument))]
[JsonSerializable(typeof(LearnDocument))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(SweepDocument<AlternationOptions>))]
[JsonSerializable(typeof(SweepDocument<ContinuousOptions>))]
[JsonSerializable(typeof(SweepStatusDocument))]
[JsonSerializable(typeof(SweepWorkerDocument))]
[JsonSerializable(typeof(GamesDocument))]
[JsonSerializable(typeof(ValidationDocument))]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(VerificationDocument))]
[JsonSerializable(typeof(ObservationDocument))]
[JsonSerializable(typeof(MemoryDocument))]
[JsonSerializable(typeof(MemoryCertificateDocument))]
[JsonSerializable(typeof(GapEstimateDocument))]
[JsonSerializable(typeof(BoundsDocument))]
[JsonSerializable(typeof(ReportDocument))]
[JsonSerializable(typeof(ExportDocument))]
[JsonSerializable(typeof(PomdpDocument))]
[JsonSerializable(typeof(ImportDocument))]
[JsonSerializable(typeof(ShowDocument))]
internal sealed partial class CliJson : JsonSerializerContext;
