using Antiphon.Tests.Files;

namespace Antiphon.Tests.Cli;

/// <summary>`simulate --trace` writes two files, one of which it never overwrites.</summary>
public class InterruptedTraceTests : CommandLineTest
{
    private static readonly string[] Simulate =
    [
        "simulate",
        "mine",
        "--horizon",
        "3",
        "--rollouts",
        "2",
        "--seeds",
        "2",
        "--trace",
        "episode.csv",
    ];

    [Fact]
    public void A_trace_is_stored_only_after_the_table_so_that_the_same_command_can_store_both()
    {
        Run("train", "warehouse", "--k", "3", "--agents", "40", "--out", "mine").Succeeded();
        var disk = new ScriptedDisk { OnFile = FailAtTable };
        using (Disk.Use(disk))
        {
            Outcome outcome = Run(Simulate);
            Assert.Equal(2, outcome.Code);
            Assert.Contains("error: the results were not stored: '", outcome.Error, StringComparison.Ordinal);
            Assert.Contains("Discounted return", outcome.Out, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(In("episode.csv")));
        Run(Simulate).Succeeded();
        Assert.True(File.Exists(In("episode.csv")));
    }

    private static void FailAtTable(FileStream file)
    {
        if (Path.GetFileName(file.Name).StartsWith(".simulation-", StringComparison.Ordinal))
        {
            throw ScriptedDisk.Failure();
        }
    }
}
