using System.Text.Json;
using Antiphon.Runs;

namespace Antiphon.Learning;

/// <summary>How files of runs in games with continuous states look: as those of other runs.</summary>
internal static class LearningJsonStyle
{
    /// <summary>For documents a person may open.</summary>
    public static JsonSerializerOptions Document { get; } =
        RunJsonStyle.Of(LearningJson.Default, new EnumNameConverter<PolicyAlgorithm>(), new EnumNameConverter<GlobalLearning>());
}
