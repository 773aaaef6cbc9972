using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Runs;

namespace Antiphon.Tests.Runs;

public sealed class RunFolderTests : IDisposable
{
    private static readonly CooperativeGame Game = BuiltInGames.Get("warehouse").WithAgents(40);
    private static readonly AlternationOptions Options = new()
    {
        Subsample = 3,
        Restarts = 2,
        Seed = 7,
    };

    private readonly TemporaryFolder temporary = new();

    private string Folder => temporary.In("runs", "first");

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_finished_run_holds_every_file_and_reads_back()
    {
        RunRecord record = Finish(Folder);

        StoredRun stored = FiniteCodec.Instance.Open(Folder);
        Assert.Equal(".lock baselines.csv checkpoint.json game.json policy.json restarts.csv run.json trace.jsonl", Names(Folder));
        Assert.Equal(RunStatus.Finished, stored.Record.Status);
        Assert.Equal(StopReason.NoImprovement, stored.Record.StopReason);
        Assert.Equal(Options with { Horizon = 100 }, stored.Record.Options);
        Assert.Equal(40, stored.LoadGame().Agents);
        Assert.Equal(record.Outcome!.Value, stored.Record.Outcome!.Value);
        Assert.Equal(record.Outcome.Deployed, stored.Record.Outcome.Deployed);
        Assert.Equal(record.Outcome.Restarts, stored.Record.Outcome.Restarts);
        Assert.Equal(record.Outcome.Baselines, stored.Record.Outcome.Baselines);
        Assert.Equal(record.Outcome.Notices, stored.Record.Outcome.Notices);
    }

    [Fact]
    public void Accepted_proposals_are_counted_over_all_restarts_everywhere()
    {
        AlternationResult<JointPolicy> result = new ScriptedTrainer().Train(Options, Game, null, _ => { }, null, default);
        int all = result.Trace.Count(proposal => proposal.Accepted);
        Assert.True(
            all > result.States.Single(restart => restart.Restart == result.BestRestart).Proposals.Count(proposal => proposal.Accepted)
        );
        Assert.Equal(all, result.Accepted);

        AlternationOutcome outcome = result.Bare();
        Assert.Equal((all, result.Trace.Count), (outcome.Accepted, outcome.Proposals));
        Assert.Equal(
            (outcome.Accepted, outcome.Proposals),
            (outcome.Restarts.Sum(restart => restart.Accepted), outcome.Restarts.Sum(restart => restart.Proposals))
        );
    }

    [Fact]
    public void A_checkpoint_reads_back_to_the_bit()
    {
        IReadOnlyList<RestartState<JointPolicy>>? last = null;
        using (RunFolder run = FiniteCodec.Instance.Create(Folder, Game, Options))
        {
            new ScriptedTrainer().Train(Options, Game, null, states => run.Save(last = states), null, default);
        }

        IReadOnlyList<RestartState<JointPolicy>> read = FiniteCodec.Instance.Open(Folder).LoadCheckpoint()!;
        Assert.Equal(2, read.Count);
        foreach ((RestartState<JointPolicy> expected, RestartState<JointPolicy> found) in last!.Zip(read))
        {
            Assert.Equal(expected.Proposals, found.Proposals);
            Assert.Equal(expected.Incumbent.Local.Probabilities.ToArray(), found.Incumbent.Local.Probabilities.ToArray());
            Assert.Equal(Actions(expected.Incumbent), Actions(found.Incumbent));
            Assert.Equal(
                (
                    expected.Restart,
                    expected.Start,
                    expected.Position,
                    expected.Finished,
                    expected.ModelValue,
                    expected.GlobalGain,
                    expected.LocalGain
                ),
                (found.Restart, found.Start, found.Position, found.Finished, found.ModelValue, found.GlobalGain, found.LocalGain)
            );
        }
    }

    [Fact]
    public void A_checkpoint_keeps_a_uniform_global_policy()
    {
        var uniform = new JointPolicy(new UniformGlobalPolicy(3, Game.GlobalActions), LocalPolicy.Uniform(Game));
        using (RunFolder run = FiniteCodec.Instance.Create(Folder, Game, Options))
        {
            run.Save([new RestartState<JointPolicy>(0, "uniform + uniform", uniform, [], 0, null, 1.0 / 3, 0, 0, ["a notice"])]);
        }

        RestartState<JointPolicy> read = Assert.Single(FiniteCodec.Instance.Open(Folder).LoadCheckpoint()!);
        Assert.IsType<UniformGlobalPolicy>(read.Incumbent.Global);
        Assert.Equal(["a notice"], read.Notices);
        Assert.Equal((3, Game.GlobalActions), (read.Incumbent.Global.Subsample, read.Incumbent.Global.GlobalActions));
    }

    [Fact]
    public void A_checkpoint_of_a_large_table_is_small()
    {
        var lattice = new Antiphon.Populations.CountLattice(5, 30);
        int[] actions = new int[5 * lattice.Size];
        Array.Fill(actions, 4, 0, actions.Length / 2);
        var pair = new JointPolicy(new TabularGlobalPolicy(5, 5, lattice, actions), LocalPolicy.Uniform(Game));
        using RunFolder run = FiniteCodec.Instance.Create(Folder, Game, Options with { Subsample = 30 });
        run.Save([new RestartState<JointPolicy>(0, "random 0", pair, [], 0, null, 0, 0, 0, [])]);

        // 5 x 46,376 entries would take 464 kB even as "0,1,..".
        Assert.InRange(new FileInfo(run.Paths.Checkpoint).Length, 1, 20_000);
    }

    [Fact]
    public void The_trace_is_ordered_by_restart_and_index_and_holds_no_timings()
    {
        Finish(Folder);

        string[] lines = File.ReadAllLines(FiniteCodec.Instance.Open(Folder).Paths.Trace);
        Assert.Equal(6, lines.Length);
        for (int line = 0; line < lines.Length; line++)
        {
            Assert.StartsWith($"{{\"restart\":{line / 3},\"index\":{line % 3},\"sweep\":", lines[line], StringComparison.Ordinal);
            Assert.DoesNotContain("econds", lines[line], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Creating_in_an_existing_folder_is_refused_and_changes_nothing()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "diary.txt"), "mine");

        InvalidInputException refusal = Assert.Throws<ResumableRunException>(() => FiniteCodec.Instance.Create(Folder, Game, Options));
        Assert.Contains("already exists", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("diary.txt", Names(Folder));
    }

    [Fact]
    public void A_default_name_that_is_taken_gets_a_number()
    {
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            using RunFolder run = FiniteCodec.Instance.CreateUnderFreeName(Folder, Game, Options);
            Assert.Equal(attempt == 1 ? Folder : $"{Folder}-{attempt}", run.Paths.Folder);
        }
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named()
    {
        File.WriteAllText(temporary.In("file"), "");

        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() =>
            FiniteCodec.Instance.Create(temporary.In("file", "run"), Game, Options)
        );
        Assert.Contains(temporary.In("file", "run"), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_writers_cannot_hold_one_run()
    {
        using RunFolder first = FiniteCodec.Instance.Create(Folder, Game, Options);

        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() => FiniteCodec.Instance.Open(Folder).Resume());
        Assert.Contains("another process", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_one_of_many_concurrent_creators_gets_a_name()
    {
        var folders = new System.Collections.Concurrent.ConcurrentBag<string>();
        Parallel.For(0, 12, _ =>
        {
            using RunFolder run = FiniteCodec.Instance.CreateUnderFreeName(Folder, Game, Options);
            folders.Add(run.Paths.Folder);
        });

        Assert.Equal(12, folders.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_run_whose_options_turn_out_impossible_is_removed_again()
    {
        using RunFolder run = FiniteCodec.Instance.Create(Folder, Game, Options);
        var session = new TrainingSession(
            run,
            Game,
            (_, _, _, _, _, _) => throw new InvalidInputException("too large"),
            TimeProvider.System
        );

        Assert.Throws<InvalidInputException>(() => session.Train(null, default));
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public void Seconds_add_up_over_sessions()
    {
        var clock = new SettableClock();
        using var cancellation = new CancellationTokenSource();
        var interrupted = new ScriptedTrainer
        {
            AfterProposal = done =>
            {
                clock.Advance(2);
                if (done == 2)
                {
                    cancellation.Cancel();
                }
            },
        };
        using (RunFolder run = FiniteCodec.Instance.Create(Folder, Game, Options))
        {
            RunRecord record = new TrainingSession(run, Game, interrupted.Train, clock).Train(null, cancellation.Token);
            Assert.Equal((RunStatus.Cancelled, StopReason.Cancelled, 4.0), (record.Status, record.StopReason!.Value, record.Seconds));
        }

        using RunFolder resumed = FiniteCodec.Instance.Open(Folder).Resume();
        var rest = new ScriptedTrainer { AfterProposal = _ => clock.Advance(2) };
        Assert.Equal(12.0, new TrainingSession(resumed, Game, rest.Train, clock).Train(null, default).Seconds);
    }

    private static string Names(string folder) =>
        string.Join(' ', Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    private static RunRecord Finish(string folder)
    {
        using RunFolder run = FiniteCodec.Instance.Create(folder, Game, Options);
        return new TrainingSession(run, Game, new ScriptedTrainer().Train, TimeProvider.System).Train(null, default);
    }

    private static int[] Actions(JointPolicy policy)
    {
        var table = (TabularGlobalPolicy)policy.Global;
        return [.. Enumerable.Range(0, table.GlobalStates).SelectMany(state => table.Actions(state).ToArray())];
    }
}
