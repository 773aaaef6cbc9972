using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Antiphon.Paper;
using Antiphon.Tests.Architecture;

namespace Antiphon.Tests.Cli;

/// <summary>`antiphon plan`; the numbers themselves are pinned by the tests of Theory.</summary>
public partial class PlanTests : CommandLineTest
{
    [Theory]
    [InlineData("help-plan.txt", "plan", "--help")]
    [InlineData("plan.txt", "plan", "warehouse-flat", "--epsilon", "0.1", "--memory", "12")]
    [InlineData(
        "plan-shifted.txt",
        "plan",
        "microgrid",
        "--epsilon",
        "1",
        "--delta",
        "0.01",
        "--k",
        "1,1000,1e6",
        "--agents",
        "1e6",
        "--seconds",
        "60",
        "--memory",
        "12"
    )]
    public void Screens_are_as_reviewed(string golden, params string[] arguments) =>
        Golden.AssertEqual(golden, Run(arguments).Succeeded());

    [Fact]
    public void The_documentation_shows_what_is_printed()
    {
        // As a reader's machine would say it.
        MeasureSpeed = (game, _, _) => TrainingSpeed.Typical(game) with { Source = TrainingSpeed.Measured };
        Assert.Contains(
            Run("plan", "warehouse-flat", "--epsilon", "0.1", "--memory", "12").Succeeded(),
            File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "theory.md")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_document_is_as_reviewed()
    {
        string text = Run("plan", "warehouse-flat", "--epsilon", "0.1", "--memory", "12", "--k", "10,1000", "--json").Succeeded();

        // Other platforms may round the last digits of a logarithm differently.
        string rounded = LongNumber()
            .Replace(text, match => double.Parse(match.Value, CultureInfo.InvariantCulture).ToString("G6", CultureInfo.InvariantCulture));
        Golden.AssertEqual("plan.json", Hash().Replace(rounded, "HASH"));
    }

    [Fact]
    public void Numbers_beyond_doubles_are_given_by_their_logarithm()
    {
        string text = Run("plan", "warehouse-flat", "--epsilon", "0.1", "--k", "1000", "--json").Succeeded();
        JsonElement row = JsonDocument.Parse(text).RootElement.GetProperty("rows")[0];

        Assert.Equal(JsonValueKind.Null, row.GetProperty("standardTable").GetProperty("value").ValueKind);
        Assert.Equal(Math.Log10(25) + (1000 * Math.Log10(5)), row.GetProperty("standardTable").GetProperty("log10").GetDouble(), 1e-9);
        Assert.Equal(JsonValueKind.Null, row.GetProperty("bytes").ValueKind);
        Assert.Equal(42_084_793_751, row.GetProperty("countVectors").GetProperty("value").GetDouble());
    }

    [Theory]
    [InlineData("--epsilon is missing", "plan", "warehouse")]
    [InlineData("plan needs a GAME", "plan", "--epsilon", "0.1")]
    [InlineData("--epsilon is 0; expected a number above 0 and at most 1", "plan", "warehouse", "--epsilon", "0")]
    [InlineData("--epsilon is 1.01; expected a number above 0 and at most 1", "plan", "warehouse", "--epsilon", "1.01")]
    [InlineData("--epsilon is nan; expected a number above 0 and at most 1", "plan", "warehouse", "--epsilon", "nan")]
    [InlineData("--delta is 2; expected a number above 0 and below 1", "plan", "warehouse", "--epsilon", "1", "--delta", "2")]
    [InlineData("--delta is 1; expected a number above 0 and below 1", "plan", "warehouse", "--epsilon", "1", "--delta", "1")]
    [InlineData("--k has 9..3, which ends before it begins", "plan", "warehouse", "--epsilon", "1", "--k", "1,9..3")]
    [InlineData(
        "--k has 1..1000000, more than 10,000 numbers; use larger steps, for example 1..1000000:100",
        "plan",
        "warehouse",
        "--epsilon",
        "1",
        "--k",
        "1..1000000"
    )]
    [InlineData("--k is x; expected a whole number, 1 or more", "plan", "warehouse", "--epsilon", "1", "--k", "1..9:x")]
    [InlineData(
        "--k has 1,001; expected at most 1,000, the number of local agents in warehouse; lower --k or raise --agents",
        "plan",
        "warehouse",
        "--epsilon",
        "1",
        "--k",
        "1,1001"
    )]
    [InlineData("--k has 20; expected at most 10", "plan", "warehouse", "--epsilon", "1", "--k", "20", "--agents", "10")]
    [InlineData("--k is ten; expected a whole number, 1 or more", "plan", "warehouse", "--epsilon", "1", "--k", "1,ten")]
    [InlineData("--k is ; expected a whole number", "plan", "warehouse", "--epsilon", "1", "--k", "1,,2")]
    [InlineData("--seconds is 0; expected a number above 0", "plan", "warehouse", "--epsilon", "1", "--seconds", "0")]
    [InlineData("--memory is -1; expected a number above 0", "plan", "warehouse", "--epsilon", "1", "--memory", "-1")]
    [InlineData("there is no game 'warehose'", "plan", "warehose", "--epsilon", "1")]
    [InlineData("there is no option --epsilom; did you mean --epsilon?", "plan", "warehouse", "--epsilom", "1")]
    public void Bad_input_is_named(string expected, params string[] arguments)
    {
        Assert.Contains(expected, Run(arguments).Refused(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder));
    }

    [Fact]
    public void Where_nothing_fits_it_says_what_binds() =>
        Assert.Contains(
            "Not even k = 1 can be trained within these limits: memory; k = 1 would exceed 1.0 kB (--memory).",
            Run("plan", "warehouse", "--epsilon", "1", "--memory", "1e-6").Succeeded().ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );

    [Fact]
    public void Few_agents_are_all_seen() =>
        Assert.Contains(
            "Next: antiphon train warehouse --agents 4 --k 4\n",
            Run("plan", "warehouse", "--epsilon", "1", "--agents", "4", "--memory", "12").Succeeded(),
            StringComparison.Ordinal
        );

    [Fact]
    public void Tables_keep_to_the_width()
    {
        string screen = Run("plan", "microgrid", "--epsilon", "1e-6", "--k", "1,10,100,1e12", "--agents", "1e12", "--memory", "12")
            .Succeeded();
        Assert.All(screen.Split('\n'), line => Assert.InRange(line.Length, 0, 100));
    }

    [GeneratedRegex("-?\\d+\\.\\d{6,}(?:E[+-]?\\d+)?", RegexOptions.None, 1000)]
    private static partial Regex LongNumber();

    [GeneratedRegex("\\b[0-9a-f]{64}\\b", RegexOptions.None, 1000)]
    private static partial Regex Hash();

    [Fact]
    public void Ranges_with_and_without_steps_name_the_k()
    {
        using var document = JsonDocument.Parse(
            Run("plan", "warehouse-flat", "--epsilon", "0.1", "--k", "1..3,10..30:10", "--json").Succeeded()
        );
        int[] rows = [.. document.RootElement.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("subsample").GetInt32())];
        Assert.Equal([1, 2, 3, 10, 20, 30], rows);
    }
}
