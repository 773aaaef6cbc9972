using Antiphon.Policies;
using Antiphon.Runs;

namespace Antiphon.Tests.Cli;

/// <summary>A policy file stands for the run that it was copied from.</summary>
public class PolicyFileCommandTests : CommandLineTest
{
    private static readonly string[] Brief = ["--rollouts", "2", "--seeds", "2", "--horizon", "10", "--seed", "3", "--json"];

    private string GameFile => In("mine", "game.json");

    private void Train()
    {
        Run("train", "warehouse", "--k", "3", "--agents", "6", "--horizon", "20", "--restarts", "2", "--out", "mine").Succeeded();
        File.Copy(In("mine", "policy.json"), In("pair.json"));
    }

    [Fact]
    public void It_is_simulated_like_its_run_and_nothing_is_stored()
    {
        Train();
        string ofRun = Run(["simulate", "mine", .. Brief]).Succeeded();
        string ofFile = Run(["simulate", "pair.json", "--game", GameFile, .. Brief]).Succeeded();

        Assert.Equal(Line(ofRun, "\"reward\""), Line(ofFile, "\"reward\""));
        Assert.Contains("\"runFolder\": null", ofFile, StringComparison.Ordinal);
        IEnumerable<string?> left = Directory.GetFileSystemEntries(Folder).Select(Path.GetFileName);
        Assert.Equal(["mine", "pair.json"], left.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    [Trait("Tier", "full")]
    public void It_is_certified_beside_itself()
    {
        Train();
        Run("certify", "pair.json", "--game", GameFile, "--restarts", "0").Succeeded();

        Assert.True(File.Exists(In("pair-certificate.json")));
        Run("certify", "mine", "--restarts", "0").Succeeded();
        Assert.Equal(
            Line(File.ReadAllText(In("mine", "certificate.json")), "\"policyHash\""),
            Line(File.ReadAllText(In("pair-certificate.json")), "\"policyHash\"")
        );
    }

    [Fact]
    public void It_is_exported_like_its_run()
    {
        Train();
        foreach (string format in (string[])["--onnx", "--npz"])
        {
            Run("export", "mine", format).Succeeded();
            Run("export", "pair.json", "--game", GameFile, format, "--out", "other").Succeeded();
        }

        foreach (string file in (string[])["global.onnx", "local.onnx", "policy.npz"])
        {
            Assert.Equal(File.ReadAllBytes(In("mine", file)), File.ReadAllBytes(In("other", file)));
        }
    }

    [Theory]
    [InlineData("simulate")]
    [InlineData("certify")]
    [InlineData("show")]
    [InlineData("export", "--npz")]
    public void One_of_another_game_is_refused(string verb, params string[] options)
    {
        Train();

        string said = Run([verb, "pair.json", "--game", "warehouse-flat", .. options]).Refused();

        Assert.Contains("gameHash is", said, StringComparison.Ordinal);
        Assert.Contains("use the game that the policy was made for", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("simulate")]
    [InlineData("certify")]
    [InlineData("show")]
    [InlineData("export", "--onnx")]
    [InlineData("train", "warehouse", "--k", "3", "--from")]
    public void One_that_is_missing_or_damaged_is_refused(string verb, params string[] options)
    {
        Train();
        string[] before = verb == "train" ? options : [];
        string[] after = verb == "train" ? [] : options;
        File.WriteAllText(In("cut.json"), File.ReadAllText(In("pair.json"))[..200]);

        Assert.Contains(
            "there is no run folder and no policy file nowhere.json",
            Run([verb, .. before, "nowhere.json", .. after]).Refused(),
            StringComparison.Ordinal
        );
        Assert.Contains("is not JSON", Run([verb, .. before, "cut.json", .. after]).Refused(), StringComparison.Ordinal);
        string game = Run([verb, .. before, GameFile, .. after]).Refused();
        Assert.Contains("format is \"antiphon-game/1\"; expected \"antiphon-policy/1\"", game, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_formats_at_once_are_refused()
    {
        Train();

        Assert.Contains("export needs one format", Run("export", "mine", "--onnx", "--npz").Refused(), StringComparison.Ordinal);
    }

    private static string Line(string text, string start)
    {
        string[] lines = text.Split('\n');
        int first = Array.FindIndex(lines, line => line.TrimStart().StartsWith(start, StringComparison.Ordinal));
        return string.Join('\n', lines[first..Math.Min(first + 2, lines.Length)]);
    }
}
