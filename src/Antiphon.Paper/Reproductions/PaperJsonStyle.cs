using System.Text.Json;
using Antiphon.Learning;
using Antiphon.Runs;

namespace Antiphon.Paper;

/// <summary>How files of reproductions look: as those of runs.</summary>
internal static class PaperJsonStyle
{
    /// <summary>For documents a person may open.</summary>
    public static JsonSerializerOptions Document { get; } =
        RunJsonStyle.Of(
            PaperJson.Default,
            new EnumNameConverter<PolicyAlgorithm>(),
            new EnumNameConverter<GlobalLearning>(),
            new EnumNameConverter<ReproductionConfiguration>()
        );
}
