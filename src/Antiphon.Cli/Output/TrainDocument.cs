using System.Text.Json.Nodes;
using Antiphon.Equilibrium;
using Antiphon.Learning;
using Antiphon.Runs;

namespace Antiphon.Cli.Output;

/// <summary>
/// The result of train --json: every field of the outcome, with what was asked. "antiphon-train/1"; in games with continuous states
/// "antiphon-continuous-train/1".
/// </summary>
internal static class TrainDocument
{
    private const string Std = "std";

    // Fields that the record of a run leaves out where they are null.
    private static readonly string[] Always = ["observing", "modeAccuracy", "singleStepAccuracy"];

    /// <summary>The document of a finished run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Its folder.</param>
    public static JsonObject Of<TOptions>(RunRecord<TOptions> run, string folder)
        where TOptions : TrainingOptions
    {
        var document = new JsonObject
        {
            // "antiphon-run/1" in run.json names the kind of game.
            ["format"] = run.Format.Replace("run/", "train/", StringComparison.Ordinal),
            ["version"] = run.Version,
            ["game"] = run.Game,
            ["gameHash"] = run.GameHash,
            ["agents"] = run.Agents,
            ["subsample"] = run.Options.Subsample,
            ["seed"] = run.Options.Seed,
            ["horizon"] = run.Options.Deployment.Horizon,
        };
        if (run.Options is ContinuousOptions { Algorithm: var algorithm })
        {
            document.Add("algorithm", algorithm.ToString().ToLowerInvariant());
        }

        JsonObject outcome = JsonOutput.Node(run.Outcome!).AsObject();
        foreach (string name in outcome.Select(field => field.Key).ToList())
        {
            outcome.Remove(name, out JsonNode? value);
            document.Add(name, value);
        }

        foreach (JsonNode? baseline in document["baselines"]!.AsArray())
        {
            baseline!.AsObject().TryAdd("lead", null);
        }

        if (document.Remove(Std, out JsonNode? deviation))
        {
            document["deployed"]![Std] = deviation;
        }

        foreach (string name in Always)
        {
            document.TryAdd(name, null);
        }

        document.Add("seconds", run.Seconds);
        document.Add("runFolder", folder);
        document.Add("options", JsonOutput.Node(run.Options));
        return document;
    }
}
