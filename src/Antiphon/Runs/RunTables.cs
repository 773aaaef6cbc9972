using Antiphon.Equilibrium;
using Antiphon.Planning;

namespace Antiphon.Runs;

/// <summary>The results of training as tables for other programs: baselines.csv and restarts.csv.</summary>
internal static class RunTables
{
    public static string Baselines(IEnumerable<BaselineResult> baselines)
    {
        var table = new CsvTable("global", "local", "mean", "low", "high", "standardError");
        foreach (BaselineResult baseline in baselines)
        {
            table.Add(
                baseline.Global,
                baseline.Local,
                baseline.Deployed.Mean,
                baseline.Deployed.Low,
                baseline.Deployed.High,
                baseline.Deployed.StandardError
            );
        }

        return table.ToString();
    }

    public static string Restarts(IEnumerable<RestartSummary> restarts)
    {
        var table = new CsvTable(
            "restart",
            "start",
            "value",
            "deployed",
            "deployedLow",
            "deployedHigh",
            "globalGain",
            "localGain",
            "accepted",
            "proposals",
            "stopReason"
        );
        foreach (RestartSummary restart in restarts)
        {
            table.Add(
                restart.Restart,
                restart.Start,
                restart.Value,
                restart.Deployed?.Mean,
                restart.Deployed?.Low,
                restart.Deployed?.High,
                restart.GlobalGain,
                restart.LocalGain,
                restart.Accepted,
                restart.Proposals,
                Name(restart.StopReason)
            );
        }

        return table.ToString();
    }

    private static string Name(StopReason? reason) =>
        reason is StopReason known ? System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(known.ToString()) : "";
}
