using System.Text.Json;
using System.Text.Json.Serialization;
using Antiphon.Runs;

namespace Antiphon.Learning;

/// <summary>The documents of runs in games with continuous states; their form is that of <see cref="RunJsonStyle"/>.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RunRecord<ContinuousOptions>))]
[JsonSerializable(typeof(SweepRecord<ContinuousOptions>))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
[JsonSerializable(typeof(ContinuousCheckpoint))]
[JsonSerializable(typeof(NeuralPolicyFile))]
internal sealed partial class LearningJson : JsonSerializerContext
{
    /// <summary>For documents a person may open. Made on first use, when <see cref="Default"/> is there for certain.</summary>
    public static JsonSerializerOptions Document =>
        field ??= RunJsonStyle.Of(Default, new EnumNameConverter<PolicyAlgorithm>(), new EnumNameConverter<GlobalLearning>());
}
