using System.Text.Json;
using Antiphon.Cli.Output;
using Antiphon.Cli.Verbs;
using Antiphon.Runs;

namespace Antiphon.Cli.Reporting;

/// <summary>What a pair that was made in bins earns with continuous states.</summary>
internal static class BinnedSection
{
    /// <summary>Says it; no section of a run in a game that was not cut from another.</summary>
    /// <param name="run">The run.</param>
    /// <param name="shown">Its folder, as people write it.</param>
    /// <exception cref="InvalidInputException">The stored deployment is damaged.</exception>
    public static IEnumerable<ReportSection> Of(StoredRun run, string shown)
    {
        if (run.Record.Cut is { } cut)
        {
            string file = run.Paths.In(BinnedDeployment.FileName);
            yield return new ReportSection(
                "With continuous states",
                [
                    new Paragraph($"The finite game of this run is a discretization of {Words.Of(cut)}."),
                    Disk.Current.IsFile(file)
                        ? new Facts([Deployed(file, shown)])
                        : new Paragraph("The pair has not been deployed with continuous states yet; this is done at the end of training."),
                ]
            );
        }
    }

    private static Fact Deployed(string file, string shown)
    {
        try
        {
            using var document = JsonDocument.Parse(Disk.Current.ReadText(file));
            JsonElement reward = document.RootElement.GetProperty("reward");
            return new Fact(
                "Deployed",
                Figures.Value(reward.GetProperty("mean").GetDouble()),
                $"discounted return with continuous states; 95% interval {Figures.Value(reward.GetProperty("low").GetDouble())} to "
                    + $"{Figures.Value(reward.GetProperty("high").GetDouble())}"
            );
        }
        catch (Exception damage) when (damage is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidInputException(
                $"{file} is damaged or was edited; write it again with `antiphon train --resume {Figures.ShellWord(shown)}`",
                damage
            );
        }
    }
}
