using System.IO.Compression;
using System.Text.Json.Nodes;
using Antiphon.Cli;
using Antiphon.Tests.Architecture;

namespace Antiphon.Tests.Cli;

/// <summary>
/// Runs and sweeps written by the program as it was before run folders had codecs (runs-0.1.zip: one finished under `--look lossy:0.2`,
/// others killed in the middle,
/// with what the same program made of them without a kill): they open, and end as they would have ended then.
/// </summary>
public sealed class EarlierRunsTests : CommandLineTest
{
    public EarlierRunsTests()
    {
        OtherTrainer = Registered.Finite.Train;
        string archive = Path.Combine(RepositoryRoot.Path, "tests", "Antiphon.Tests", "Runs", "runs-0.1.zip");
        ZipFile.ExtractToDirectory(archive, Path.GetDirectoryName(In("small.json"))!);
    }

    [Fact]
    public void A_killed_run_in_a_finite_game_ends_with_the_same_policy()
    {
        Run("train", "--resume", "finite-cancelled", "--quiet").Succeeded();
        JsonObject found = JsonNode.Parse(File.ReadAllText(In("finite-cancelled", "policy.json")))!.AsObject();

        // Which files had not then.
        foreach (string names in new[] { "globalStates", "localStates", "globalActions", "localActions" })
        {
            Assert.True(found.Remove(names));
        }

        Assert.Equal(
            JsonNode.Parse(File.ReadAllText(In("expected", "finite.json")))!.ToJsonString(),
            found.ToJsonString(),
            StringComparer.Ordinal
        );
    }

    [Fact]
    [Trait("Tier", "full")]
    public void A_killed_run_in_a_continuous_game_ends_with_the_same_networks()
    {
        Assert.NotEqual(2, Run("train", "--resume", "continuous-cancelled", "--quiet").Code);
        Assert.Equal(File.ReadAllBytes(In("expected", "continuous.json")), File.ReadAllBytes(In("continuous-cancelled", "policy.json")));
    }

    // Up to the ends of intervals, whose last digits depend on how Student's t is computed, and seconds.
    [Fact]
    public void A_killed_sweep_goes_on_and_ends_with_the_same_cells()
    {
        Run("sweep", "--resume", "sweep-cancelled", "--quiet");
        string[] expected = File.ReadAllLines(In("expected", "cells.csv"));
        string[] found = File.ReadAllLines(In("sweep-cancelled", "cells.csv"));
        Assert.Equal(expected.Length, found.Length);
        int mean = Array.IndexOf(expected[0].Split(','), "rewardMean");
        Assert.Equal(mean, Array.IndexOf(found[0].Split(','), "rewardMean"));
        Assert.Equal(Before(expected, mean + 2), Before(found, mean + 2), StringComparer.Ordinal);
    }

    [Fact]
    public void Finished_runs_are_simulated_shown_reported_and_their_certificate_verified()
    {
        Assert.Contains(
            "lossy:0.2, as in training",
            Run("simulate", "finite", "--rollouts", "2", "--seeds", "2", "--quiet").Succeeded(),
            StringComparison.Ordinal
        );
        Assert.Contains("Holds", Run("verify", "finite", "--quiet").Succeeded(), StringComparison.Ordinal);
        foreach (string run in new[] { "finite", "continuous" })
        {
            Assert.Equal(0, Run("show", run).Code);
            Assert.Equal(0, Run("report", run).Code);
            Assert.Contains("not recorded", File.ReadAllText(In(run, "report.html")), StringComparison.Ordinal);
        }

        Run("simulate", "continuous", "--rollouts", "2", "--seeds", "2", "--quiet").Succeeded();
        Assert.Contains("already finished", Run("train", "--resume", "continuous").Error, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Before(string[] table, int columns) =>
        table.Skip(1).Select(row => string.Join(',', row.Split(',').Take(columns)));
}
