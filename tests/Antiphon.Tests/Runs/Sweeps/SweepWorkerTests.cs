using System.Text;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Runs;
using Antiphon.Tests.Files;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Runs.Sweeps;

/// <summary>Several processes on one sweep folder, played by several workers in this process. Clocks move when a worker waits.</summary>
public sealed class SweepWorkerTests : IDisposable
{
    private const string Tables = "cells.csv, evaluations.csv, summary.csv";

    private static readonly CooperativeGame Game = SmallGames.Gamble(6);

    private static readonly SweepOptions Options = SweepGrid.Of(
        [1, 2, 3],
        trainingSeeds: 2,
        new AlternationOptions
        {
            Subsample = 1,
            Restarts = 1,
            Horizon = 5,
            Rollouts = 2,
            Seeds = 2,
            Threads = 1,
        }
    );

    private readonly TemporaryFolder temporary = new();
    private readonly SettableClock clock = new();

    public SweepWorkerTests()
    {
        Prepare("whole");
        using SweepFolder folder = FiniteCodec.Instance.OpenSweep(temporary.In("whole")).Resume();
        new Sweep(folder, new ScriptedTrainer().Train, new SettableClock()).Run(null, default);
    }

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void Workers_at_once_give_what_one_process_gives_and_journal_each_cell_once()
    {
        Prepare("shared");
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            using SweepFolder folder = FiniteCodec.Instance.OpenSweep(temporary.In("shared")).Join();
            var worker = new Sweep(folder, new ScriptedTrainer().Train, new SettableClock()) { Pause = (_, _) => Thread.Sleep(1) };
            Assert.False(worker.Run(null, default).Cancelled);
        });

        AssertWhole("shared");
        Assert.Equal(6, Journals("shared").Sum(journal => journal.Count(letter => letter == '\n')));
    }

    [Fact]
    public void A_worker_beside_the_process_that_holds_the_folder_gives_what_one_process_gives()
    {
        Prepare("shared");
        int helped = 0;
        Trainer helping = (options, game, from, onProposal, progress, token) =>
        {
            // The cell under way is the only one that the worker may not take.
            if (Interlocked.Exchange(ref helped, 1) == 0)
            {
                Work("shared", new ScriptedTrainer().Train, stopAfter: 5, token: token);
            }

            return new ScriptedTrainer().Train(options, game, from, onProposal, progress, token);
        };

        using (SweepFolder main = FiniteCodec.Instance.OpenSweep(temporary.In("shared")).Resume())
        {
            Assert.Equal(6, new Sweep(main, helping, clock).Run(null, default).Cells.Count);
            Assert.Equal(1, main.Made);
        }

        AssertWhole("shared");
    }

    [Fact]
    public void A_worker_that_stands_still_is_taken_over_and_cannot_overwrite_when_it_wakes()
    {
        Prepare("shared");
        var slow = new ScriptedTrainer();
        int proposals = 0;
        Trainer standing = (options, game, from, onProposal, progress, token) =>
            slow.Train(
                options,
                game,
                from,
                states =>
                {
                    if (++proposals == 2)
                    {
                        Work("shared", new ScriptedTrainer().Train, "fast");
                    }

                    onProposal(states);
                },
                progress,
                token
            );

        Work("shared", standing, "slow");
        Assert.Equal(2, proposals);
        string journal = Assert.Single(Journals("shared"));
        Assert.Equal((6, 1), (journal.Count(letter => letter == '\n'), journal.Split("\"fence\":2").Length - 1));
        Assert.Contains("lost k1-seed1 to another process", File.ReadAllText(Log("slow")), StringComparison.Ordinal);
        AssertWhole("shared");
    }

    [Fact]
    public void Training_that_is_taken_over_goes_on_from_its_checkpoint()
    {
        Prepare("shared");
        int made = 0;
        Trainer standing = (options, game, from, onProposal, progress, token) =>
            new ScriptedTrainer
            {
                AfterProposal = done =>
                {
                    if (done == 2 && made == 0)
                    {
                        var other = new ScriptedTrainer();
                        Work("shared", other.Train, "fast");
                        made = other.Made;
                    }
                },
            }.Train(options, game, from, onProposal, progress, token);

        Work("shared", standing, "slow");
        Assert.Equal((6 * 3) - 2, made);
        AssertWhole("shared");
    }

    [Fact]
    public void A_worker_that_lost_its_claim_before_it_began_discards_what_it_trained()
    {
        Prepare("shared");
        Trainer standing = (options, game, from, onProposal, progress, token) =>
        {
            Directory.Delete(temporary.In("shared", "cells", "k1-seed1.slow"), recursive: true);
            Work("shared", new ScriptedTrainer().Train, "fast", token: token);
            Directory.CreateDirectory(temporary.In("shared", "cells", "k1-seed1.slow"));
            return new ScriptedTrainer().Train(options, game, from, onProposal, progress, token);
        };

        Work("shared", standing, "slow");
        AssertWhole("shared");
    }

    [Fact]
    public void A_line_under_a_lower_number_changes_nothing_whenever_it_comes()
    {
        A_worker_that_stands_still_is_taken_over_and_cannot_overwrite_when_it_wakes();
        StoredSweep sweep = FiniteCodec.Instance.OpenSweep(temporary.In("shared"));
        SweepCell first = sweep.LoadCells()[0];
        SweepCell late = first with { Fence = 1, Failure = "it woke up late", Outcome = null };
        string journal = sweep.Paths.JournalOf("slow");
        new SweepJournal(journal, sweep.Fingerprint()).Append(late, length: 0);

        Assert.Equal(2, first.Fence);
        Assert.Null(sweep.LoadCells()[0].Failure);
        AssertWhole("shared");
    }

    [Fact]
    public void A_worker_whose_line_is_not_complete_yet_has_not_finished_its_cell()
    {
        Prepare("shared");
        StoredSweep sweep = FiniteCodec.Instance.OpenSweep(temporary.In("shared"));
        string line = File.ReadAllText(temporary.In("whole", "journal.jsonl")).Split('\n')[0];
        using SweepFolder worker = sweep.Join("one");
        using SweepFolder other = sweep.Join("other");
        string journal = sweep.Paths.JournalOf("one");
        foreach (int length in new[] { 10, line.Length / 2, line.Length })
        {
            File.WriteAllText(journal, line[..length]);
            Assert.Empty(other.Refresh());
        }

        File.WriteAllText(journal, line + "\n");
        Assert.Equal("k1-seed1", Assert.Single(other.Refresh()).Key().ToString());
        Assert.Empty(other.Refresh());
    }

    [Fact]
    public void A_worker_that_ends_leaves_its_cell_to_the_next_one()
    {
        Prepare("shared");
        using var stop = new CancellationTokenSource();
        var first = new ScriptedTrainer { AfterProposal = done => (done == 2 ? stop : null)?.Cancel() };
        Work("shared", first.Train, "one", token: stop.Token);
        Assert.Empty(Directory.GetFiles(temporary.In("shared", "claims")));

        var second = new ScriptedTrainer();
        Work("shared", second.Train, "two");
        Assert.Equal((2, (6 * 3) - 2), (first.Made, second.Made));
        AssertWhole("shared");
    }

    [Fact]
    public void A_cell_that_fails_on_one_worker_is_not_tried_by_another()
    {
        Prepare("shared");
        Trainer failing = (options, game, from, onProposal, progress, token) =>
            options.Subsample == 2
                ? throw new InvalidInputException("needs 9 TB")
                : new ScriptedTrainer().Train(options, game, from, onProposal, progress, token);
        Work("shared", failing, "one");
        var second = new ScriptedTrainer();
        Work("shared", second.Train, "two");

        Assert.Equal(0, second.Made);
        Assert.Equal(2, FiniteCodec.Instance.OpenSweep(temporary.In("shared")).LoadCells().Count(cell => cell.Failure is not null));
        Work("shared", second.Train, "three", retry: true);
        Assert.Equal(6, second.Made);
        AssertWhole("shared");
    }

    [Fact]
    public void A_share_that_cannot_be_written_is_named_and_nothing_is_lost()
    {
        Prepare("shared");
        Work("shared", new ScriptedTrainer().Train, "one", stopAfter: 2);
        IReadOnlyDictionary<string, string> before = SweepContents.Of(temporary.In("shared"));
        using (Disk.Use(new ScriptedDisk { OnWrite = path => throw new IOException($"Read-only file system : '{path}'") }))
        {
            Assert.Contains(
                $"{temporary.In("shared")} cannot be written: Read-only file system",
                Assert.Throws<InvalidInputException>(() => FiniteCodec.Instance.OpenSweep(temporary.In("shared")).Join("two")).Message,
                StringComparison.Ordinal
            );
        }

        Assert.Equal(before, SweepContents.Of(temporary.In("shared")));
        var full = new ScriptedDisk { OnWrite = path => path.Contains(".journal.", StringComparison.Ordinal) ? throw Full() : null };
        using SweepFolder worker = FiniteCodec.Instance.OpenSweep(temporary.In("shared")).Join("two");
        using (Disk.Use(full))
        {
            Assert.Contains(
                "No space left on device. The sweep stopped; cells stored in its journal: 2.",
                Assert.Throws<InvalidInputException>(() => Worker(worker, new ScriptedTrainer().Train).Run(null, default)).Message,
                StringComparison.Ordinal
            );
        }

        Work("shared", new ScriptedTrainer().Train, "three");
        AssertWhole("shared");
    }

    [Fact]
    public void Clocks_that_disagree_by_an_hour_make_no_difference()
    {
        Prepare("shared");
        bool asked = false;
        Trainer patient = (options, game, from, onProposal, progress, token) =>
        {
            if (!asked)
            {
                asked = true;
                string beat = Assert.Single(Directory.GetFiles(temporary.In("shared", "workers"), ".one.lock"));
                foreach (int hours in new[] { -1, 1 })
                {
                    File.SetLastWriteTimeUtc(beat, File.GetLastWriteTimeUtc(beat).AddHours(hours));
                    Work("shared", new ScriptedTrainer().Train, $"ahead{hours + 1}", stopAfter: 1, ahead: hours, token: token);
                }
            }

            return new ScriptedTrainer().Train(options, game, from, onProposal, progress, token);
        };

        Work("shared", patient, "one");
        Assert.DoesNotContain("lost", File.ReadAllText(Log("one")), StringComparison.Ordinal);
        AssertWhole("shared");
    }

    [Fact]
    public void Of_two_processes_that_begin_one_sweep_at_once_the_second_goes_on_with_it()
    {
        bool isBegun = false;
        var disk = new ScriptedDisk
        {
            OnWrite = path =>
            {
                if (!isBegun && path.EndsWith(".lock", StringComparison.Ordinal))
                {
                    isBegun = true;
                    Prepare("shared");
                }

                return null;
            },
        };
        using (Disk.Use(disk))
        {
            Prepare("shared");
        }

        Assert.True(isBegun);
        Work("shared", new ScriptedTrainer().Train);
        AssertWhole("shared");
    }

    [Fact]
    public void A_cell_writes_its_record_and_checkpoint_only_where_they_change()
    {
        Prepare("shared");
        List<string> flushed = [];
        using (Disk.Use(new ScriptedDisk { OnFile = file => flushed.Add(System.IO.Path.GetFileName(file.Name)) }))
        {
            Work("shared", new ScriptedTrainer().Train, "one", stopAfter: 1);
        }

        Assert.Equal(2, Count(".run.json"));
        Assert.Equal(3, Count(".checkpoint.json"));

        int Count(string file) => flushed.Count(name => name.StartsWith(file, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_workers_of_one_name_get_two()
    {
        Prepare("shared");
        StoredSweep sweep = FiniteCodec.Instance.OpenSweep(temporary.In("shared"));
        using SweepFolder one = sweep.Join("a/b");
        using SweepFolder two = sweep.Join("a/b");

        Assert.Equal(("a-b", "a-b-2"), (one.Name, two.Name));
    }

    private static IOException Full() => new("No space left on device");

    private void Prepare(string name) => FiniteCodec.Instance.OpenOrCreateSweep(temporary.In(name), Game, Options).Dispose();

    private Sweep Worker(
        SweepFolder folder,
        Trainer trainer,
        bool retry = false,
        CancellationTokenSource? stop = null,
        int stopAfter = 0
    ) =>
        new(folder, trainer, clock)
        {
            RetryFailed = retry,
            Pause = (span, _) => clock.Advance(span.TotalSeconds),
            Observer = stop is null ? null : new Stopper(stop, stopAfter),
        };

    private void Work(
        string name,
        Trainer trainer,
        string? worker = null,
        int stopAfter = 0,
        bool retry = false,
        int ahead = 0,
        CancellationToken token = default
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        clock.Now += TimeSpan.FromHours(ahead);
        using SweepFolder folder = FiniteCodec.Instance.OpenSweep(temporary.In(name)).Join(worker);
        Worker(folder, trainer, retry, stopAfter > 0 ? stop : null, stopAfter).Run(null, stop.Token);
        clock.Now -= TimeSpan.FromHours(ahead);
    }

    private string Log(string worker) => temporary.In("shared", "workers", $"{worker}.log");

    private IEnumerable<string> Journals(string name) =>
        Directory.GetFiles(temporary.In(name, "workers"), "*.jsonl").Select(file => File.ReadAllText(file, Encoding.UTF8));

    // The tables and all run folders, whoever made them, and nothing that is left of claims.
    private void AssertWhole(string name)
    {
        IReadOnlyDictionary<string, string> expected = SweepContents.Of(temporary.In("whole"));
        IReadOnlyDictionary<string, string> found = SweepContents.Of(temporary.In(name));
        string[] kept = [.. expected.Keys.Where(file => file is not "journal.jsonl").Order(StringComparer.Ordinal)];
        Assert.Equal(
            kept,
            found
                .Keys.Where(file => file is not "journal.jsonl" && !file.StartsWith("workers", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        Assert.All(kept, file => Assert.Equal(expected[file], found[file]));
        Assert.All(Tables.Split(", "), table => Assert.Contains(table, kept, StringComparer.Ordinal));
    }

    private sealed class Stopper(CancellationTokenSource stop, int after) : ISweepObserver
    {
        private int ended;

        public void Begun(SweepKey key) { }

        public void Ended(SweepCell cell)
        {
            if (++ended == after)
            {
                stop.Cancel();
            }
        }
    }
}
