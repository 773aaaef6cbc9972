using System.Text.Json;
using Antiphon.Equilibrium;

namespace Antiphon.Tests.Cli;

/// <summary>--look on the command line, with real training: train, resume, simulate, certify, verify, report, sweep.</summary>
public class LookCommandTests : CommandLineTest
{
    private static readonly string[] Quick = ["--agents", "12", "--k", "3", "--restarts", "1", "--rollouts", "5", "--seeds", "2", "--no-baselines"];

    public LookCommandTests() =>
        OtherTrainer = (options, game, resumeFrom, onProposal, progress, token) => new Alternation(options).Run(game, resumeFrom, onProposal, progress, token);

    [Theory]
    [InlineData("lossy:0.2")]
    [InlineData("weighted:near=3")]
    [InlineData("replacement")]
    public void A_run_keeps_its_rule_from_training_to_verification(string look)
    {
        Write();
        Run(["train", "small.json", .. Quick, "--look", look, "--out", "run", "--quiet"]).Succeeded();
        using var record = JsonDocument.Parse(File.ReadAllText(In("run", "run.json")));
        Assert.Equal(look, record.RootElement.GetProperty("options").GetProperty("look").GetString());
        Assert.Contains($"\"look\": \"{look}\"", File.ReadAllText(In("run", "policy.json")), StringComparison.Ordinal);
        Assert.Contains($"Looks                {look}, as in training", Run("simulate", "run", "--rollouts", "2", "--seeds", "2", "--quiet").Succeeded(), StringComparison.Ordinal);
        Assert.Contains($"Looks                {look}", Run("certify", "run", "--quiet").Succeeded(), StringComparison.Ordinal);
        Assert.Contains("Holds", Run("verify", "run", "--quiet").Succeeded(), StringComparison.Ordinal);
        Assert.Equal(0, Run("report", "run").Code);
    }

    [Fact]
    public void Another_rule_is_allowed_in_deployment_and_said()
    {
        Width = 200;
        Write();
        Run(["train", "small.json", .. Quick, "--out", "run", "--quiet"]).Succeeded();
        Assert.DoesNotContain("look", File.ReadAllText(In("run", "run.json")) + File.ReadAllText(In("run", "policy.json")), StringComparison.OrdinalIgnoreCase);
        foreach (var look in new[] { "lossy:0.2", "weighted:1=2", "replacement", "clustered:3" })
        {
            Assert.Contains($"{look}; the policy was trained under uniform", Run("simulate", "run", "--look", look, "--rollouts", "2", "--seeds", "2", "--quiet").Succeeded(), StringComparison.Ordinal);
        }

        Assert.True(File.Exists(In("run", "simulation-look-clustered-3-n12-h100-rollouts2-seeds2-seed1.csv")));
        Assert.Contains("trained under uniform and corrected for the weights", Run("simulate", "run", "--look", "weighted:1=2", "--correct-look", "--rollouts", "2", "--seeds", "2", "--quiet").Succeeded(), StringComparison.Ordinal);
        Assert.Contains("--correct-look fits a policy made for uniform looks to weighted ones", Run("simulate", "run", "--look", "lossy:0.2", "--correct-look", "--quiet").Refused(), StringComparison.Ordinal);
        Run("certify", "run", "--look", "lossy:0.2", "--quiet").Succeeded();
        Assert.False(File.Exists(In("run", "certificate.json")));
        Assert.Contains("Holds", Run("verify", "run/certificate-look-lossy-0.2.json", "--quiet").Succeeded(), StringComparison.Ordinal);
        Assert.Contains("no value can be computed; simulate them", Run("certify", "run", "--look", "clustered:3", "--quiet").Refused(), StringComparison.Ordinal);
        Assert.Contains("need k and n to be multiples of 2", Run("simulate", "run", "--look", "clustered:2", "--quiet").Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_run_resumes_under_its_rule_and_no_other()
    {
        Write();
        string[] options = [.. Quick, "--look", "lossy:0.2", "--quiet"];
        Run(["train", "small.json", .. options, "--out", "whole"]).Succeeded();
        (Antiphon.Runs.Trainer real, int proposals) = (OtherTrainer!, 0);
        OtherTrainer = (settings, game, from, save, progress, token) => real(settings, game, from, states => { save(states); proposals++; if (proposals == 2) { Cancel(); } }, progress, token);
        Assert.Equal(130, Run(["train", "small.json", .. options, "--out", "cut"]).Code);
        OtherTrainer = real;
        Assert.Contains("--look", Run("train", "--resume", "cut", "--look", "uniform", "--quiet").Refused(), StringComparison.Ordinal);
        Run("train", "--resume", "cut", "--quiet").Succeeded();
        Assert.Equal(File.ReadAllText(In("whole", "policy.json")), File.ReadAllText(In("cut", "policy.json")));
    }

    [Fact]
    public void A_sweep_trains_and_evaluates_under_the_rule()
    {
        Write();
        Run("sweep", "small.json", "--agents", "12", "--k", "1,2", "--look", "lossy:0.2", "--seeds", "1", "--restarts", "1", "--rollouts", "5", "--no-baselines", "--out", "sweep", "--quiet").Succeeded();
        Assert.Contains("\"look\": \"lossy:0.2\"", File.ReadAllText(In("sweep", "cells", "k2-seed1", "run.json")), StringComparison.Ordinal);
        Assert.Contains("as in training", Run("simulate", Path.Combine("sweep", "cells", "k2-seed1"), "--rollouts", "2", "--quiet").Succeeded(), StringComparison.Ordinal);
    }

    private void Write() => File.Copy(Path.Combine(Architecture.RepositoryRoot.Path, "examples", "fleet.json"), In("small.json"));
}
