using System.Text.Json.Nodes;
using Antiphon.Cli;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Runs;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Cli;

/// <summary>Every verb on a run whose pair was planned with alpha vectors.</summary>
public class AlphaVectorRunTests : CommandLineTest
{
    private static readonly string[] Options = ["--population", "alpha", "--agents", "60", "--horizon", "10", "--rollouts", "2"];

    private static readonly Lazy<(AlphaVectors Vectors, LocalPolicy Local)> Planned = new(() =>
    {
        CooperativeGame game = BuiltInGames.Get("depots");
        LocalPolicy local = BaselinePolicies.Local(game).First(each => each.Name == "follow").Policy;
        var options = new AlphaVectorOptions { MaximumBackups = 100, Threads = 1 };
        return (new AlphaVectorPlanner(options).Solve(game, local).Vectors, local);
    });

    public AlphaVectorRunTests() => OtherTrainer = Scripted;

    private string Reported()
    {
        Assert.Equal(0, Run("report", "mine").Code);
        return File.ReadAllText(In("mine", "report.html"));
    }

    private void Train() =>
        Run(["train", "depots", "--k", "10", .. Options, "--seeds", "2", "--no-baselines", "--out", "mine"]).Succeeded();

    // A scripted run that ends with a dispatcher which reads alpha vectors.
    private static AlternationResult<JointPolicy> Scripted(
        AlternationOptions options,
        CooperativeGame game,
        IReadOnlyList<RestartState<JointPolicy>>? resumeFrom,
        Action<IReadOnlyList<RestartState<JointPolicy>>> onProposal,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    ) =>
        new ScriptedTrainer().Train(options with { Subsample = 1 }, game, null, _ => { }, progress, cancellation) with
        {
            Policy = new JointPolicy(new AlphaVectorPolicy(options.Subsample, Planned.Value.Vectors, game), Planned.Value.Local),
        };

    [Fact]
    public void Verbs_that_read_a_run_work()
    {
        Train();

        string shown = Run("show", "mine").Succeeded();
        Assert.Contains("among those in 30 episodes", shown, StringComparison.Ordinal);
        Assert.InRange(shown.Split('\n').Length, 30, 200);
        JsonNode document = JsonNode.Parse(Run("show", "mine", "--json").Succeeded())!;
        Assert.Equal(25, document["localAgents"]!["states"]!.AsArray().Count);
        Assert.Equal(shown, Run("show", "mine/policy.json").Succeeded());
        Run(["train", "depots", "--k", "10", "--population", "alpha", .. Options[4..], "--seeds", "2", "--no-baselines", "--out", "all"])
            .Succeeded();
        Assert.Contains("1,000 local", Run("show", "all/policy.json", "--game", "depots").Succeeded(), StringComparison.Ordinal);
        Assert.Equal(0, Run("report", "mine").Code);
        Run("log", "depots", "--policy", "mine", "--agents", "60", "--steps", "200", "--out", "log.csv").Succeeded();
        string plan = Run("plan", "depots", "--epsilon", "1").Succeeded();
        Assert.Contains("25", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("replacement")]
    [InlineData("lossy:0.3")]
    [InlineData("weighted:near=2")]
    [InlineData("clustered:5")]
    public void A_run_is_deployed_under_another_sampling_rule(string rule)
    {
        Train();
        Outcome outcome = Run("simulate", "mine", "--sampling", rule, "--rollouts", "2", "--seeds", "2");
        outcome.Succeeded();
        Assert.Contains("--correct-sampling", Refused("weighted:near=2", "--correct-sampling"), StringComparison.Ordinal);

        string Refused(string other, string option) => Run("simulate", "mine", "--sampling", other, option).Refused();
    }

    [Fact]
    public void Other_numbers_of_agents_are_deployed_and_fewer_than_k_refused()
    {
        Train();
        Run("simulate", "mine", "--agents", "1e6", "--rollouts", "2", "--seeds", "2").Succeeded();
        Assert.Contains(
            "--agents is 9; expected at least 10",
            Run("simulate", "mine", "--agents", "9").Refused(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    [Trait("Tier", "full")]
    public void Certifying_proves_bounds_and_marks_what_is_not_proved()
    {
        Train();
        string text = Run("certify", "mine").Succeeded();
        Assert.Contains("a proved bound minus an interval", text, StringComparison.Ordinal);
        Assert.Contains("in the limit, by simulation", text, StringComparison.Ordinal);
        JsonNode document = JsonNode.Parse(File.ReadAllText(In("mine", "bounds.json")))!;
        Assert.Equal("antiphon-bounds/1", (string)document["format"]!);
        Assert.InRange((double)document["fullInformationAtLeast"]!["mean"]!, 0, (double)document["fullInformationAtMost"]!["mean"]!);
        Assert.InRange((double)document["agentGap"]![0]!, 0, (double)document["agentGap"]![1]!);
        Assert.Equal(text, Run("certify", "mine", "--threads", "1").Succeeded());
        Assert.Contains(
            "--restarts is not used with a run with alpha vectors",
            Run("certify", "mine", "--restarts", "2").Refused(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    [Trait("Tier", "full")]
    public void An_accuracy_that_the_bounds_do_not_reach_ends_with_its_own_code()
    {
        Train();
        Outcome missed = Run("certify", "mine", "--accuracy", "1e-6");
        Assert.Equal(3, missed.Code);
        Assert.Contains(
            "The accuracy of 1e-6 was not reached: the bounds of full information are",
            missed.Error,
            StringComparison.Ordinal
        );
        Assert.True(File.Exists(In("mine", "bounds.json")));
        Run("certify", "mine", "--accuracy", "1000").Succeeded();
    }

    [Fact]
    public void Bounds_are_reported_with_what_is_proved_of_them()
    {
        Train();
        Run("certify", "mine").Succeeded();
        string page = Reported();
        JsonNode document = JsonNode.Parse(File.ReadAllText(In("mine", "bounds.json")))!;
        Assert.Contains(
            "With 60 agents: the bounds of full information are proved, the rest are ESTIMATES by simulation.",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("return of the best dispatcher that observes all agents, with these local agents", page, StringComparison.Ordinal);
        Assert.Contains(">a proved bound minus an interval<", page, StringComparison.Ordinal);
        Assert.Contains(">in the limit, by simulation<", page, StringComparison.Ordinal);
        Assert.All(document["dispatcherGap"]!.AsArray().Concat(document["agentGap"]!.AsArray()), end =>
            Assert.Contains($"<data value=\"{end!.ToJsonString()}\">", page, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("belongs to a different policy", page, StringComparison.Ordinal);

        document["policyHash"] = "another";
        File.WriteAllText(In("mine", "bounds.json"), document.ToJsonString());
        Assert.Contains("bounds.json belongs to a different policy or sampling rule", Reported(), StringComparison.Ordinal);

        document["agentGap"] = new JsonArray(1);
        File.WriteAllText(In("mine", "bounds.json"), document.ToJsonString());
        Assert.Contains("agentGap must have two bounds each", Run("report", "mine").Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_size_of_a_model_is_foreseen()
    {
        Train();
        Run("export", "mine", "--onnx").Succeeded();
        double bytes = AlphaVectorOnnx.Bytes(Planned.Value.Vectors);
        const double Overhead = 20_000; // names, operators and metadata
        Assert.InRange(new FileInfo(In("mine", "global.onnx")).Length, 0.9 * bytes, bytes + Overhead);
    }

    [Fact]
    public void The_limit_is_exported_for_public_solvers()
    {
        Train();
        JsonNode document = JsonNode.Parse(Run("export", "mine", "--pomdp", "--json").Succeeded())!;
        Assert.Equal(In("mine", "limit.pomdp"), (string)document["file"]!);
        Assert.InRange((double)document["lower"]!, 0, (double)document["upper"]!);
        Assert.Contains("states: 225\n", File.ReadAllText(In("mine", "limit.pomdp")), StringComparison.Ordinal);
        Assert.Contains("depots.pomdp", Run("export", "depots", "--pomdp", "--local", "follow").Succeeded(), StringComparison.Ordinal);
        Assert.Contains("needs --local", Run("export", "depots", "--pomdp").Refused(), StringComparison.Ordinal);
        Assert.Contains(
            "--seed applies only to --pomdp",
            Run("export", "mine", "--onnx", "--seed", "2").Refused(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_run_folder_with_the_name_of_a_baseline_is_exported_with_its_own_agents()
    {
        Train();
        Directory.Move(In("mine"), In("uniform"));
        Run("export", "uniform", "--pomdp").Succeeded();
        Run("export", "./uniform", "--pomdp", "--out", "again").Succeeded();
        Assert.Equal(
            Rows(File.ReadLines(In("again", "limit.pomdp"))),
            Rows(File.ReadLines(In("uniform", "limit.pomdp"))),
            StringComparer.Ordinal
        );

        // The first lines say where the local policy is from.
        static IEnumerable<string> Rows(IEnumerable<string> lines) => lines.Where(line => !line.StartsWith('#'));
    }

    [Fact]
    public void A_sweep_has_alpha_vectors_at_every_k()
    {
        string[] grid = ["--k", "1,10", "--seeds", "1", "--evaluation-seeds", "2", "--restarts", "1"];
        Outcome outcome = Run(["sweep", "depots", .. grid, .. Options]);
        Assert.True(outcome.Code is 0 or 3, outcome.Error);
        Assert.True(Directory.Exists(In("runs", "depots-sweep-seed1", "cells", "k10-seed1")));
    }

    [Fact]
    [Trait("Tier", "full")]
    public void A_killed_run_ends_with_the_bits_of_one_that_was_not()
    {
        string[] question = ["depots", "--k", "2", .. Options, "--seeds", "2", "--restarts", "1", "--sweeps", "1", "--threshold", "2"];
        OtherTrainer = Real;
        Assert.True(Run(["train", "--out", "whole", .. question]).Code is 0 or 3);
        IReadOnlyDictionary<string, string> whole = TemporaryFolder.Contents(In("whole"));
        int kills = 0;
        for (int survived = 0; ; survived++)
        {
            string folder = $"killed{survived}";
            OtherTrainer = KilledAfter(survived);
            if (Run(["train", "--out", folder, .. question]).Code is 0 or 3)
            {
                break;
            }

            kills++;
            OtherTrainer = Real;
            Assert.True(Run("train", "--resume", folder).Code is 0 or 3);
            Assert.Equal(whole, TemporaryFolder.Contents(In(folder)));
        }

        Assert.InRange(kills, 2, 12);
    }

    [Fact]
    public void A_game_whose_kernels_do_not_fit_is_refused_before_work()
    {
        OtherTrainer = Real;
        string refused = Run("train", "depots:30", "--k", "10", "--population", "alpha", "--memory-limit", "20MB", "--out", "mine")
            .Refused();

        Assert.Contains("the kernels of one agent in 900 local and 9 global states needs 58", refused, StringComparison.Ordinal);
        Assert.Contains("are available; use a game of fewer local states", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void A_game_with_types_is_refused()
    {
        OtherTrainer = Real;
        Assert.Contains(
            "planning with alpha vectors",
            Run("train", "mixed-fleet", "--k", "4", "--population", "alpha").Refused(),
            StringComparison.Ordinal
        );
    }

    private static Trainer Real =>
        (options, game, resumeFrom, onProposal, progress, token) =>
            new Alternation(options).Run(game, resumeFrom, onProposal, progress, token);

    private static Trainer KilledAfter(int checkpoints)
    {
        int saved = 0;
        return (options, game, resumeFrom, onProposal, progress, token) =>
            new Alternation(options).Run(
                game,
                resumeFrom,
                states =>
                {
                    if (saved++ == checkpoints)
                    {
                        throw new InvalidOperationException("stands for a kill");
                    }

                    onProposal(states);
                },
                progress,
                token
            );
    }
}
