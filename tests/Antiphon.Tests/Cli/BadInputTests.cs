using Antiphon.Games;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Cli;

/// <summary>Every kind of bad input: a message that names it, exit code 2, nothing written or overwritten.</summary>
public class BadInputTests : CommandLineTest
{
    [Theory]
    [InlineData("there is no game 'warehose'; ", "train", "warehose", "--k", "3")]
    [InlineData("did you mean warehouse?", "train", "warehose", "--k", "3")]
    [InlineData("warehouse, warehouse-flat", "train", "elsewhere", "--k", "3")]
    [InlineData("--k is 0; only a global agent with memory can act without observations", "train", "warehouse", "--k", "0")]
    [InlineData("--k is -3; expected a whole number, 0 or more", "train", "warehouse", "--k", "-3")]
    [InlineData("--k is 2.5; expected a whole number, 0 or more", "train", "warehouse", "--k", "2.5")]
    [InlineData("--k is 1,001; expected at most 1,000", "train", "warehouse", "--k", "1001")]
    [InlineData("--k is 20; expected at most 10", "train", "warehouse", "--k", "20", "--agents", "10")]
    [InlineData("--k is missing", "train", "warehouse")]
    [InlineData("train needs a GAME", "train", "--k", "3")]
    [InlineData("--horizon is 1e10; expected a whole number, 1 to 2147483647", "train", "warehouse", "--k", "3", "--horizon", "1e10")]
    [InlineData("--agents is 1e13; expected a whole number, 1 to 1000000000000", "train", "warehouse", "--k", "3", "--agents", "1e13")]
    [InlineData("--accuracy is 0; expected a number above 0", "train", "warehouse", "--k", "3", "--accuracy", "0")]
    [InlineData("--threshold is nan; expected a number above 0", "train", "warehouse", "--k", "3", "--threshold", "nan")]
    [InlineData("--restarts is 0", "train", "warehouse", "--k", "3", "--restarts", "0")]
    [InlineData("--agents is 0", "train", "warehouse", "--k", "3", "--agents", "0")]
    [InlineData("--seed is -1", "train", "warehouse", "--k", "3", "--seed", "-1")]
    [InlineData(
        "--population is 'exat'; expected auto, exact, mean-field or alpha; did you mean exact?",
        "train",
        "warehouse",
        "--k",
        "3",
        "--population",
        "exat"
    )]
    [InlineData("--baselines and --no-baselines contradict each other", "train", "warehouse", "--k", "3", "--baselines", "--no-baselines")]
    [InlineData(
        "--resolution applies only to the mean-field model",
        "train",
        "warehouse",
        "--k",
        "3",
        "--population",
        "exact",
        "--resolution",
        "5"
    )]
    [InlineData(
        "--samples is 0; expected a whole number, 1 or more",
        "train",
        "warehouse",
        "--k",
        "3",
        "--backup",
        "sampled",
        "--samples",
        "0"
    )]
    [InlineData(
        "--backup-sweeps is 0; expected a whole number, 1 or more",
        "train",
        "warehouse",
        "--k",
        "3",
        "--backup",
        "sampled",
        "--backup-sweeps",
        "0"
    )]
    [InlineData(
        "--backup is 'sampeld'; expected exact, sampled, sampled-fresh or rounded; did you mean sampled?",
        "train",
        "warehouse",
        "--k",
        "3",
        "--backup",
        "sampeld"
    )]
    [InlineData("--samples requires a sampled backup", "train", "warehouse", "--k", "3", "--samples", "5")]
    [InlineData(
        "--reward-samples is 0; expected a whole number, 1 or more",
        "train",
        "warehouse",
        "--k",
        "3",
        "--backup",
        "sampled",
        "--reward-samples",
        "0"
    )]
    [InlineData("--reward-samples requires a sampled backup", "train", "warehouse", "--k", "3", "--reward-samples", "5")]
    [InlineData("--backup-sweeps applies only to backups that are not exact", "train", "warehouse", "--k", "3", "--backup-sweeps", "5")]
    [InlineData(
        "--backup and --parameterization require the surrogate oracle",
        "train",
        "warehouse",
        "--k",
        "3",
        "--backup",
        "rounded",
        "--global-oracle",
        "deployed"
    )]
    [InlineData(
        "--ucfh-scale, --ucfh-episodes and --chain-reward require the paper's L-LEARN",
        "train",
        "warehouse",
        "--k",
        "3",
        "--ucfh-scale",
        "1"
    )]
    [InlineData(
        "--ucfh-scale is -1; expected a number above 0",
        "train",
        "warehouse",
        "--k",
        "3",
        "--local-oracle",
        "chain-ucfh",
        "--ucfh-scale",
        "-1"
    )]
    [InlineData(
        "expected reactive, enumerate, coordinate, chain-ucfh or representative; did you mean reactive?",
        "train",
        "warehouse",
        "--k",
        "3",
        "--local-oracle",
        "reactve"
    )]
    [InlineData("there is no option --restart; did you mean --restarts?", "train", "warehouse", "--k", "3", "--restart", "2")]
    [InlineData("there is no option --output; did you mean --out?", "train", "warehouse", "--k", "3", "--output", "mine")]
    [InlineData("there is no option --kk; did you mean --k?", "train", "--kk", "3")]
    [InlineData("there is no verb 'tran'; did you mean train?", "tran", "warehouse")]
    [InlineData("unexpected argument 'extra'", "train", "warehouse", "extra", "--k", "3")]
    [InlineData("there is no run folder", "train", "--resume", "nowhere")]
    [InlineData("there is no run folder", "simulate", "nowhere")]
    [InlineData("simulate needs a RUN", "simulate")]
    [InlineData("validate needs a GAME", "validate")]
    [InlineData("there is no game 'nothing.json'", "validate", "nothing.json")]
    [InlineData("there is no built-in game 'fleet'", "games", "fleet")]
    [InlineData("--write needs a NAME", "games", "--write", "x.json")]
    public void It_is_named_and_nothing_is_written(string expected, params string[] arguments)
    {
        Assert.Contains(expected.TrimEnd(' ', ';'), Run(arguments).Refused(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder));
    }

    [Fact]
    public void Every_wrong_option_is_reported_at_once()
    {
        string message = Run("train", "warehouse", "--k", "x", "--seeds", "0", "--global-oracle", "all", "--bogus").Refused();

        Assert.Equal(4, message.Split('\n').Count(line => line.StartsWith("error: ", StringComparison.Ordinal)));
        Assert.EndsWith("See `antiphon train --help`.\n", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_game_file_with_gamma_one_is_refused_with_every_violation()
    {
        Run("games", "warehouse", "--write", "fleet.json").Succeeded();
        File.WriteAllText(
            In("fleet.json"),
            File.ReadAllText(In("fleet.json")).Replace("\"discount\": 0.95", "\"discount\": 1", StringComparison.Ordinal)
        );

        Assert.Contains("discount", Run("train", "fleet.json", "--k", "3").Refused(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("runs")));
    }

    [Fact]
    public void A_truncated_game_file_is_refused_by_name()
    {
        Run("games", "warehouse", "--write", "fleet.json").Succeeded();
        string whole = File.ReadAllText(In("fleet.json"));
        File.WriteAllText(In("fleet.json"), whole[..(whole.Length / 2)]);

        Assert.Contains("fleet.json", Run("train", "fleet.json", "--k", "3").Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_game_file_is_refused_by_its_format()
    {
        Run("games", "warehouse", "--write", "fleet.json").Succeeded();
        File.WriteAllText(
            In("fleet.json"),
            File.ReadAllText(In("fleet.json")).Replace("antiphon-game/1", "antiphon-game/2", StringComparison.Ordinal)
        );

        Assert.Contains("antiphon-game/2", Run("validate", "fleet.json").Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_existing_run_folder_is_not_touched()
    {
        Run("train", "warehouse", "--k", "3", "--out", "mine").Succeeded();
        IReadOnlyDictionary<string, string> before = TemporaryFolder.Contents(In("mine"));

        Assert.Contains(
            "mine already exists; nothing was overwritten",
            Run("train", "warehouse", "--k", "4", "--out", "mine").Refused(),
            StringComparison.Ordinal
        );
        Assert.Equal(before, TemporaryFolder.Contents(In("mine")));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named()
    {
        File.WriteAllText(In("file"), "");

        Assert.Contains(In("file", "run"), Run("train", "warehouse", "--k", "3", "--out", "file/run").Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_existing_game_file_is_not_overwritten()
    {
        File.WriteAllText(In("fleet.json"), "mine");

        Assert.Contains(
            "fleet.json already exists",
            Run("games", "warehouse", "--write", "fleet.json").Refused(),
            StringComparison.Ordinal
        );
        Assert.Equal("mine", File.ReadAllText(In("fleet.json")));
    }

    [Fact]
    public void A_policy_of_another_game_is_refused()
    {
        Run("train", "warehouse", "--k", "3", "--out", "first").Succeeded();
        Run("train", "warehouse-flat", "--k", "3", "--out", "second").Succeeded();
        File.Copy(In("second", "policy.json"), In("first", "policy.json"), overwrite: true);

        Assert.Contains("gameHash", Run("simulate", "first").Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_policy_is_refused_by_name()
    {
        Run("train", "warehouse", "--k", "3", "--out", "first").Succeeded();
        string whole = File.ReadAllText(In("first", "policy.json"));
        File.WriteAllText(In("first", "policy.json"), whole[..(whole.Length / 2)]);

        Assert.Contains("policy.json", Run("simulate", "first").Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_no_run_is_refused()
    {
        Directory.CreateDirectory(In("photos"));

        Assert.Contains("is not a run folder", Run("simulate", "photos").Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_of_the_program_is_one_line_and_a_trace_only_on_request()
    {
        Trainer = new ScriptedTrainer { AfterProposal = _ => throw new InvalidOperationException("a bug") };

        Outcome brief = Run("train", "warehouse", "--k", "3");
        Assert.Equal((1, ""), (brief.Code, brief.Out));
        Assert.StartsWith("internal error: InvalidOperationException: a bug\n", brief.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", brief.Error, StringComparison.Ordinal);

        Outcome verbose = Run("train", "warehouse", "--k", "3", "--verbose");
        Assert.Equal(1, verbose.Code);
        Assert.Contains("   at ", verbose.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_from_a_file_cannot_steer_the_terminal()
    {
        Run("games", "warehouse", "--write", "fleet.json").Succeeded();
        string text = File.ReadAllText(In("fleet.json"));
        File.WriteAllText(
            In("fleet.json"),
            text.Replace("\"name\": \"warehouse\"", "\"name\": \"ware\\u001b[31mhouse\"", StringComparison.Ordinal)
        );

        Outcome outcome = Run("train", "fleet.json", "--k", "3");
        Assert.DoesNotContain('\u001b', outcome.Out + outcome.Error);
    }
}
