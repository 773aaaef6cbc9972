using System.Globalization;
using System.Text.Json;
using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Runs;

namespace Antiphon.Tests.Cli;

public class ContinuousTests : CommandLineTest
{
    private static readonly string[] Brief =
    [
        "train",
        "warehouse-continuous",
        "--k",
        "2",
        "--agents",
        "20",
        "--as",
        "released",
        "--alternations",
        "2",
        "--episodes",
        "4",
        "--episode-steps",
        "4",
        "--rollouts",
        "2",
        "--seeds",
        "2",
        "--horizon",
        "4",
    ];

    [Theory]
    [InlineData("trpo")]
    [InlineData("ppo")]
    [InlineData("a2c")]
    public void Training_prints_one_document_and_stores_a_run_that_can_be_simulated(string algorithm)
    {
        using var document = JsonDocument.Parse(Run([.. Brief, "--algorithm", algorithm, "--json", "--out", "run"]).Succeeded());
        Assert.Equal("antiphon-continuous-train/1", document.RootElement.GetProperty("format").GetString());
        Assert.Equal(algorithm, document.RootElement.GetProperty("algorithm").GetString());
        Assert.Equal("schedule-exhausted", document.RootElement.GetProperty("stopReason").GetString());
        Assert.Equal(4, document.RootElement.GetProperty("proposals").GetInt32());

        using var simulated = JsonDocument.Parse(Run("simulate", "run", "--rollouts", "2", "--seeds", "2", "--json").Succeeded());
        Assert.Equal(
            document.RootElement.GetProperty("deployed").GetProperty("mean").GetDouble(),
            simulated.RootElement.GetProperty("reward").GetProperty("mean").GetDouble()
        );
        Assert.True(File.Exists(In("run", "simulation-n20-h4-rollouts2-seeds2-seed1.csv")));
        Assert.Equal(
            30,
            JsonDocument
                .Parse(Run("simulate", "run", "--agents", "30", "--rollouts", "1", "--seeds", "2", "--json").Succeeded())
                .RootElement.GetProperty("agents")
                .GetInt32()
        );
    }

    [Fact]
    public void A_summary_says_what_was_reached_and_what_it_does_not_prove()
    {
        string text = Run(Brief).Succeeded();
        Assert.Contains("proposals were not judged", text, StringComparison.Ordinal);
        Assert.Contains("Right at first observation", text, StringComparison.Ordinal);
        Assert.Contains("antiphon simulate runs/warehouse-continuous-k2-seed1", text, StringComparison.Ordinal);
        Assert.Contains("runs/warehouse-continuous-k2-seed1-2", Run(Brief).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public void Restarts_are_shown_with_what_each_earns_and_what_decided()
    {
        string text = Run([.. Brief, "--restarts", "2", "--out", "run"]).Succeeded();
        Assert.Contains("2 restarts, seed 1", text.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("The best restart has the highest return in ", text.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.DoesNotContain("model value", text, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(Run("train", "--resume", "run", "--json").Out);
        JsonElement restarts = document.RootElement.GetProperty("restarts");
        Assert.Equal(2, restarts.GetArrayLength());
        Assert.Equal(JsonValueKind.Number, restarts[1].GetProperty("deployed").GetProperty("low").ValueKind);
        Assert.Equal(8, document.RootElement.GetProperty("proposals").GetInt32());
        Assert.Contains(
            "--restarts is 3; the run was started with 2",
            Run("train", "--resume", "run", "--restarts", "3").Refused(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_finished_run_prints_its_result_again()
    {
        string first = Run([.. Brief, "--out", "run"]).Succeeded();
        Outcome again = Run("train", "--resume", "run");
        Assert.Equal((0, first), (again.Code, again.Out));
        Assert.Contains(
            "--episodes is 9; the run was started with 4",
            Run("train", "--resume", "run", "--episodes", "9").Refused(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "--k is 9; the run was started with 2",
            Run("train", "--resume", "run", "--k", "9").Refused(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "--agents is 9; the run was started with ",
            Run("train", "--resume", "run", "--agents", "9").Refused(),
            StringComparison.Ordinal
        );
        Assert.Contains("--out cannot be changed", Run("train", "--resume", "run", "--out", "run").Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_run_says_how_to_go_on()
    {
        Cancel();
        Outcome cancelled = Run([.. Brief, "--out", "run"]);
        Assert.Equal(130, cancelled.Code);
        Assert.Contains("antiphon train --resume run", cancelled.Error, StringComparison.Ordinal);
        Assert.Contains("Stopped: all 2 alternations are done", Run("train", "--resume", "run").Succeeded(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        StopReason.MaximumSweeps,
        1,
        "limit of 1 alternation reached before 2 in a row had no accepted proposal; raise --alternations"
    )]
    [InlineData(StopReason.NoImprovement, 2, "converged: no proposal of either side was found to gain 1.00 in 2 alternations")]
    public void A_training_in_which_nothing_was_accepted_does_not_say_that_proposals_improved(
        StopReason reason,
        int alternations,
        string expected
    )
    {
        using var output = new StringWriter { NewLine = "\n" };
        TrainReport.Write(
            new Report(Surroundings(output, TextWriter.Null)),
            Finished(reason, alternations, notices: ["a notice"]),
            new ContinuousRunWords(),
            "runs/x",
            ["simulate"]
        );
        string text = output.ToString().ReplaceLineEndings(" ");
        Assert.Contains($"Stopped: {expected}. 0 of {2 * alternations} proposals accepted", text, StringComparison.Ordinal);
        Assert.Contains("Note: a notice", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_without_notices_is_read_as_one_that_has_none()
    {
        string text = JsonOutput.Text(TrainDocument.Of(Finished(StopReason.MaximumSweeps, 1, notices: null), "/runs/x"));
        Assert.Equal(0, JsonDocument.Parse(text).RootElement.GetProperty("notices").GetArrayLength());
    }

    private static ContinuousRunRecord Finished(StopReason reason, int alternations, IReadOnlyList<string>? notices) =>
        new()
        {
            Format = ContinuousCodec.Instance.Format,
            Version = "0.1.0",
            Game = "warehouse-continuous",
            GameHash = "",
            Agents = 20,
            Options = new ContinuousOptions
            {
                Subsample = 2,
                Alternations = alternations,
                Threads = 1,
            },
            Status = RunStatus.Finished,
            Outcome = new AlternationOutcome
            {
                PopulationModel = "simulation",
                PopulationNodes = 0,
                PopulationSize = "no population model",
                Value = double.NaN,
                ValueErrorBound = double.NaN,
                GlobalGain = double.NaN,
                LocalGain = double.NaN,
                GlobalFirstOrderGap = double.NaN,
                LocalFirstOrderGap = double.NaN,
                BestRestart = 0,
                Threshold = 1,
                Restarts = [],
                Deployed = new ConfidenceInterval(12, 11, 13, 0.5, 2),
                Std = 0.5,
                TruncationBound = 2,
                ModeAccuracy = null,
                SingleStepAccuracy = null,
                StopReason = reason,
                Accepted = 0,
                Proposals = 2 * alternations,
                Judge = "a script",
                Baselines = [],
                Notices = notices ?? [],
            },
        };

    [Fact]
    [Trait("Tier", "full")]
    public void A_sweep_trains_deploys_and_reports_every_k()
    {
        string[] sweep = ["sweep", "warehouse-continuous", "--k", "1,3", "--seeds", "2", .. Sweep(), "--out", "grid"];
        string text = Run(sweep).Succeeded();
        Assert.Contains(" 1 ", text, StringComparison.Ordinal);
        Assert.Equal(5, File.ReadAllLines(In("grid", "cells.csv")).Length);
        Assert.DoesNotContain("NaN", File.ReadAllText(In("grid", "cells.csv")), StringComparison.Ordinal);
        using var cell = JsonDocument.Parse(
            Run("simulate", "grid/cells/k3-seed2", "--rollouts", "2", "--seeds", "2", "--json").Succeeded()
        );
        Assert.Contains(
            cell.RootElement.GetProperty("reward").GetProperty("mean").GetDouble().ToString("R", CultureInfo.InvariantCulture),
            File.ReadAllText(In("grid", "cells.csv")),
            StringComparison.Ordinal
        );

        Outcome again = Run("sweep", "--resume", "grid", "--json");
        Assert.Contains("already finished", again.Error, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(again.Out);
        Assert.Equal(2, document.RootElement.GetProperty("summary").GetArrayLength());
        Assert.Equal(0, Run("report", "grid").Code);
        Assert.DoesNotContain(">NaN<", File.ReadAllText(In("grid", "report.html")), StringComparison.Ordinal);
        Assert.Equal(0, Run("report", "grid/cells/k1-seed1").Code);
        Assert.Contains("neural policies", File.ReadAllText(In("grid", "cells", "k1-seed1", "report.html")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--resolution applies only to games with finitely many states", "--resolution", "3")]
    [InlineData("--k has 30; expected at most 20", "--k", "1,30")]
    public void A_sweep_refuses_what_does_not_belong_to_such_games(string message, params string[] wrong)
    {
        Outcome outcome = Run([
            "sweep",
            "warehouse-continuous",
            "--agents",
            "20",
            .. wrong.Contains("--k") ? [] : new[] { "--k", "1" },
            .. wrong,
        ]);
        Assert.Equal(2, outcome.Code);
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
    }

    // The options of Brief, whose number of seeds is that of deployments.
    private static string[] Sweep() =>
        [
            "--agents",
            "20",
            "--as",
            "released",
            "--alternations",
            "2",
            "--episodes",
            "4",
            "--episode-steps",
            "4",
            "--rollouts",
            "2",
            "--evaluation-seeds",
            "2",
            "--horizon",
            "4",
        ];

    [Fact]
    public void A_measurement_that_cannot_be_stored_is_printed_all_the_same()
    {
        Run([.. Brief, "--out", "run"]).Succeeded();
        Directory.CreateDirectory(In("run", "simulation-n20-h4-rollouts2-seeds2-seed1.csv")); // a folder where the file should go
        Outcome outcome = Run("simulate", "run", "--rollouts", "2", "--seeds", "2");
        Assert.Equal(2, outcome.Code);
        Assert.Contains("Discounted return", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("Results: not stored", outcome.Out, StringComparison.Ordinal);
        Assert.StartsWith("error: the results were not stored: ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deployment_of_bins_that_cannot_be_stored_is_printed_all_the_same()
    {
        OtherTrainer = (options, game, resumeFrom, onProposal, progress, cancellation) =>
        {
            Directory.CreateDirectory(In("bins", "continuous.json"));
            return new Antiphon.Equilibrium.Alternation(options).Run(game, resumeFrom, onProposal, progress, cancellation);
        };
        Outcome outcome = Run(
            "train",
            "warehouse-continuous",
            "--discretize",
            "3",
            "--k",
            "2",
            "--agents",
            "20",
            "--restarts",
            "1",
            "--rollouts",
            "2",
            "--seeds",
            "2",
            "--horizon",
            "5",
            "--out",
            "bins",
            "--quiet"
        );
        Assert.Equal(2, outcome.Code);
        Assert.Contains("Continuous states", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("Stored:     not stored", outcome.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--k is 21; expected at most 20", "train", "warehouse-continuous", "--agents", "20", "--k", "21")]
    [InlineData("--k is missing", "train", "warehouse-continuous")]
    [InlineData("--sweeps applies only to games with finitely many states", "train", "warehouse-continuous", "--k", "2", "--sweeps", "3")]
    [InlineData("--algorithm applies only to games with continuous states", "train", "warehouse", "--k", "2", "--algorithm", "ppo")]
    [InlineData("'warehouse-continuous' has continuous states", "plan", "warehouse-continuous", "--epsilon", "1")]
    [InlineData("'warehouse-continuous' has continuous states", "validate", "warehouse-continuous")]
    [InlineData("'warehouse-continuous' has continuous states", "log", "warehouse-continuous")]
    [InlineData("has continuous states and cannot be written as a game file", "games", "warehouse-continuous", "--write", "game.json")]
    [InlineData("did you mean warehouse-continuous?", "train", "warehouse-continous", "--k", "2")]
    [InlineData("did you mean continuous?", "reproduce", "continous")]
    [InlineData("k is 900; expected at most 500", "reproduce", "continuous", "--k", "900")]
    [InlineData("'ours-flat' is not a configuration", "reproduce", "continuous", "--as", "ours-flat")]
    [InlineData("--algorithm applies only to the continuous experiment", "reproduce", "warehouse", "--algorithm", "ppo")]
    public void What_does_not_apply_is_refused_with_what_does(string message, params string[] arguments) =>
        Assert.Contains(message, Run(arguments).Refused(), StringComparison.Ordinal);

    [Fact]
    [Trait("Tier", "full")]
    public void Certifying_a_run_with_continuous_states_gives_estimates_which_call_themselves_so()
    {
        Run([.. Brief, "--out", "run"]).Succeeded();
        string[] asked = ["certify", "run", "--proposals", "1", "--rollouts", "64"];
        string text = Run(asked).Succeeded().ReplaceLineEndings(" ");
        Assert.Contains("ESTIMATES by simulation", text, StringComparison.Ordinal);
        Assert.Contains("There is no upper bound of the gap", text, StringComparison.Ordinal);
        Assert.Contains("not known", text, StringComparison.Ordinal);
        Assert.DoesNotContain("proved", text, StringComparison.Ordinal);
        Assert.DoesNotContain("certificate", text, StringComparison.OrdinalIgnoreCase);

        string json = Run([.. asked, "--json", "--threads", "1"]).Succeeded();
        Assert.DoesNotContain("proved", json, StringComparison.Ordinal);
        Assert.DoesNotContain("certificate", json, StringComparison.OrdinalIgnoreCase);
        using var document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        Assert.Equal("antiphon-gap-estimate/1", root.GetProperty("format").GetString());
        Assert.True(root.GetProperty("estimated").GetBoolean());
        foreach (string side in new[] { "globalGain", "localGain" })
        {
            JsonElement gain = root.GetProperty(side);
            Assert.Equal(JsonValueKind.Null, gain.GetProperty("gapAtMost").ValueKind);
            Assert.InRange(
                gain.GetProperty("largestFound").GetDouble(),
                gain.GetProperty("low").GetDouble(),
                gain.GetProperty("high").GetDouble()
            );
            Assert.Equal(Math.Max(0, gain.GetProperty("low").GetDouble()), gain.GetProperty("gapAtLeast").GetDouble());
        }

        Assert.Equal(json, File.ReadAllText(In("run", "gap-estimate.json")), ignoreLineEndingDifferences: true);
        Assert.Equal(0, Run("report", "run").Code);
        string page = File.ReadAllText(In("run", "report.html"));
        Assert.Contains("Gap at least (estimate)", page, StringComparison.Ordinal);
        Assert.Contains("the local agents, together", page, StringComparison.Ordinal);
        Assert.NotEqual(json, Run([.. asked, "--json", "--threads", "1", "--seed", "7"]).Succeeded(), StringComparer.Ordinal);
        Assert.Contains("cannot be verified", Run("verify", "run").Refused(), StringComparison.Ordinal);
        Assert.Contains(
            "contains estimates by simulation",
            Run("verify", Path.Combine("run", "gap-estimate.json")).Refused(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("--agents applies only to games with finitely many states", "--agents", "30")]
    [InlineData("--witness applies only to games with finitely many states", "--witness")]
    [InlineData("--rollouts is 5; expected at least 64", "--rollouts", "5")]
    [InlineData("requires --over-k", "--within", "1")]
    public void Certifying_a_run_with_continuous_states_refuses_what_does_not_belong_to_it(string message, params string[] wrong)
    {
        Run([.. Brief, "--out", "run"]).Succeeded();
        Assert.Contains(message, Run(["certify", "run", .. wrong]).Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_needs_finitely_many_states_refuses_a_run_that_has_not()
    {
        Run([.. Brief, "--out", "run"]).Succeeded();
        Assert.Contains(
            "run is a run in a game with continuous states; expected a run in a game with finitely many states.",
            Run("log", "warehouse", "--steps", "5", "--policy", "run").Refused(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Continuous_games_are_listed_with_their_sizes()
    {
        Assert.Contains("Continuous states", Run("games").Succeeded(), StringComparison.Ordinal);
        string one = Run("games", "warehouse-continuous").Succeeded();
        Assert.Contains("500 robots on a line", one, StringComparison.Ordinal);
        Assert.DoesNotContain("microgrid", one, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(Run("games", "--json").Succeeded());
        JsonElement game = document.RootElement.GetProperty("continuousGames")[0];
        Assert.Equal("warehouse-continuous", game.GetProperty("name").GetString());
        Assert.Equal(1, game.GetProperty("localCoordinates").GetInt32());
    }

    [Fact]
    public void Certifying_stops_when_asked_to()
    {
        Run([.. Brief, "--out", "run"]).Succeeded();
        Cancel();
        Assert.Equal(130, Run("certify", "run").Code);
        Assert.False(File.Exists(In("run", "gap-estimate.json")));
    }

    [Fact]
    public void A_pair_trained_in_bins_is_deployed_with_continuous_states()
    {
        OtherTrainer = static (options, game, resumeFrom, onProposal, progress, cancellation) =>
            new Antiphon.Equilibrium.Alternation(options).Run(game, resumeFrom, onProposal, progress, cancellation);
        string[] asked =
        [
            "train",
            "warehouse-continuous",
            "--discretize",
            "3",
            "--k",
            "2",
            "--agents",
            "20",
            "--restarts",
            "1",
            "--rollouts",
            "2",
            "--seeds",
            "2",
            "--horizon",
            "5",
            "--out",
            "bins",
        ];
        string text = Run(asked).Succeeded();
        Assert.Contains("warehouse-continuous-3x3: 20 local agents", text, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(File.ReadAllText(In("bins", "continuous.json")));
        double mean = document.RootElement.GetProperty("reward").GetProperty("mean").GetDouble();
        Assert.Contains(
            "Continuous states    " + mean.ToString("0.00", CultureInfo.InvariantCulture).PadLeft(8),
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("warehouse-continuous with continuous states: 3 bins", Run("show", "bins").Succeeded(), StringComparison.Ordinal);
        using var simulated = JsonDocument.Parse(Run("simulate", "bins", "--rollouts", "2", "--seeds", "2", "--json").Succeeded());
        Assert.Equal(mean, simulated.RootElement.GetProperty("continuous").GetProperty("mean").GetDouble());
        Assert.Equal(0, Run("report", "bins").Code);
        Assert.Contains("With continuous states", File.ReadAllText(In("bins", "report.html")), StringComparison.Ordinal);
        File.WriteAllText(In("bins", "continuous.json"), "{}");
        Assert.Contains("antiphon train --resume bins", Run("report", "bins").Refused(), StringComparison.Ordinal);
        Assert.Contains(
            "--updates applies only to neural policies",
            Run([.. asked, "--updates", "3"]).Refused(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "--discretize applies only to games with continuous states",
            Run("train", "warehouse", "--k", "2", "--discretize", "3").Refused(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    [Trait("Tier", "full")]
    public void A_reproduction_goes_on_where_it_was_and_holds_its_numbers_in_tables_and_figures()
    {
        string[] asked =
        [
            "reproduce",
            "continuous",
            "--k",
            "1",
            "--trainings",
            "1",
            "--rollouts",
            "1",
            "--seeds",
            "2",
            "--out",
            "paper",
            "--json",
        ];
        string text = Run(asked).Succeeded();
        using var document = JsonDocument.Parse(text);
        JsonElement row = document.RootElement.GetProperty("rows")[0];
        Assert.Equal(75, row.GetProperty("heatMap").GetProperty("choice").GetArrayLength());
        Assert.Equal(10, row.GetProperty("alternations").GetInt32());
        Assert.Equal(text, Run(asked).Succeeded());
        string mean = row.GetProperty("reward").GetProperty("mean").GetRawText();
        Assert.Contains(mean, File.ReadAllText(In("paper", "rows.csv")), StringComparison.Ordinal);
        Assert.Contains(mean, File.ReadAllText(In("paper", "report.html")), StringComparison.Ordinal);
        Assert.True(File.Exists(In("paper", "heatmaps", "released-trpo-k1-training1.csv")));
        Assert.Contains("use the options that it was started with", Run([.. asked, "--seed", "4"]).Refused(), StringComparison.Ordinal);
    }
}
