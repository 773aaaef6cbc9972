using System.Text.Json;
using Antiphon.Cli;
using Antiphon.Runs;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Cli;

public class MemoryTests : CommandLineTest
{
    private static readonly string[] Study =
    [
        "memory",
        "warehouse-flat",
        "--local",
        "follow",
        "--plan",
        "mode",
        "--k",
        "0..1",
        "--against",
        "1,5",
        "--rollouts",
        "2",
        "--seeds",
        "3",
        "--horizon",
        "20",
    ];

    [Fact]
    public void The_document_and_the_screen_tell_the_same()
    {
        using var document = JsonDocument.Parse(Run([.. Study, "--json"]).Succeeded());
        JsonElement root = document.RootElement;
        Assert.Equal(
            ("antiphon-memory/1", "filter", "mode", "follow"),
            (
                root.GetProperty("format").GetString(),
                root.GetProperty("memory").GetString(),
                root.GetProperty("plan").GetString(),
                root.GetProperty("local").GetString()
            )
        );
        Assert.Equal([0, 1], root.GetProperty("with").EnumerateArray().Select(row => row.GetProperty("subsample").GetInt32()));
        Assert.Equal([1, 5], root.GetProperty("without").EnumerateArray().Select(row => row.GetProperty("subsample").GetInt32()));
        string shown = Run(Study).Succeeded();
        Assert.Contains(
            $"{root.GetProperty("with")[1].GetProperty("reward").GetProperty("mean").GetDouble():0.00}",
            shown,
            StringComparison.Ordinal
        );
        Assert.Contains("k with memory", shown, StringComparison.Ordinal);
        Assert.Equal(shown, Run([.. Study, "--threads", "5"]).Succeeded());
    }

    [Fact]
    public void What_goes_wrong_is_said()
    {
        string shown = Run([
                .. Study,
                "--memory",
                "dirichlet",
                "--shock",
                "0.1",
                "--kernel-error",
                "0.3",
                "--lost-observations",
                "0.2",
                "--delay",
                "2",
                "--believed-agents",
                "2",
            ])
            .Succeeded();
        Assert.Contains(
            "30% error in the memory's transitions; the memory assumes 2 times as many agents; 20% of the observations lost; "
                + "observations delayed by 2 steps; 10% of the",
            shown.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Bad_input_is_refused_in_words()
    {
        Refuses(["memory"], "needs a GAME");
        Refuses(["memory", "warehouse-flat"], "--k is missing");
        Refuses(["memory", "warehouse-flat", "--k", "1001"], "--k has 1,001");
        Refuses([.. Study, "--memory", "none"], "--memory none leaves nothing to measure");
        Refuses([.. Study, "--particles", "5"], "--particles applies only to --memory particles");
        Refuses([.. Study, "--shock-every", "5"], "--shock-every requires --shock");
        Refuses([.. Study, "--resolution", "5"], "--resolution applies only to --plan informed");
        Refuses(["memory", "warehouse-flat", "--k", "1", "--plan", "mods"], "--plan is 'mods'", "did you mean");
        Refuses(["memory", "warehouse-flat", "--k", "1", "--local", "stai"], "--local is 'stai'");
        Refuses(["memory", "microgrid", "--k", "1", "--plan", "mode"], "declares no targets");
        Refuses(["train", "warehouse-flat", "--k", "0"], "--k is 0", "--memory filter");
        Refuses(["train", "warehouse-flat", "--k", "1", "--no-watch"], "--no-watch requires a dispatcher with memory");
        Refuses(["sweep", "warehouse-flat", "--k", "0..2"], "--k is 0", "--memory filter");
    }

    [Fact]
    [Trait("Tier", "full")]
    public void A_run_without_memory_is_simulated_with_one_and_one_with_memory_without()
    {
        Train("plain");
        string[] brief = ["--rollouts", "2", "--seeds", "2", "--horizon", "10", "--json"];
        using var plain = JsonDocument.Parse(Run(["simulate", "plain", .. brief]).Succeeded());
        using var remembering = JsonDocument.Parse(Run(["simulate", "plain", "--memory", "dirichlet", "--k", "0", .. brief]).Succeeded());
        Assert.Equal(
            (JsonValueKind.Null, JsonValueKind.Null),
            (plain.RootElement.GetProperty("memory").ValueKind, plain.RootElement.GetProperty("estimateError").ValueKind)
        );
        Assert.Equal(
            (0, "dirichlet"),
            (remembering.RootElement.GetProperty("subsample").GetInt32(), remembering.RootElement.GetProperty("memory").GetString())
        );
        Assert.True(remembering.RootElement.GetProperty("estimateError").GetDouble() > 0);
        Assert.EndsWith(
            "-memory-dirichlet-k-0.csv",
            remembering.RootElement.GetProperty("resultsFile").GetString(),
            StringComparison.Ordinal
        );
        Refuses(["simulate", "plain", "--k", "3"], "--k requires --memory");
        Refuses(["simulate", "plain", "--memory", "none", "--k", "0"], "--k is 0 with --memory none");
        Refuses(["simulate", "plain", "--memory", "filter", "--k", "99"], "--k is 99");
        Refuses(["simulate", "plain", "--kernel-error", "0.1"], "--kernel-error changes the model of a memory");
        Run(["simulate", "plain", "--memory", "filter", "--k", "1", "--informed-plan", .. brief]).Succeeded();
        Run(["simulate", "plain", "--lost-observations", "0.1", .. brief]).Succeeded();

        Train("with", "--memory", "filter");
        Run(["simulate", "with", .. brief]).Succeeded();
        using var forgetful = JsonDocument.Parse(Run(["simulate", "with", "--memory", "none", .. brief]).Succeeded());
        Assert.Equal("none", forgetful.RootElement.GetProperty("memory").GetString());
        Refuses(["certify", "with", "--restarts", "2"], "--restarts is not used with a dispatcher with memory");
        Assert.Equal(0, Run("report", "with").Code);
    }

    // 2 x 2048 episodes of 200 steps: some ten seconds.
    [Fact]
    [Trait("Tier", "full")]
    public void A_run_with_memory_is_certified_against_full_information()
    {
        Train("with", "--memory", "filter");
        string certificate = Run("certify", "with").Succeeded();
        Assert.Contains("Value of knowing", certificate, StringComparison.Ordinal);
        using var stored = JsonDocument.Parse(File.ReadAllText(In("with", "memory-certificate.json")));
        Assert.Equal("antiphon-memory-certificate/1", stored.RootElement.GetProperty("format").GetString());
        Assert.True(stored.RootElement.GetProperty("largestGain").GetDouble() >= stored.RootElement.GetProperty("gap")[0].GetDouble());
    }

    [Fact]
    [Trait("Tier", "full")]
    public void A_training_with_memory_ends_with_the_same_bits_after_a_kill()
    {
        Train("whole", "--memory", "filter");
        Trainer real = new Surroundings
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            Folder = Folder,
        }.Trainer;
        int saves = 0;
        OtherTrainer = (options, game, from, save, progress, cancellation) =>
            real(
                options,
                game,
                from,
                states =>
                {
                    save(states);
                    if (++saves == 2)
                    {
                        throw new InvalidOperationException("stands for a kill");
                    }
                },
                progress,
                cancellation
            );
        Assert.Equal(1, Run(Training("killed", "--memory", "filter")).Code);
        OtherTrainer = real;
        Assert.True(Run("train", "--resume", "killed").Code is 0 or 3);
        Assert.Equal(File.ReadAllText(In("whole", "policy.json")), File.ReadAllText(In("killed", "policy.json")));
        Assert.Equal(File.ReadAllText(In("whole", "trace.jsonl")), File.ReadAllText(In("killed", "trace.jsonl")));
        Assert.Contains("--memory is", Run("train", "--resume", "killed", "--memory", "dirichlet").Refused(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Tier", "full")]
    public void A_sweep_with_memory_may_begin_at_no_observation_at_all()
    {
        OtherTrainer = new Surroundings
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            Folder = Folder,
        }.Trainer;
        string[] asked =
        [
            "sweep",
            "warehouse-flat",
            "--k",
            "0..1",
            "--seeds",
            "2",
            "--agents",
            "20",
            "--population",
            "mean-field",
            "--resolution",
            "3",
            "--restarts",
            "1",
            "--sweeps",
            "1",
            "--horizon",
            "10",
            "--rollouts",
            "2",
            "--evaluation-seeds",
            "2",
            "--no-baselines",
            "--memory",
            "filter",
            "--out",
            "sweep",
        ];
        Outcome outcome = Run(asked);
        Assert.True(outcome.Code is 0 or 3, outcome.Error);
        Assert.Equal(5, File.ReadAllLines(In("sweep", "cells.csv")).Length);
        Assert.Contains("--memory", Run([.. asked[..^2], "--resume", "sweep", "--memory", "dirichlet"]).Error, StringComparison.Ordinal);
    }

    private static string[] Training(string folder, params string[] more) =>
        [
            "train",
            "warehouse-flat",
            "--k",
            "2",
            "--agents",
            "20",
            "--population",
            "mean-field",
            "--resolution",
            "3",
            "--restarts",
            "1",
            "--sweeps",
            "2",
            "--horizon",
            "10",
            "--rollouts",
            "2",
            "--seeds",
            "2",
            "--no-baselines",
            "--threads",
            "1",
            "--out",
            folder,
            .. more,
        ];

    private void Train(string folder, params string[] more)
    {
        OtherTrainer = new Surroundings
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            Folder = Folder,
        }.Trainer;
        Outcome outcome = Run(Training(folder, more));
        Assert.True(outcome.Code is 0 or 3, outcome.Error);
    }

    private void Refuses(string[] arguments, params string[] parts)
    {
        string message = Run(arguments).Refused();
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_cancelled_training_with_memory_leaves_a_policy_that_remembers()
    {
        Trainer real = new Surroundings
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            Folder = Folder,
        }.Trainer;
        OtherTrainer = (options, game, resumeFrom, onProposal, progress, token) =>
            real(
                options,
                game,
                resumeFrom,
                restarts =>
                {
                    onProposal(restarts);
                    Cancel();
                },
                progress,
                token
            );

        Assert.Equal(130, Run(Training("stopped", "--memory", "filter")).Code);

        Assert.Contains("\"memory\"", File.ReadAllText(In("stopped", "policy.json")), StringComparison.Ordinal);
    }
}
