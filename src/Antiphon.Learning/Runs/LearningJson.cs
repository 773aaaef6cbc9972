using System.Text.Json.Serialization;

namespace Antiphon.Learning;

/// <summary>The documents of runs in games with continuous states; they look as <see cref="LearningJsonStyle"/> says.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ContinuousRunRecord))]
[JsonSerializable(typeof(ContinuousCheckpoint))]
[JsonSerializable(typeof(NeuralPolicyFile))]
internal sealed partial class LearningJson : JsonSerializerContext;
