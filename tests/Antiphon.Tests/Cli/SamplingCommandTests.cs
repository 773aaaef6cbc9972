using System.Text.Json;
using Antiphon.Equilibrium;
using FiniteTrainer = Antiphon.Runs.Trainer<
    Antiphon.Games.CooperativeGame,
    Antiphon.Policies.JointPolicy,
    Antiphon.Equilibrium.AlternationOptions
>;

namespace Antiphon.Tests.Cli;

/// <summary>--sampling on the command line, with real training: train, resume, simulate, certify, verify, report, sweep.</summary>
public class SamplingCommandTests : CommandLineTest
{
    private static readonly string[] Quick =
    [
        "--agents",
        "12",
        "--k",
        "3",
        "--restarts",
        "1",
        "--rollouts",
        "5",
        "--seeds",
        "2",
        "--no-baselines",
    ];

    public SamplingCommandTests() =>
        OtherTrainer = (options, game, resumeFrom, onProposal, progress, token) =>
            new Alternation(options).Run(game, resumeFrom, onProposal, progress, token);

    [Theory]
    [InlineData("replacement")]
    public void A_run_keeps_its_rule_from_training_to_verification(string rule)
    {
        Write();
        Run(["train", "small.json", .. Quick, "--sampling", rule, "--out", "run", "--quiet"]).Succeeded();
        using var record = JsonDocument.Parse(File.ReadAllText(In("run", "run.json")));
        Assert.Equal(rule, record.RootElement.GetProperty("options").GetProperty("sampling").GetString());
        Assert.Contains($"\"sampling\": \"{rule}\"", File.ReadAllText(In("run", "policy.json")), StringComparison.Ordinal);
        Assert.Contains(
            $"Sampling             {rule}, as in training",
            Run("simulate", "run", "--rollouts", "2", "--seeds", "2", "--quiet").Succeeded(),
            StringComparison.Ordinal
        );
        Assert.Contains($"Sampling             {rule}", Run("certify", "run", "--quiet").Succeeded(), StringComparison.Ordinal);
        Assert.Contains("Holds", Run("verify", "run", "--quiet").Succeeded(), StringComparison.Ordinal);
        Assert.Equal(0, Run("report", "run").Code);
    }

    [Theory]
    [InlineData("lossy:0.2")]
    [InlineData("weighted:near=3")]
    [Trait("Tier", "full")]
    public void A_run_keeps_other_rules_so_too(string rule) => A_run_keeps_its_rule_from_training_to_verification(rule);

    [Fact]
    public void Options_and_files_of_earlier_versions_say_look_for_the_sampling_rule()
    {
        Write();
        Run(["train", "small.json", .. Quick, "--look", "lossy:0.2", "--out", "run", "--quiet"]).Succeeded();
        Run("certify", "run", "--quiet").Succeeded();
        foreach (string file in new[] { "run.json", "policy.json", "certificate.json", "checkpoint.json" })
        {
            string text = File.ReadAllText(In("run", file));
            string former = text.Replace("\"sampling\":", "\"look\":", StringComparison.Ordinal)
                .Replace("\"observationPlaces\":", "\"lookPlaces\":", StringComparison.Ordinal);
            Assert.NotEqual(text, former, StringComparer.Ordinal);
            File.WriteAllText(In("run", file), former);
        }

        Assert.Contains(
            "lossy:0.2, as in training",
            Run("simulate", "run", "--rollouts", "2", "--seeds", "2", "--quiet").Succeeded(),
            StringComparison.Ordinal
        );
        Assert.Contains("already", Run("train", "--resume", "run").Error, StringComparison.Ordinal);
        Assert.Equal(0, Run("report", "run").Code);
        Run("certify", "run", "--quiet").Succeeded();
        Assert.Contains("Holds", Run("verify", "run", "--quiet").Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_rule_is_allowed_in_deployment_and_said()
    {
        Width = 200;
        Write();
        Run(["train", "small.json", .. Quick, "--out", "run", "--quiet"]).Succeeded();
        Assert.DoesNotContain(
            "sampling",
            File.ReadAllText(In("run", "run.json")) + File.ReadAllText(In("run", "policy.json")),
            StringComparison.OrdinalIgnoreCase
        );
        foreach (string rule in new[] { "lossy:0.2", "weighted:1=2", "replacement", "clustered:3" })
        {
            Assert.Contains(
                $"{rule}; the policy was trained under uniform",
                Run("simulate", "run", "--sampling", rule, "--rollouts", "2", "--seeds", "2", "--quiet").Succeeded(),
                StringComparison.Ordinal
            );
        }

        Assert.True(File.Exists(In("run", "simulation-sampling-clustered-3-n12-h100-rollouts2-seeds2-seed1.csv")));
        Assert.Contains(
            "trained under uniform and corrected for the weights",
            Run("simulate", "run", "--sampling", "weighted:1=2", "--correct-sampling", "--rollouts", "2", "--seeds", "2", "--quiet")
                .Succeeded(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "--correct-sampling adapts a policy trained for uniform sampling to weighted sampling",
            Run("simulate", "run", "--sampling", "lossy:0.2", "--correct-sampling", "--quiet").Refused(),
            StringComparison.Ordinal
        );
        Run("certify", "run", "--sampling", "lossy:0.2", "--quiet").Succeeded();
        Assert.False(File.Exists(In("run", "certificate.json")));
        Assert.Contains(
            "Holds",
            Run("verify", "run/certificate-sampling-lossy-0.2.json", "--quiet").Succeeded(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "values cannot be computed; simulate",
            Run("certify", "run", "--sampling", "clustered:3", "--quiet").Refused(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "need k and n to be multiples of 2",
            Run("simulate", "run", "--sampling", "clustered:2", "--quiet").Refused(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_cancelled_run_resumes_under_its_rule_and_no_other()
    {
        Write();
        string[] options = [.. Quick, "--sampling", "lossy:0.2", "--quiet"];
        Run(["train", "small.json", .. options, "--out", "whole"]).Succeeded();
        (FiniteTrainer real, int proposals) = (OtherTrainer!, 0);
        OtherTrainer = (settings, game, from, save, progress, token) =>
            real(
                settings,
                game,
                from,
                states =>
                {
                    save(states);
                    proposals++;
                    if (proposals == 2)
                    {
                        Cancel();
                    }
                },
                progress,
                token
            );
        Assert.Equal(130, Run(["train", "small.json", .. options, "--out", "cut"]).Code);
        OtherTrainer = real;
        Assert.Contains(
            "--sampling",
            Run("train", "--resume", "cut", "--sampling", "uniform", "--quiet").Refused(),
            StringComparison.Ordinal
        );
        Run("train", "--resume", "cut", "--quiet").Succeeded();
        Assert.Equal(File.ReadAllText(In("whole", "policy.json")), File.ReadAllText(In("cut", "policy.json")));
    }

    [Fact]
    public void A_sweep_trains_and_evaluates_under_the_rule()
    {
        Write();
        Run(
                "sweep",
                "small.json",
                "--agents",
                "12",
                "--k",
                "1,2",
                "--sampling",
                "lossy:0.2",
                "--seeds",
                "1",
                "--restarts",
                "1",
                "--rollouts",
                "5",
                "--no-baselines",
                "--out",
                "sweep",
                "--quiet"
            )
            .Succeeded();
        Assert.Contains(
            "\"sampling\": \"lossy:0.2\"",
            File.ReadAllText(In("sweep", "cells", "k2-seed1", "run.json")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "as in training",
            Run("simulate", Path.Combine("sweep", "cells", "k2-seed1"), "--rollouts", "2", "--quiet").Succeeded(),
            StringComparison.Ordinal
        );
    }

    private void Write() => File.Copy(Path.Combine(Architecture.RepositoryRoot.Path, "examples", "fleet.json"), In("small.json"));
}
