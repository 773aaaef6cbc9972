using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Runs;
using Antiphon.Simulation;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Runs.Sweeps;

public sealed class SweepTests : IDisposable
{
    private static readonly CooperativeGame Game = SmallGames.Gamble(6);

    private static readonly SweepOptions Options = SweepGrid.Of(
        [2, 1],
        trainingSeeds: 2,
        new AlternationOptions
        {
            Subsample = 1,
            Restarts = 2,
            MaximumSweeps = 3,
            Threshold = 1e-5,
            Horizon = 20,
            Rollouts = 2,
            Seeds = 3,
            Seed = 5,
            Threads = 1,
            JudgeRollouts = 64,
        }
    );

    private static readonly Trainer Real = (options, game, resumeFrom, onProposal, progress, token) =>
        new Alternation(options).Run(game, resumeFrom, onProposal, progress, token);

    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_cell_is_to_the_bit_what_train_and_simulate_give_with_its_k_and_seed()
    {
        SweepResult result = Run("sweep");

        Assert.Equal(
            [new SweepKey(1, 5), new SweepKey(1, 6), new SweepKey(2, 5), new SweepKey(2, 6)],
            result.Cells.Select(cell => cell.Key())
        );
        foreach (SweepCell cell in result.Cells)
        {
            AlternationOptions options = Options.Training with { Subsample = cell.Subsample, Seed = cell.Seed };
            string name = $"trained-{cell.Key()}";
            var origin = RunOrigin.Now(TimeProvider.System);
            using (RunFolder run = FiniteCodec.Instance.Create(temporary.In(name), Game, options, origin: origin))
            {
                new TrainingSession(run, Game, Real, TimeProvider.System).Train(null, default);
            }

            Assert.Equal(
                TemporaryFolder.Contents(temporary.In(name)),
                TemporaryFolder.Contents(temporary.In("sweep", "cells", $"k{cell.Subsample}-seed{cell.Seed}"))
            );
            var simulation = new OnlineExecutionOptions
            {
                Horizon = 20,
                Rollouts = 2,
                Seeds = 3,
                Seed = cell.Seed,
            };
            Assert.Equal(
                new OnlineExecution(simulation).Run(Game, FiniteCodec.Instance.Open(temporary.In(name)).LoadPolicy(Game)).PerSeed,
                cell.Outcome!.Rewards
            );
            Assert.Equal(FiniteCodec.Instance.Open(temporary.In(name)).Record.Outcome!.GlobalGain, cell.Outcome.GlobalGain);
        }
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_files()
    {
        Run("one");
        Run("three", threads: 3);

        SweepContents.AssertEqual(temporary.In("one"), temporary.In("three"));
    }

    [Fact]
    public void A_kill_after_any_number_of_proposals_changes_nothing()
    {
        SweepOptions options = Options with { TrainingSeeds = 1 };
        Run("whole", options: options);
        int kills = 0;
        for (bool killed = true; killed; kills++)
        {
            string folder = $"killed{kills}";
            int left = 3 * kills;
            Trainer dying = (cell, game, resumeFrom, onProposal, progress, token) =>
                Real(
                    cell,
                    game,
                    resumeFrom,
                    states =>
                    {
                        onProposal(states);
                        if (left-- == 0)
                        {
                            throw new InvalidOperationException("stands for a kill");
                        }
                    },
                    progress,
                    token
                );
            killed = Record.Exception(() => Run(folder, dying, options: options)) is not null;
            Run(folder, options: options);
            SweepContents.AssertEqual(temporary.In("whole"), temporary.In(folder));
        }

        Assert.InRange(kills, 4, 20);
    }

    [Fact]
    public void A_kill_between_training_and_journal_does_not_train_again()
    {
        Run("sweep");
        string journal = temporary.In("sweep", "journal.jsonl");
        string whole = File.ReadAllText(journal);
        File.WriteAllText(journal, "");

        Run("sweep", (_, _, _, _, _, _) => throw new InvalidOperationException("trains again"));
        Assert.Equal(SweepContents.Journal(whole), SweepContents.Journal(File.ReadAllText(journal)));
    }

    [Fact]
    public void Only_cells_that_are_not_done_run_again_in_whatever_order_they_were_done()
    {
        Run("sweep");
        IReadOnlyDictionary<string, string> whole = SweepContents.Of(temporary.In("sweep"));
        string journal = temporary.In("sweep", "journal.jsonl");
        string[] lines = File.ReadAllLines(journal);
        File.WriteAllText(journal, $"{lines[3]}\n{lines[0]}\n");
        Directory.Delete(temporary.In("sweep", "cells"), recursive: true);
        var trained = new List<SweepKey>();

        Run("sweep", (options, game, resumeFrom, onProposal, progress, token) =>
        {
            trained.Add(new SweepKey(options.Subsample, options.Seed));
            return Real(options, game, resumeFrom, onProposal, progress, token);
        });
        Assert.Equal([new SweepKey(1, 6), new SweepKey(2, 5)], trained);
        IReadOnlyDictionary<string, string> later = SweepContents.Of(temporary.In("sweep"));
        Assert.All(new[] { "journal.jsonl", "cells.csv", "evaluations.csv", "summary.csv" }, file =>
            Assert.Equal(whole[file], later[file])
        );
    }

    [Fact]
    public void A_cell_that_fails_is_journaled_with_its_reason_and_runs_again_only_when_asked()
    {
        var failing = new HashSet<SweepKey> { new(1, 6), new(2, 5) };
        Trainer fails = (options, game, resumeFrom, onProposal, progress, token) =>
            failing.Contains(new SweepKey(options.Subsample, options.Seed))
                ? throw (options.Subsample == 1 ? new InvalidInputException("needs 9 TB") : new ArithmeticException("the value is NaN"))
                : Real(options, game, resumeFrom, onProposal, progress, token);

        SweepResult result = Run("sweep", fails);
        Assert.Equal("none, needs 9 TB, the value is NaN, none", string.Join(", ", result.Cells.Select(cell => cell.Failure ?? "none")));
        Assert.False(Directory.Exists(temporary.In("sweep", "cells", "k1-seed6")));
        Assert.Contains(",failed,,,", File.ReadAllText(temporary.In("sweep", "cells.csv")), StringComparison.Ordinal);
        Assert.Equal([1, 1], result.Summary().Select(row => row.Failed));
        Assert.Equal([1, 1], result.Summary().Select(row => row.Finished));

        failing.Clear();
        Assert.Equal(2, Run("sweep", fails).Cells.Count(cell => cell.Failure is not null));
        Assert.Equal(0, Run("sweep", fails, retryFailed: true).Cells.Count(cell => cell.Failure is not null));
        Run("whole");
        Assert.Equal(
            File.ReadAllText(temporary.In("whole", "evaluations.csv")),
            File.ReadAllText(temporary.In("sweep", "evaluations.csv"))
        );
    }

    [Fact]
    public void A_k_beyond_memory_fails_by_itself()
    {
        CooperativeGame warehouse = BuiltInGames.Get("warehouse");
        SweepOptions options = SweepGrid.Of([2, 900], 1, Options.Training);
        Trainer realAt900 = (each, game, resumeFrom, onProposal, progress, token) =>
            each.Subsample == 900
                ? Real(each, game, resumeFrom, onProposal, progress, token)
                : new ScriptedTrainer().Train(each, game, resumeFrom, onProposal, progress, token);
        using SweepFolder folder = FiniteCodec.Instance.OpenOrCreateSweep(temporary.In("sweep"), warehouse, options);

        SweepResult result = new Sweep(folder, realAt900, TimeProvider.System).Run(null, default);
        Assert.Null(result.Cells[0].Failure);
        Assert.Contains("count vectors", result.Cells[1].Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_run_of_a_cell_that_is_not_done_is_made_again()
    {
        Trainer dying = (_, _, _, _, _, _) => throw new InvalidOperationException("stands for a kill");
        Assert.Throws<InvalidOperationException>(() => Run("sweep", dying));
        File.WriteAllText(temporary.In("sweep", "cells", "k1-seed5", "run.json"), "{");
        Run("sweep");
        Run("whole");

        SweepContents.AssertEqual(temporary.In("whole"), temporary.In("sweep"));
    }

    [Fact]
    public void Without_kept_runs_the_tables_are_the_same()
    {
        Run("kept");
        Run("bare", options: Options with { KeepRuns = false });

        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary.In("bare", "cells")));
        Assert.Equal(SweepContents.Of(temporary.In("kept"))["cells.csv"], SweepContents.Of(temporary.In("bare"))["cells.csv"]);
    }

    [Fact]
    public void Other_evaluation_agents_are_deployed_with_the_same_policies()
    {
        SweepResult result = Run("sweep", options: Options with { EvaluationAgents = 1000 });

        SweepCell cell = result.Cells[3];
        var simulation = new OnlineExecutionOptions
        {
            Agents = 1000,
            Horizon = 20,
            Rollouts = 2,
            Seeds = 3,
            Seed = cell.Seed,
        };
        JointPolicy policy = FiniteCodec.Instance.Open(temporary.In("sweep", "cells", "k2-seed6")).LoadPolicy(Game);
        Assert.Equal(new OnlineExecution(simulation).Run(Game, policy).PerSeed, cell.Outcome!.Rewards);
    }

    [Fact]
    public void Progress_of_the_grid_rises_from_nothing_to_everything()
    {
        var seen = new List<Progress>();
        using SweepFolder folder = FiniteCodec.Instance.OpenOrCreateSweep(temporary.In("sweep"), Game, Options);
        new Sweep(folder, Real, TimeProvider.System).Run(new Recorder(seen), default);

        Assert.Equal(0, seen[0].Fraction);
        Assert.StartsWith("cell 1 of 4 (k = 1, seed 5): ", seen[0].Text, StringComparison.Ordinal);
        Assert.StartsWith("cell 4 of 4 (k = 2, seed 6): ", seen[^1].Text, StringComparison.Ordinal);
        Assert.Equal(seen.Select(each => each.Fraction).Order(), seen.Select(each => each.Fraction));
        Assert.InRange(seen[^1].Fraction, 0.99, 1);
    }

    [Theory]
    [InlineData("at least 1", 0, 5UL, null)]
    [InlineData("lower the seed", 3, ulong.MaxValue - 1, null)]
    [InlineData("expected at least 2, the largest k", 1, 5UL, 1L)]
    public void Options_out_of_range_are_refused_before_anything_is_written(string expected, int seeds, ulong seed, long? agents)
    {
        SweepOptions options = Options with
        {
            TrainingSeeds = seeds,
            EvaluationAgents = agents,
            Training = Options.Training with { Seed = seed },
        };
        InvalidInputException refused = Assert.Throws<InvalidOptionException>(() =>
            FiniteCodec.Instance.OpenOrCreateSweep(temporary.In("sweep"), Game, options)
        );

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(temporary.In("sweep")));
    }

    [Fact]
    public void Every_k_from_1_to_n_is_allowed_and_no_other()
    {
        Assert.ThrowsAny<InvalidInputException>(() =>
            (Options with { Subsamples = [0, 1] }).Check(FiniteCodec.Instance.Identify(Game), 1)
        );
        Assert.ThrowsAny<InvalidInputException>(() =>
            (Options with { Subsamples = [1, 7] }).Check(FiniteCodec.Instance.Identify(Game), 1)
        );
        Assert.ThrowsAny<InvalidInputException>(() => (Options with { Subsamples = [] }).Check(FiniteCodec.Instance.Identify(Game), 1));
        Assert.ThrowsAny<InvalidInputException>(() =>
            (Options with { Subsamples = [2, 1] }).Check(FiniteCodec.Instance.Identify(Game), 1)
        );
        (Options with { Subsamples = [1, 6] }).Check(FiniteCodec.Instance.Identify(Game), 1);
        Assert.Equal([1, 2, 5], SweepGrid.Of([5, 1, 2, 1], 1, Options.Training).Subsamples);
    }

    private SweepResult Run(
        string name,
        Trainer? trainer = null,
        int? threads = null,
        bool retryFailed = false,
        SweepOptions? options = null
    )
    {
        using SweepFolder folder = FiniteCodec.Instance.OpenOrCreateSweep(temporary.In(name), Game, options ?? Options);
        return new Sweep(folder, trainer ?? Real, TimeProvider.System) { Threads = threads, RetryFailed = retryFailed }.Run(null, default);
    }

    private sealed class Recorder(List<Progress> seen) : IProgress<Progress>
    {
        public void Report(Progress value) => seen.Add(value);
    }
}
