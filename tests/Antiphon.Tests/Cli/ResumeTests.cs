using Antiphon.Cli;
using Antiphon.Equilibrium;
using Antiphon.Runs;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Cli;

public class ResumeTests : CommandLineTest
{
    [Fact]
    public void A_killed_run_is_resumed_from_the_command_line_to_the_same_bits()
    {
        string summary = Run("train", "warehouse", "--k", "3", "--out", "whole").Succeeded();

        Trainer = new ScriptedTrainer { AfterProposal = done => { if (done == 5) { throw new InvalidOperationException("stands for a kill"); } } };
        Assert.Equal(1, Run("train", "warehouse", "--k", "3", "--out", "killed").Code);
        Assert.Equal(RunStatus.Running, StoredRun.Open(In("killed")).Record.Status);

        Trainer = new ScriptedTrainer();
        Assert.Equal(summary.Replace("whole", "killed", StringComparison.Ordinal), Run("train", "--resume", "killed").Succeeded());
        Assert.Equal(7, Trainer.Made);
        Assert.Equal(TemporaryFolder.Contents(In("whole")), TemporaryFolder.Contents(In("killed")));
    }

    [Fact]
    public void Threads_may_change_on_resuming()
    {
        Trainer = new ScriptedTrainer { AfterProposal = _ => throw new InvalidOperationException("stands for a kill") };
        Run("train", "warehouse", "--k", "3", "--out", "killed");
        Trainer = new ScriptedTrainer();

        Run("train", "--resume", "killed", "--threads", "7").Succeeded();
        Assert.Equal(7, StoredRun.Open(In("killed")).Record.Options.Threads);
    }

    [Fact]
    public void The_alternation_itself_ends_with_the_same_bits_after_any_kill_and_at_any_number_of_threads()
    {
        string[] question = ["--k", "2", "--agents", "6", "--restarts", "2", "--sweeps", "3", "--rollouts", "2", "--seeds", "2", "--horizon", "20"];
        OtherTrainer = new Surroundings { Out = TextWriter.Null, Error = TextWriter.Null, Folder = Folder }.Trainer;
        Run(["train", "warehouse", "--out", "whole", "--threads", "1", .. question]).Succeeded();
        IReadOnlyDictionary<string, string> whole = TemporaryFolder.Contents(In("whole"));

        int kills = 0;
        for (int survived = 0; ; survived++)
        {
            string folder = $"killed{survived}";
            OtherTrainer = KilledAfter(survived);
            if (Run(["train", "warehouse", "--out", folder, .. question]).Code == 0)
            {
                break;
            }

            kills++;
            OtherTrainer = new Surroundings { Out = TextWriter.Null, Error = TextWriter.Null, Folder = Folder }.Trainer;
            Run("train", "--resume", folder).Succeeded();
            Assert.Equal(whole, TemporaryFolder.Contents(In(folder)));
        }

        Assert.InRange(kills, 4, 12);
    }

    /// <summary>The alternation, which dies in place of the checkpoint that follows the given number of checkpoints.</summary>
    private static Trainer KilledAfter(int checkpoints)
    {
        int saved = 0;
        return (options, game, resumeFrom, onProposal, progress, token) => new Alternation(options).Run(
            game,
            resumeFrom,
            states =>
            {
                if (saved == checkpoints)
                {
                    throw new InvalidOperationException("stands for a kill");
                }

                saved++;
                onProposal(states);
            },
            progress,
            token);
    }
}
