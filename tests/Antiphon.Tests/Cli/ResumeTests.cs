using Antiphon.Cli;
using Antiphon.Equilibrium;
using Antiphon.Runs;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Cli;

public class ResumeTests : CommandLineTest
{
    // Small enough to train in milliseconds, uneven enough that values never come out round.
    private const string SmallGame = """
        { "format": "antiphon-game/1", "name": "small", "discount": 0.9, "agents": 5,
          "globalStates": 2, "localStates": 2, "globalActions": 2, "localActions": 2,
          "globalTransition": [[[0.83, 0.17], [0.29, 0.71]], [[0.61, 0.39], [0.13, 0.87]]],
          "localTransition": [[[[0.93, 0.07], [0.37, 0.63]], [[0.89, 0.11], [0.41, 0.59]]],
                               [[[0.23, 0.77], [0.67, 0.33]], [[0.19, 0.81], [0.73, 0.27]]]],
          "globalReward": [[0.3, 0.1], [0.2, 0.7]], "localReward": [[[1.0, 0.6], [0.1, 0.4]], [[0.2, 0.5], [1.3, 0.8]]],
          "initial": { "global": "uniform", "local": "uniform" } }
        """;

    [Fact]
    public void A_killed_run_is_resumed_from_the_command_line_to_the_same_bits()
    {
        string summary = Run("train", "warehouse", "--k", "3", "--out", "whole").Succeeded();

        Trainer = new ScriptedTrainer
        {
            AfterProposal = done =>
            {
                if (done == 5)
                {
                    throw new InvalidOperationException("stands for a kill");
                }
            },
        };
        Assert.Equal(1, Run("train", "warehouse", "--k", "3", "--out", "killed").Code);
        Assert.Equal(RunStatus.Running, FiniteCodec.Instance.Open(In("killed")).Record.Status);

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
        int threads = 0;
        OtherTrainer = (options, game, resumeFrom, onProposal, progress, cancellation) =>
        {
            threads = options.Threads;
            return new ScriptedTrainer().Train(options, game, resumeFrom, onProposal, progress, cancellation);
        };

        Run("train", "--resume", "killed", "--threads", "7").Succeeded();
        Assert.Equal(7, threads);
        Assert.DoesNotContain("threads", File.ReadAllText(In("killed", "run.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_alternation_itself_ends_with_the_same_bits_after_any_kill_and_at_any_number_of_threads()
    {
        File.WriteAllText(In("small.json"), SmallGame);
        string[] question =
        [
            "small.json",
            "--k",
            "2",
            "--restarts",
            "2",
            "--sweeps",
            "3",
            "--threshold",
            "1e-5",
            "--rollouts",
            "2",
            "--seeds",
            "2",
            "--horizon",
            "20",
        ];
        Trainer real = new Surroundings
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            Folder = Folder,
        }.Trainer;
        OtherTrainer = real;
        Run(["train", "--out", "whole", "--threads", "1", .. question]).Succeeded();
        IReadOnlyDictionary<string, string> whole = TemporaryFolder.Contents(In("whole"));

        int kills = 0;
        for (int survived = 0; ; survived++)
        {
            string folder = $"killed{survived}";
            OtherTrainer = KilledAfter(survived);
            if (Run(["train", "--out", folder, .. question]).Code == 0)
            {
                break;
            }

            kills++;
            OtherTrainer = real;
            Run("train", "--resume", folder).Succeeded();
            Assert.Equal(whole, TemporaryFolder.Contents(In(folder)));
        }

        Assert.InRange(kills, 4, 12);
    }

    /// <summary>The alternation, which dies in place of the checkpoint that follows the given number of checkpoints.</summary>
    private static Trainer KilledAfter(int checkpoints)
    {
        int saved = 0;
        return (options, game, resumeFrom, onProposal, progress, token) =>
            new Alternation(options).Run(
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
                token
            );
    }
}
