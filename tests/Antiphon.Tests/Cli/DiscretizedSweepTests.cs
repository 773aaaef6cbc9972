using System.Text.Json;
using Antiphon.Cli;
using Antiphon.Runs;

namespace Antiphon.Tests.Cli;

/// <summary>Sweeps over a game with continuous states that is cut into bins, and sweeps that are given again.</summary>
public class DiscretizedSweepTests : CommandLineTest
{
    private static readonly string[] Binned =
    [
        "sweep",
        "warehouse-continuous",
        "--discretize",
        "2",
        "--k",
        "1,2",
        "--seeds",
        "2",
        "--agents",
        "6",
        "--restarts",
        "1",
        "--rollouts",
        "2",
        "--evaluation-seeds",
        "2",
        "--horizon",
        "3",
        "--quiet",
    ];

    public DiscretizedSweepTests() => OtherTrainer = Registered.Finite.Train;

    [Fact]
    public void A_cell_is_what_train_deploys_with_continuous_states()
    {
        Run([.. Binned, "--out", "grid"]).Succeeded();
        string[] train = [.. Binned.Select(word => word == "sweep" ? "train" : word)];
        train[Array.IndexOf(train, "--k") + 1] = "2";
        train[Array.IndexOf(train, "--evaluation-seeds")] = "--seeds";
        string[] alone = [.. train[..Array.IndexOf(train, "--seeds")], .. train[(Array.IndexOf(train, "--seeds") + 2)..]];
        Run([.. alone, "--out", "alone"]).Succeeded();

        using var deployed = JsonDocument.Parse(File.ReadAllText(In("alone", "continuous.json")));
        string mean = deployed.RootElement.GetProperty("reward").GetProperty("mean").GetRawText();
        string cell = File.ReadAllLines(In("grid", "cells.csv")).Single(row => row.Contains(",6,2,1,", StringComparison.Ordinal));
        Assert.Contains($",{mean},", cell, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(In("alone", "policy.json")), File.ReadAllBytes(In("grid", "cells", "k2-seed1", "policy.json")));
        Assert.Contains("already finished", Run("train", "--resume", "grid/cells/k2-seed1").Error, StringComparison.Ordinal);
        Assert.Equal(0, Run("report", "grid").Code);
    }

    [Theory]
    [InlineData(true)]
    public void A_killed_sweep_goes_on_and_ends_with_the_same_cells(bool isResumed)
    {
        Run([.. Binned, "--out", "whole"]).Succeeded();
        int proposals = 0;
        OtherTrainer = (options, game, resumeFrom, onProposal, progress, cancellation) =>
            Registered.Finite.Train(options, game, resumeFrom, Store, progress, cancellation);
        void Store(IReadOnlyList<Antiphon.Equilibrium.RestartState<Antiphon.Policies.JointPolicy>> states) =>
            _ = ++proposals == 4 ? throw new InvalidOperationException("stands for a kill") : states;
        Assert.NotEqual(0, Run([.. Binned, "--out", "grid"]).Code);

        OtherTrainer = Registered.Finite.Train;
        Run(isResumed ? ["sweep", "--resume", "grid"] : [.. Binned, "--out", "grid"]).Succeeded();
        Assert.Equal(Rewards("whole"), Rewards("grid"));
        foreach (string cell in new[] { "k1-seed1", "k1-seed2", "k2-seed1", "k2-seed2" })
        {
            Assert.Equal(
                File.ReadAllBytes(In("whole", "cells", cell, "policy.json")),
                File.ReadAllBytes(In("grid", "cells", cell, "policy.json"))
            );
        }
    }

    [Theory]
    [InlineData(false)]
    [Trait("Tier", "full")]
    public void The_same_command_goes_on_so_too(bool isResumed) => A_killed_sweep_goes_on_and_ends_with_the_same_cells(isResumed);

    [Fact]
    public void What_does_not_go_with_bins_or_differs_is_refused()
    {
        Run([.. Binned, "--out", "grid"]).Succeeded();
        Assert.Contains(
            "--algorithm applies only to neural policies",
            Run([.. Binned, "--algorithm", "ppo"]).Refused(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "--evaluation-agents cannot be combined with --discretize",
            Run([.. Binned, "--evaluation-agents", "9"]).Refused(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "--discretize is 3; the sweep was started with 2",
            Run([.. Binned.Select(word => word == "2" ? "3" : word), "--out", "grid"]).Refused(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "--discretize is 3; the sweep was started with 2",
            Run("sweep", "--resume", "grid", "--discretize", "3").Refused(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "GAME is warehouse; the sweep was started with warehouse-continuous-2x2",
            Run("sweep", "warehouse", "--resume", "grid").Refused(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_sweep_without_a_horizon_is_gone_on_with_by_the_same_command()
    {
        string[] sweep = ["sweep", "warehouse", "--k", "1", "--seeds", "2", "--restarts", "1", "--out", "grid", "--json", "--quiet"];
        OtherTrainer = null;
        Trainer = new Runs.ScriptedTrainer { AfterProposal = _ => Cancel() };
        Assert.Equal(130, Run(sweep).Code);
        Trainer = new Runs.ScriptedTrainer();
        string text = Run(sweep).Succeeded();
        Outcome again = Run(sweep);
        Assert.Equal((0, text), (again.Code, again.Out));
        Assert.Contains("already finished", again.Error, StringComparison.Ordinal);
    }

    private string Rewards(string folder) => File.ReadAllText(In(folder, "evaluations.csv"));
}
