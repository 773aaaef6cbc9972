using System.Text.Json.Serialization;

namespace Antiphon.Paper;

/// <summary>The documents of reproductions; they look as <see cref="PaperJsonStyle"/> says.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ReproductionRow))]
[JsonSerializable(typeof(ReproductionDocument))]
[JsonSerializable(typeof(ContinuousReproductionRow))]
[JsonSerializable(typeof(ContinuousReproductionDocument))]
internal sealed partial class PaperJson : JsonSerializerContext;
