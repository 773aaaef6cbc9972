namespace Antiphon.Tests.Cli;

/// <summary>--parquet: where its files are and what is refused. That another program reads them: Antiphon.ParquetTests.</summary>
public class ParquetCommandTests : CommandLineTest
{
    private void Train() => Run("train", "warehouse", "--k", "3", "--agents", "6", "--horizon", "20", "--restarts", "1", "--out", "mine");

    [Fact]
    public void A_trace_is_written_in_both_forms()
    {
        Train();
        Assert.Equal(0, Run("simulate", "mine", "--rollouts", "1", "--trace", "episode.csv", "--parquet").Code);

        byte[] bytes = File.ReadAllBytes(In("episode.parquet"));
        Assert.True(File.Exists(In("episode.csv")));
        Assert.Equal("PAR1"u8.ToArray(), bytes[..4]);
        Assert.Equal("PAR1"u8.ToArray(), bytes[^4..]);
    }

    [Fact]
    public void A_sweep_writes_its_three_tables_also_when_it_was_finished_before()
    {
        string[] sweep = ["sweep", "warehouse", "--k", "1,2", "--seeds", "1", "--agents", "6", "--horizon", "20", "--out", "grid"];
        Run(sweep);
        Assert.Empty(Directory.GetFiles(In("grid"), "*.parquet"));

        Run([.. sweep, "--parquet"]);

        Assert.Equal(
            ["cells.parquet", "evaluations.parquet", "summary.parquet"],
            Directory.GetFiles(In("grid"), "*.parquet").Select(Path.GetFileName).Order(StringComparer.Ordinal)!,
            StringComparer.Ordinal
        );
    }

    [Theory]
    [InlineData("--parquet applies only to --trace FILE.csv", "--parquet")]
    [InlineData("episode.parquet already exists; nothing was overwritten", "--parquet", "--trace", "episode.csv")]
    [InlineData("choose a name that ends in .csv", "--parquet", "--trace", "other.parquet")]
    [InlineData("--parquet cannot be combined with --stress", "--parquet", "--stress")]
    public void Wrong_use_is_refused(string expected, params string[] options)
    {
        Train();
        File.WriteAllText(In("episode.parquet"), "");

        Assert.Contains(expected, Run(["simulate", "mine", .. options]).Refused(), StringComparison.Ordinal);
        Assert.False(File.Exists(In("episode.csv")));
    }
}
