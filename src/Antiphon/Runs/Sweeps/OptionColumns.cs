using System.Text.Json;
using Antiphon.Equilibrium;

namespace Antiphon.Runs;

/// <summary>The columns of a sweep's tables for options that all its cells are trained with.</summary>
internal static class OptionColumns
{
    private const string Horizon = "horizon";
    private const string DeployedHorizon = "deployedHorizon";

    // Those of a cell or of its evaluation have columns of their own.
    private static readonly string[] NotOptions = ["subsample", "seed", Horizon, "rollouts", "seeds"];

    /// <summary>The values of a training's options, by the names of their columns.</summary>
    /// <param name="options">The options.</param>
    /// <param name="line">Their JSON form.</param>
    public static Dictionary<string, string> Of<TOptions>(TOptions options, JsonSerializerOptions line)
        where TOptions : TrainingOptions
    {
        JsonElement training = JsonSerializer.SerializeToElement(options, line.TypeOf<TOptions>());

        // Where deployment has a horizon of its own, "horizon" is that of training.
        bool isOfTraining = training.TryGetProperty(DeployedHorizon, out _);
        return training
            .EnumerateObject()
            .Where(option => option.Name != DeployedHorizon)
            .Where(option => !NotOptions.Contains(option.Name, StringComparer.Ordinal) || (isOfTraining && option.Name == Horizon))
            .ToDictionary(
                option => option.Name == Horizon ? "trainingHorizon" : option.Name,
                option => Word(option.Value),
                StringComparer.Ordinal
            );
    }

    private static string Word(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => "",
            JsonValueKind.String => value.GetString()!,
            _ => value.GetRawText(),
        };
}
