using System.Text.Json;
using System.Text.Json.Serialization;
using Antiphon.Learning;
using Antiphon.Runs;

namespace Antiphon.Paper;

/// <summary>The documents of reproductions; their form is that of <see cref="RunJsonStyle"/>.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ReproductionOrigin))]
[JsonSerializable(typeof(ReproductionRow))]
[JsonSerializable(typeof(ReproductionDocument))]
[JsonSerializable(typeof(ContinuousReproductionRow))]
[JsonSerializable(typeof(ContinuousReproductionDocument))]
[JsonSerializable(typeof(FederatedReproductionRow))]
[JsonSerializable(typeof(FederatedReproductionDocument))]
internal sealed partial class PaperJson : JsonSerializerContext
{
    /// <summary>For documents a person may open. Made on first use, when <see cref="Default"/> is there for certain.</summary>
    public static JsonSerializerOptions Document =>
        field ??= RunJsonStyle.Of(
            Default,
            new EnumNameConverter<PolicyAlgorithm>(),
            new EnumNameConverter<GlobalLearning>(),
            new EnumNameConverter<ReproductionConfiguration>(),
            new EnumNameConverter<FederatedPolicyKind>()
        );
}
