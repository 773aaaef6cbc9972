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
}
