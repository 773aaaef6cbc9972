using System.Globalization;
using Antiphon.Cli;

namespace Antiphon.Tests.Cli;

/// <summary>
/// What is stored does not depend on the culture of the caller's thread: the command has the invariant one, a program that uses the
/// library need not.
/// </summary>
public class OtherCultureTests : CommandLineTest
{
    // The pages and figures of reports are made by the command alone.
    private static readonly string[] OfTheCommand = [".html"];

    [Theory]
    [InlineData("--population exact")]
    [InlineData("--population mean-field")]
    [InlineData("--backup sampled --update paper-box")]
    [Trait("Tier", "full")]
    public void A_run_and_its_certificate_are_stored_in_the_same_bytes(string options)
    {
        OtherTrainer = Registered.Finite.Train;
        Dictionary<string, string> expected = Stored(options, "run-a");

        Dictionary<string, string> found = Abroad(() => Stored(options, "run-b"));

        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, file => Assert.Equal(file.Value, found[file.Key]));
    }

    [Fact]
    public void A_log_and_its_description_are_stored_in_the_same_bytes()
    {
        string[] expected = Log("a.csv");
        Assert.Equal(expected, Abroad(() => Log("b.csv")));
        Assert.Contains(".", expected[0], StringComparison.Ordinal);
    }

    private string[] Log(string name)
    {
        Run("log", "warehouse", "--k", "2", "--agents", "3", "--steps", "20", "--out", name).Succeeded();
        string description = File.ReadAllText(In(Path.ChangeExtension(name, ".log.json")));
        return [File.ReadAllText(In(name)), description.Replace(name, "NAME", StringComparison.Ordinal)];
    }

    private static T Abroad<T>(Func<T> work)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = Foreign();
            Assert.Equal("−1.234,5", $"{-1234.5:N1}");
            return work();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private Dictionary<string, string> Stored(string options, string folder)
    {
        string[] brief = ["--restarts", "1", "--rollouts", "1", "--seeds", "2", "--horizon", "5", "--no-baselines"];
        Assert.Contains(
            Run(["train", "warehouse-flat", "--k", "2", "--agents", "3", .. options.Split(' '), .. brief, "--out", folder]).Code,
            (int[])[0, 3]
        );
        Assert.Equal(0, Run("certify", folder).Code);
        Assert.Equal(0, Run("simulate", folder, "--rollouts", "2", "--seeds", "2", "--horizon", "5").Code);
        return Directory
            .EnumerateFiles(In(folder))
            .Where(file => !OfTheCommand.Contains(Path.GetExtension(file)))
            .ToDictionary(
                file => Path.GetFileName(file),
                file => Content(file).Replace(folder, "FOLDER", StringComparison.Ordinal),
                StringComparer.Ordinal
            );
    }

    private static string Content(string file) =>
        Path.GetExtension(file) is ".json" or ".jsonl" or ".csv"
            ? File.ReadAllText(file)
            : Convert.ToBase64String(File.ReadAllBytes(file));

    // Only the invariant culture is known to the tests: one with other signs is made of it.
    private static CultureInfo Foreign()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.PercentDecimalSeparator = ",";
        culture.NumberFormat.NegativeSign = "−";
        return culture;
    }
}
