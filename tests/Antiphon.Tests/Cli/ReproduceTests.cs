using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Runs;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Cli;

public class ReproduceTests : CommandLineTest
{
    private static readonly string[] Brief = ["reproduce", "warehouse", "--k", "1,2", "--rollouts", "2", "--seeds", "3", "--out", "paper"];

    private static string[] Shared => [.. Brief[..^1], "shared"];

    [Fact]
    public void Every_row_names_the_game_the_horizon_and_the_move_order_it_was_measured_with()
    {
        using var document = JsonDocument.Parse(Run([.. Brief, "--json"]).Succeeded());
        Assert.Equal("antiphon-reproduction/1", document.RootElement.GetProperty("format").GetString());
        IEnumerable<(string?, int, string?, int, string?)> rows = document
            .RootElement.GetProperty("rows")
            .EnumerateArray()
            .Select(row =>
                (
                    row.GetProperty("configuration").GetString(),
                    row.GetProperty("k").GetInt32(),
                    row.GetProperty("game").GetString(),
                    row.GetProperty("horizon").GetInt32(),
                    row.GetProperty("moveOrder").GetString()
                )
            );
        (string, string, int, string)[] settings =
        [
            ("ours", "warehouse", 100, "together"),
            ("ours-flat", "warehouse-flat", 50, "together"),
            ("stated", "warehouse", 100, "together"),
            ("released", "warehouse-flat", 50, "after-global"),
            ("released-old-sg", "warehouse-flat", 50, "together"),
        ];
        Assert.Equal(
            from k in new[] { 1, 2 }
            from setting in settings
            select (setting.Item1, k, setting.Item2, setting.Item3, setting.Item4),
            rows
        );
    }

    [Fact]
    [Trait("Tier", "full")]
    public void A_process_that_shares_the_folder_makes_the_same_rows_and_goes_on_beside_another()
    {
        Run(Brief).Succeeded();
        int asked = 0;
        OtherTrainer = (options, game, from, onProposal, progress, token) =>
        {
            if (asked++ == 0)
            {
                // All rows but the one that is under way.
                OtherTrainer = (_, _, _, _, _, _) => throw new InvalidInputException("enough");
                Assert.Equal(2, Run([.. Shared, "--worker"]).Code);
                OtherTrainer = null;
                Assert.Contains("is being written by another process", Alone(), StringComparison.Ordinal);
            }

            return Trainer.Train(options, game, from, onProposal, progress, token);
        };
        Run([.. Shared, "--worker"]).Succeeded();

        Assert.Equal(File.ReadAllText(In("paper", "rows.csv")), File.ReadAllText(In("shared", "rows.csv")));
        Assert.Empty(Directory.GetFiles(In("shared", "claims")));
        Assert.Empty(Directory.GetFiles(In("shared", "workers")));

        string Alone()
        {
            using FileStream held = File.Open(In("shared", ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return Run(Shared).Refused();
        }
    }

    [Fact]
    public void Slurm_gets_the_same_command_as_a_worker()
    {
        OtherProgram = (_, _, _) => new Antiphon.Cli.Cluster.ProgramOutcome(0, "12\n", "");
        Assert.StartsWith(
            "Slurm job: 12, 3 workers",
            Run([.. Brief, "--quiet", "--slurm", "--time=5", "--slurm-workers", "3"]).Out,
            StringComparison.Ordinal
        );

        string script = File.ReadAllText(In("paper", "workers", "array.sh"));
        Assert.Contains(
            $"exec antiphon reproduce warehouse --k 1,2 --rollouts 2 --seeds 3 --out {In("paper")} --worker --quiet --threads \"$",
            script,
            StringComparison.Ordinal
        );
        Assert.Contains("#SBATCH --array=1-3\n#SBATCH", script, StringComparison.Ordinal);
        Assert.Contains(
            "--worker applies only to the warehouse",
            Run("reproduce", "federated", "--worker").Refused(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_report_compares_what_can_be_compared_and_holds_the_numbers_of_the_tables()
    {
        Run(Brief).Succeeded();
        string page = File.ReadAllText(In("paper", "report.html"));
        Assert.Contains("Begun", page, StringComparison.Ordinal);
        Assert.Contains($"antiphon {AntiphonVersion.Current}", page, StringComparison.Ordinal);
        string[][] lines = [.. File.ReadAllLines(In("paper", "rows.csv")).Select(line => line.Split(','))];

        Assert.Equal(11, lines.Length);
        Assert.All(lines[1..], row =>
            Assert.Contains($"<data value=\"{row[Array.IndexOf(lines[0], "mean")]}\">", page, StringComparison.Ordinal)
        );
        Assert.Equal(
            ["ours stated", "ours-flat released-old-sg"],
            Enumerable
                .Range(1, 2)
                .Select(number =>
                    string.Join(
                        ' ',
                        Drawn($"return-per-k-{number}").Select(row => (string)row!["series"]!).Distinct(StringComparer.Ordinal)
                    )
                ),
            StringComparer.Ordinal
        );
        Assert.Equal(2, Drawn("return-per-k-3").Count);
        Assert.Contains(">released: warehouse-flat, 50 steps, agents move by the new s_g</h2>", page, StringComparison.Ordinal);
        Assert.Equal(10, Drawn("training-time-per-k").Count);
        Assert.True(File.Exists(In("paper", "figures", "episode-released-k1.vl.json")));

        JsonArray Drawn(string figure) =>
            JsonNode.Parse(File.ReadAllText(In("paper", "figures", $"{figure}.vl.json")))!["data"]!["values"]!.AsArray();
    }

    [Fact]
    public void The_tables_hold_the_numbers_of_the_document()
    {
        string text = Run([.. Brief, "--as", "released", "--trainings", "2", "--json"]).Succeeded();
        Assert.Equal(text, File.ReadAllText(In("paper", "reproduction.json")));
        using var document = JsonDocument.Parse(text);
        JsonElement[] rows = [.. document.RootElement.GetProperty("rows").EnumerateArray()];
        string[][] lines = [.. File.ReadAllLines(In("paper", "rows.csv")).Select(line => line.Split(','))];
        string[][] seeds = [.. File.ReadAllLines(In("paper", "seeds.csv")).Select(line => line.Split(','))];
        Assert.Equal((4, 5, 13), (rows.Length, lines.Length, seeds.Length));
        for (int i = 0; i < rows.Length; i++)
        {
            JsonElement reward = rows[i].GetProperty("reward");
            Assert.Equal(["released", $"{1 + (i / 2)}", $"{1 + (i % 2)}"], lines[i + 1][..3]);
            Assert.Equal(reward.GetProperty("mean").GetRawText(), lines[i + 1][Array.IndexOf(lines[0], "mean")]);
            Assert.Equal(reward.GetProperty("std").GetRawText(), lines[i + 1][Array.IndexOf(lines[0], "std")]);
            double[] perSeed = [.. rows[i].GetProperty("perSeed").EnumerateArray().Select(mean => mean.GetDouble())];
            Assert.Equal(perSeed, seeds.Skip(1 + (3 * i)).Take(3).Select(cells => double.Parse(cells[^1], CultureInfo.InvariantCulture)));
            Assert.Equal(perSeed.Average(), reward.GetProperty("mean").GetDouble(), 1e-12);
            Assert.Equal(
                Math.Sqrt(perSeed.Average(mean => Math.Pow(mean - perSeed.Average(), 2))),
                reward.GetProperty("std").GetDouble(),
                1e-12
            );
        }
    }

    [Fact]
    public void Heat_maps_are_there_for_the_k_of_the_papers_figure_only()
    {
        Run([.. Brief, "--as", "released"]).Succeeded();
        Assert.Equal("released-k1.csv", Path.GetFileName(Assert.Single(Directory.GetFiles(In("paper", "heatmaps")))));
        using var document = JsonDocument.Parse(File.ReadAllText(In("paper", "reproduction.json")));
        JsonElement[] rows = [.. document.RootElement.GetProperty("rows").EnumerateArray()];
        Assert.Equal(JsonValueKind.Null, rows[1].GetProperty("heatMap").ValueKind);
        JsonElement map = rows[0].GetProperty("heatMap");
        string[] lines = File.ReadAllLines(In("paper", "heatmaps", "released-k1.csv"));
        Assert.Equal("step,choice,mode,zone 0,zone 1,zone 2,zone 3,zone 4", lines[0]);
        Assert.Equal(76, lines.Length);
        int agree = 0;
        for (int step = 0; step < 75; step++)
        {
            double[] fractions = [.. map.GetProperty("fractions")[step].EnumerateArray().Select(fraction => fraction.GetDouble())];
            int mode = map.GetProperty("mode")[step].GetInt32();
            int choice = map.GetProperty("choice")[step].GetInt32();
            Assert.Equal(1, fractions.Sum(), 1e-12);
            Assert.Equal(Array.IndexOf(fractions, fractions.Max()), mode);
            Assert.StartsWith($"{step},{choice},{mode},", lines[step + 1], StringComparison.Ordinal);
            agree += choice == mode ? 1 : 0;
        }

        Assert.Equal(agree / 75.0, map.GetProperty("modeAccuracy").GetDouble());
    }

    [Fact]
    public void A_cancelled_reproduction_goes_on_with_what_is_missing_and_ends_alike()
    {
        string[] ours = [.. Brief, "--as", "ours", "--json"];
        string whole = Run(ours).Succeeded();
        Directory.Delete(In("paper"), recursive: true);
        int made = 0;

        // Four restarts of three proposals per training: the fifteenth belongs to the second k.
        Trainer = new ScriptedTrainer
        {
            AfterProposal = _ =>
            {
                if (++made == 15)
                {
                    Cancel();
                }
            },
        };
        Outcome outcome = Run(ours);
        Assert.Equal((130, ""), (outcome.Code, outcome.Out));
        Assert.Contains("The same command resumes", outcome.Error, StringComparison.Ordinal);
        Assert.Equal("ours-k1.json", Path.GetFileName(Assert.Single(Directory.GetFiles(In("paper", "cells")))));
        Trainer = new ScriptedTrainer();
        Assert.Equal(whole, Run(ours).Succeeded());
        Assert.Equal(12, Trainer.Made);
    }

    [Fact]
    public void A_k_beyond_memory_fails_with_its_reason_and_the_others_run()
    {
        string[] arguments = [.. Brief[..3], "1,900,2", .. Brief[4..], "--as", "released-old-sg,released"];
        Outcome outcome = Run(arguments);
        Assert.Equal(3, outcome.Code);
        Assert.Contains("Failed: k = 900: ", outcome.Out, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(Run([.. arguments, "--json"]).Out);
        Assert.Equal(
            [("released-old-sg", 1), ("released", 1), ("released-old-sg", 2), ("released", 2)],
            document
                .RootElement.GetProperty("rows")
                .EnumerateArray()
                .Select(row => (row.GetProperty("configuration").GetString()!, row.GetProperty("k").GetInt32()))
        );
        JsonElement failure = Assert.Single(document.RootElement.GetProperty("failures").EnumerateArray());
        Assert.Equal(900, failure.GetProperty("k").GetInt32());
        Assert.Contains("count vectors", failure.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_do_not_depend_on_threads()
    {
        string one = Run([.. Brief, "--as", "released", "--threads", "1", "--json"]).Succeeded();
        Assert.Equal(one, Run([.. Brief[..^1], "again", "--as", "released", "--threads", "3", "--json"]).Succeeded());
    }

    [Theory]
    [InlineData(
        "there is no experiment 'warehose'; expected warehouse, continuous or federated; did you mean warehouse?",
        "reproduce",
        "warehose"
    )]
    [InlineData("needs an EXPERIMENT", "reproduce")]
    [InlineData("--k has 1,001; expected at most 1,000, the number of clients; lower --k", "reproduce", "federated", "--k", "1001")]
    [InlineData("--data applies only to the federated experiment; leave it out", "reproduce", "warehouse", "--data", "1")]
    [InlineData("--as applies only to the warehouse and the continuous experiment", "reproduce", "federated", "--as", "ours")]
    [InlineData("--trainings applies only to the warehouse and the continuous experiment", "reproduce", "federated", "--trainings", "5")]
    [InlineData("training at k = 1,000", "reproduce", "federated", "--k", "1,1000")]
    [InlineData("--hidden applies only to the federated experiment; leave it out", "reproduce", "warehouse", "--hidden", "8")]
    [InlineData("--algorithm applies only to the continuous experiment; leave it out", "reproduce", "federated", "--algorithm", "ppo")]
    [InlineData("--k has 1,001; expected at most 1,000", "reproduce", "warehouse", "--k", "1001")]
    [InlineData("count vectors", "reproduce", "warehouse", "--k", "334..1000:333")]
    [InlineData(
        "--as is 'paper'; expected ours, ours-flat, stated, released, released-old-sg or all",
        "reproduce",
        "warehouse",
        "--as",
        "paper"
    )]
    [InlineData("--seeds is 1; expected a whole number, 2 or more", "reproduce", "warehouse", "--seeds", "1")]
    public void Bad_input_is_refused_before_any_work(string message, params string[] arguments)
    {
        Assert.Contains(message, Run(arguments).Refused(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("runs")));
    }

    [Fact]
    public void Rows_of_other_options_are_left_alone()
    {
        string[] released = [.. Brief, "--as", "released"];
        Run(released).Succeeded();
        string before = File.ReadAllText(In("paper", "cells", "released-k1.json"));
        string error = Run([.. released, "--seed", "5"]).Refused();
        Assert.Contains("choose another folder", error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(In("paper", "cells", "released-k1.json")));
    }

    [Theory]
    [InlineData("\"k\": 1", "\"k\": 2", "choose another folder")]
    [InlineData("\"k\": 1,", "", "k")]
    [InlineData("-row/1", "-row/2", "format")]
    public void A_damaged_row_is_named(string found, string replaced, string message)
    {
        string[] released = [.. Brief, "--as", "released"];
        Run(released).Succeeded();
        string file = In("paper", "cells", "released-k1.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace(found, replaced, StringComparison.Ordinal));
        string error = Run(released).Refused();
        Assert.Contains("released-k1.json", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_processes_do_not_share_a_folder()
    {
        Run([.. Brief, "--as", "released"]).Succeeded();
        using var held = RunLock.Take(new RunPaths(In("paper")));
        Assert.Contains("is being written by another process", Run([.. Brief, "--as", "released"]).Refused(), StringComparison.Ordinal);
    }
}
