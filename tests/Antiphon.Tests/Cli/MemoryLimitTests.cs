using Antiphon.Cli;
using Antiphon.Cli.Input;
using Antiphon.Games;
using Antiphon.Runs;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Cli;

/// <summary>--memory-limit: read in every verb, obeyed by what is planned, and no part of the question.</summary>
public class MemoryLimitTests : CommandLineTest
{
    [Theory]
    [InlineData("4G", 4_000_000_000)]
    [InlineData("4GB", 4_000_000_000)]
    [InlineData("4g", 4_000_000_000)]
    [InlineData("2GiB", 2_147_483_648)]
    [InlineData("2Gi", 2_147_483_648)]
    [InlineData("500M", 500_000_000)]
    [InlineData("1.5T", 1_500_000_000_000)]
    [InlineData("64k", 64_000)]
    [InlineData("4e9", 4_000_000_000)]
    [InlineData("12345", 12_345)]
    [InlineData("12345B", 12_345)]
    public void Amounts_are_read_as_people_write_them(string text, long bytes)
    {
        Assert.True(MemoryAmount.TryParse(text, out long read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("G")]
    [InlineData("0")]
    [InlineData("-1G")]
    [InlineData("4X")]
    [InlineData("4i")]
    [InlineData("1e30")]
    [InlineData("NaN")]
    [InlineData("4 G")]
    public void Other_texts_are_refused(string text)
    {
        Assert.False(MemoryAmount.TryParse(text, out _));
        if (text.Length > 0)
        {
            Assert.Contains("--memory-limit is ", Run("games", $"--memory-limit={text}").Refused(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_training_beyond_the_limit_is_refused_and_leaves_nothing_behind()
    {
        GameFile.Save(new RandomGame(302) { LocalStates = 100, Agents = 1000 }.Create(), In("hundred.json"));
        OtherTrainer = new Surroundings
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            Folder = Folder,
        }.Trainer;
        string[] training = ["train", "hundred.json", "--k", "5", "--population", "mean-field"];
        string message = Run([.. training, "--memory-limit", "4G", "--out", "run"]).Refused();
        Assert.Contains("91,962,520 count vectors, needs ", message, StringComparison.Ordinal);
        Assert.Contains(" and 4 GB are available; k = ", message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("run")));
        Assert.Contains(" and 5 GB are available", Run(["--memory-limit", "5G", .. training]).Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_limit_is_no_part_of_a_run()
    {
        Run("train", "warehouse", "--k", "3", "--memory-limit", "4G", "--out", "one");
        Run("train", "warehouse", "--k", "3", "--out", "two");
        Assert.Equal(FiniteCodec.Instance.Open(In("one")).Record.Options, FiniteCodec.Instance.Open(In("two")).Record.Options);
        Assert.DoesNotContain(
            "emory\"",
            File.ReadAllText(In("one", "run.json")).Replace("\"memory\": null", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Plan_and_validate_obey_it()
    {
        Assert.Contains(
            "at most 1.0 GB (--memory-limit)",
            Run("validate", "warehouse", "--memory-limit", "1G").Succeeded().ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "at most 1.0 GB (--memory-limit)",
            Run("plan", "warehouse", "--epsilon", "1", "--memory-limit", "1G").Succeeded().ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        Assert.Contains("none: k = 1 needs ", Run("validate", "warehouse", "--memory-limit", "1M").Succeeded(), StringComparison.Ordinal);
    }
}
