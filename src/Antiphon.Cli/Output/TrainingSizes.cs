using System.Text.Json.Serialization;
using Antiphon.Paper;

namespace Antiphon.Cli.Output;

/// <summary>What can be trained on this machine.</summary>
/// <param name="Minute">The largest k within about a minute, and what keeps it from being larger.</param>
/// <param name="Hour">The same within about an hour.</param>
/// <param name="MemoryLimit">Bytes that may be used.</param>
/// <param name="LeastMemory">Bytes of a training at the smallest k.</param>
/// <param name="Speed">What the times are computed from.</param>
internal sealed record TrainingSizes(
    PlanRecommendation Minute,
    PlanRecommendation Hour,
    long MemoryLimit,
    double LeastMemory,
    TrainingSpeed Speed
)
{
    /// <summary>Whether a dispatcher of the game can remember.</summary>
    [JsonIgnore]
    public bool CanRemember { get; init; }
}
