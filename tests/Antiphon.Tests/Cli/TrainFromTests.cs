using Antiphon.Cli;
using Antiphon.Equilibrium;
using Antiphon.Learning;
using Antiphon.Runs;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Cli;

/// <summary>Trainings that begin from a given pair.</summary>
public class TrainFromTests : CommandLineTest
{
    private static readonly string[] Brief = ["--restarts", "2", "--rollouts", "1", "--seeds", "2", "--horizon", "5", "--no-baselines"];

    public TrainFromTests() => OtherTrainer = Registered.Finite.Train;

    private Outcome Train(params string[] rest) => Run(["train", "warehouse-flat", "--agents", "5", .. Brief, .. rest]);

    [Fact]
    public void The_first_start_begins_from_the_pair_and_the_record_says_so()
    {
        Train("--k", "2", "--out", "first").Succeeded();
        Train("--k", "2", "--from", "first", "--out", "second").Succeeded();

        StoredRun<Antiphon.Games.CooperativeGame, Antiphon.Policies.JointPolicy, AlternationOptions> run = FiniteCodec.Instance.Open(
            In("second")
        );
        Assert.Equal("first", run.Record.From!.Source);
        Assert.Equal(64, run.Record.From.PolicyHash.Length);
        IReadOnlyList<RestartState<Antiphon.Policies.JointPolicy>> restarts = run.LoadCheckpoint()!;
        Assert.Equal((2, "from first"), (restarts.Count, restarts[0].Start));
        // What a training ended with is an equilibrium of the same training: nothing of it improves.
        Assert.DoesNotContain(restarts[0].Proposals, proposal => proposal.Accepted);
        Assert.Equal([0, 1], restarts.Select(restart => restart.Restart));
    }

    [Theory]
    [InlineData(1)]
    public void A_killed_run_is_resumed_to_the_same_bits(int survived)
    {
        Train("--k", "2", "--seed", "5", "--out", "first").Succeeded();
        Train("--k", "2", "--from", "first", "--out", "whole").Succeeded();
        OtherTrainer = (options, game, resumeFrom, onProposal, progress, cancellation) =>
        {
            int done = 0;
            return survived == 0
                ? throw new InvalidOperationException("stands for a kill")
                : Registered.Finite.Train(options, game, resumeFrom, states => Count(states), progress, cancellation);

            void Count(IReadOnlyList<RestartState<Antiphon.Policies.JointPolicy>> states)
            {
                onProposal(states);
                if (++done == survived)
                {
                    throw new InvalidOperationException("stands for a kill");
                }
            }
        };
        Assert.Equal(1, Train("--k", "2", "--from", "first", "--out", "killed", "--threads", "1").Code);
        Assert.Equal(RunStatus.Running, FiniteCodec.Instance.Open(In("killed")).Record.Status);
        Directory.Delete(In("first"), recursive: true);

        OtherTrainer = Registered.Finite.Train;
        Run("train", "--resume", "killed").Succeeded();

        Assert.Equal(File.ReadAllBytes(In("whole", "policy.json")), File.ReadAllBytes(In("killed", "policy.json")));
        Assert.Equal(File.ReadAllBytes(In("whole", "trace.jsonl")), File.ReadAllBytes(In("killed", "trace.jsonl")));
        Assert.Equal(File.ReadAllBytes(In("whole", "checkpoint.json")), File.ReadAllBytes(In("killed", "checkpoint.json")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [Trait("Tier", "full")]
    public void A_run_that_is_killed_earlier_or_later_is_resumed_so_too(int survived) =>
        A_killed_run_is_resumed_to_the_same_bits(survived);

    [Fact]
    [Trait("Tier", "full")]
    public void A_pair_that_remembers_is_trained_on_with_another_k()
    {
        string[] memory = ["--memory", "filter", "--resolution", "4", "--population", "mean-field"];
        Train([.. memory, "--k", "2", "--out", "first"]).Succeeded();
        Train([.. memory, "--k", "1", "--from", "first", "--out", "second"]).Succeeded();

        Assert.Equal(1, FiniteCodec.Instance.Open(In("second")).Record.Options.Subsample);
    }

    [Fact]
    public void A_pair_that_does_not_fit_is_refused_before_a_folder_is_made()
    {
        Train("--k", "2", "--out", "first").Succeeded();

        string otherK = Train("--k", "3", "--from", "first", "--out", "second").Refused();
        Assert.Contains("observes 2 agents; expected 3", otherK, StringComparison.Ordinal);
        Assert.Contains("train with k = 2", otherK, StringComparison.Ordinal);
        string otherGame = Run("train", "warehouse", "--k", "2", "--from", "first", "--out", "second").Refused();
        Assert.Contains("first is of warehouse-flat, a different game from warehouse", otherGame, StringComparison.Ordinal);
        Assert.Contains(
            "expected alpha vectors",
            Train("--k", "2", "--population", "alpha", "--from", "first", "--out", "second").Refused(),
            StringComparison.Ordinal
        );
        Assert.False(Directory.Exists(In("second")));
    }

    [Fact]
    public void A_run_that_is_resumed_takes_no_other_pair()
    {
        Train("--k", "2", "--out", "first").Succeeded();

        Assert.Contains(
            "--from cannot be changed",
            Run("train", "--resume", "first", "--from", "first").Refused(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    [Trait("Tier", "full")]
    public void Networks_begin_from_a_run_or_a_file_of_networks_of_the_same_game()
    {
        string[] brief = ["--as", "released", "--alternations", "1", "--episodes", "4", "--episode-steps", "4"];
        Outcome Networks(params string[] rest) =>
            Run(["train", "warehouse-continuous", .. brief, "--rollouts", "2", "--seeds", "2", "--horizon", "4", .. rest]);
        Networks("--k", "2", "--agents", "20", "--out", "first").Succeeded();
        File.Copy(In("first", "policy.json"), In("kept.json"));

        Networks("--k", "3", "--agents", "25", "--from", "first", "--out", "second").Succeeded();
        Networks("--k", "2", "--agents", "20", "--from", "kept.json", "--out", "third").Succeeded();

        RunStart fromRun = ContinuousCodec.Instance.Open(In("second")).Record.From!;
        RunStart fromFile = ContinuousCodec.Instance.Open(In("third")).Record.From!;
        Assert.Equal(("first", "kept.json"), (fromRun.Source, fromFile.Source));
        Assert.Equal(fromRun.PolicyHash, fromFile.PolicyHash);
        Assert.Equal("from first", Assert.Single(ContinuousCodec.Instance.Open(In("second")).LoadCheckpoint()!).Start);
        Train("--k", "2", "--out", "finite").Succeeded();
        Assert.Contains(
            "--from is finite, a pair of a game with finitely many states; expected networks trained in warehouse-continuous",
            Networks("--k", "2", "--agents", "20", "--from", "finite", "--out", "fourth").Refused(),
            StringComparison.Ordinal
        );
    }
}
