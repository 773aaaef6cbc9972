using System.Text.Json.Nodes;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Runs;
using Antiphon.Simulation;
using Antiphon.Tests.Games;
using Antiphon.Tests.Learning;

namespace Antiphon.Tests.Runs;

public sealed class ContinuousTrainingTests : IDisposable
{
    private static readonly ContinuousOptions Small = ContinuousOptions.Released(2) with
    {
        Hidden = 8,
        Alternations = 3,
        Resets = 60,
        GlobalEpochs = 3,
        Episodes = 4,
        Horizon = 5,
        MonitorRollouts = 2,
        Rollouts = 2,
        Seeds = 2,
        DeployedHorizon = 4,
        AccuracyResets = 10,
        Threads = 2,
    };

    private static readonly string[] Compared = ["policy.json", "checkpoint.json", "trace.jsonl", "baselines.csv"];

    private readonly TemporaryFolder temporary = new();
    private readonly WarehouseContinuous game = new(15);

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_killed_run_goes_on_to_the_same_bytes()
    {
        string whole = Train("whole");
        for (int turns = 1; turns <= 6; turns++)
        {
            string folder = temporary.In($"killed-{turns}");
            using (ContinuousRunFolder training = ContinuousCodec.Instance.Create(folder, game, Small))
            {
                // Nothing that a kill would not leave either: the process just stops after a turn.
                Assert.Throws<TimeoutException>(() => Trained(training, game, new StopAfter(turns)));
            }

            Assert.Equal(RunStatus.Running, ContinuousCodec.Instance.Open(folder).Record.Status);
            using (ContinuousRunFolder resumed = ContinuousCodec.Instance.Open(folder).Resume(game, threads: 1))
            {
                Trained(resumed, game);
            }

            Assert.All(Compared, file =>
                Assert.Equal(File.ReadAllBytes(Path.Combine(whole, file)), File.ReadAllBytes(Path.Combine(folder, file)))
            );
            Assert.Equal(
                ContinuousCodec.Instance.Open(whole).Record.Outcome!.Deployed,
                ContinuousCodec.Instance.Open(folder).Record.Outcome!.Deployed
            );
        }
    }

    [Fact]
    public void A_run_killed_in_its_second_restart_goes_on_to_the_same_bytes_and_keeps_the_best_pair()
    {
        ContinuousOptions options = Small with { Restarts = 2 };
        string whole = Train("whole", options);
        string folder = temporary.In("killed");
        using (ContinuousRunFolder training = ContinuousCodec.Instance.Create(folder, game, options with { Threads = 1 }))
        {
            Assert.Throws<TimeoutException>(() => Trained(training, game, new StopAfter(8)));
        }

        IReadOnlyList<RestartState<NeuralPair>> restarts = ContinuousCodec.Instance.Open(folder).LoadCheckpoint()!;
        Assert.Equal([6, 2], restarts.Select(restart => restart.Position));
        using (ContinuousRunFolder resumed = ContinuousCodec.Instance.Open(folder).Resume(game, threads: 2))
        {
            Trained(resumed, game);
        }

        Assert.All(Compared, file =>
            Assert.Equal(File.ReadAllBytes(Path.Combine(whole, file)), File.ReadAllBytes(Path.Combine(folder, file)))
        );
        AlternationOutcome outcome = ContinuousCodec.Instance.Open(folder).Record.Outcome!;
        Assert.Equal(12, outcome.Proposals);
        Assert.Equal(outcome.Restarts.MaxBy(restart => restart.Deployed!.Mean)!.Restart, outcome.BestRestart);

        // The first start is the one that a run of one start has.
        RestartState<NeuralPair> alone = Neural.Train(Small, game).States[0];
        Assert.True(alone.Incumbent.SameAs(ContinuousCodec.Instance.Open(folder).LoadCheckpoint()![0].Incumbent));
        Assert.False(alone.Incumbent.SameAs(ContinuousCodec.Instance.Open(folder).LoadCheckpoint()![1].Incumbent));
    }

    [Fact]
    public void A_checkpoint_of_an_earlier_version_whose_only_start_stood_in_it_goes_on_to_the_same_bytes()
    {
        string whole = Train("whole");
        string folder = Killed();
        string checkpoint = Path.Combine(folder, "checkpoint.json");
        JsonObject document = JsonNode.Parse(File.ReadAllText(checkpoint))!.AsObject();
        JsonObject restart = document["restarts"]![0]!.DeepClone().AsObject();
        foreach (string name in new[] { "game", "subsample", "seed" })
        {
            restart.Insert(0, name, document[name]!.DeepClone());
        }

        restart.Insert(0, "format", "antiphon-continuous-checkpoint/1");
        File.WriteAllText(checkpoint, restart.ToJsonString());
        using (ContinuousRunFolder resumed = ContinuousCodec.Instance.Open(folder).Resume(game))
        {
            Trained(resumed, game);
        }

        Assert.All(Compared, file =>
            Assert.Equal(File.ReadAllBytes(Path.Combine(whole, file)), File.ReadAllBytes(Path.Combine(folder, file)))
        );
    }

    [Fact]
    public void A_cancelled_run_keeps_its_policy_and_goes_on()
    {
        string whole = Train("whole");
        using var cancellation = new CancellationTokenSource();
        string folder = temporary.In("cancelled");
        using (ContinuousRunFolder training = ContinuousCodec.Instance.Create(folder, game, Small))
        {
            Assert.Equal(RunStatus.Cancelled, Trained(training, game, new CancelAfter(3, cancellation), cancellation.Token).Status);
        }

        ContinuousRun stored = ContinuousCodec.Instance.Open(folder);
        Assert.Equal(StopReason.Cancelled, stored.Record.StopReason);
        RestartState<NeuralPair> state = Assert.Single(stored.LoadCheckpoint()!);
        Assert.True(stored.LoadPolicy(game).SameAs(state.Incumbent));
        using (ContinuousRunFolder resumed = stored.Resume(game))
        {
            Assert.Equal(RunStatus.Finished, Trained(resumed, game).Status);
        }

        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "policy.json")), File.ReadAllBytes(Path.Combine(folder, "policy.json")));
    }

    [Fact]
    public void A_stored_policy_is_the_trained_one_to_the_bit()
    {
        string folder = Train("run");
        ContinuousRun run = ContinuousCodec.Instance.Open(folder);
        NeuralPair loaded = run.LoadPolicy(run.LoadGame());
        AlternationResult<NeuralPair> result = Neural.Train(Small, game);
        Assert.Equal(result.Policy.Local.Parameters, loaded.Local.Parameters);
        Assert.Equal(result.Policy.Global.Parameters, loaded.Global.Parameters);
        var execution = new OnlineExecution(
            new OnlineExecutionOptions
            {
                Horizon = 4,
                Rollouts = 2,
                Seeds = 2,
            }
        );
        Assert.Equal(
            execution.Run(new ContinuousDeployment(game, result.Policy.Deployed(Small.Subsample))).PerSeed,
            execution.Run(new ContinuousDeployment(game, loaded.Deployed(Small.Subsample))).PerSeed
        );
    }

    [Fact]
    public void A_checkpoint_of_another_architecture_is_named_and_nothing_is_changed()
    {
        string folder = Killed();
        string record = Path.Combine(folder, "run.json");
        File.WriteAllText(record, File.ReadAllText(record).Replace("\"hidden\": 8", "\"hidden\": 9", StringComparison.Ordinal));
        RefusedWithoutChange(
            folder,
            "the global policy network has the architecture 5-8-8-5; the game and the options of this run require 5-9-9-5"
        );
    }

    [Theory]
    [InlineData("\"subsample\": 2", "\"subsample\": 3", "belongs to warehouse-continuous, k = 3")]
    [InlineData("\"inputs\": 2", "\"inputs\": 1", "the local policy network has the architecture 1-8-8-3")]
    [InlineData("\"position\": 2", "\"position\": 4", "position is 4 with 2 proposals")]
    [InlineData("antiphon-continuous-checkpoint/2", "antiphon-continuous-checkpoint/9", "format is \"antiphon-continuous-checkpoint/9\"")]
    [InlineData("\"parameters\": \"", "\"parameters\": \"AAAA", "numbers; expected")]
    [InlineData("\"proposals\"", "\"proposalz\"", "proposalz")]
    public void A_damaged_checkpoint_is_named_and_nothing_is_changed(string found, string replacement, string message)
    {
        string folder = Killed();
        string checkpoint = Path.Combine(folder, "checkpoint.json");
        string text = File.ReadAllText(checkpoint);
        Assert.Contains(found, text, StringComparison.Ordinal);
        File.WriteAllText(checkpoint, text.Replace(found, replacement, StringComparison.Ordinal));
        RefusedWithoutChange(folder, message);
    }

    [Fact]
    public void A_faulty_game_leaves_no_empty_run_behind()
    {
        string folder = temporary.In("faulty");
        using ContinuousRunFolder training = ContinuousCodec.Instance.Create(
            folder,
            new FaultyGame("nan"),
            Small with
            {
                GlobalLearning = GlobalLearning.PolicyGradient,
            }
        );
        Assert.Contains(
            "local agent 2 at NaN",
            Assert.Throws<InvalidInputException>(() => Trained(training, new FaultyGame("nan"))).Message,
            StringComparison.Ordinal
        );
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void A_folder_that_exists_and_a_run_under_way_are_refused()
    {
        string folder = temporary.In("run");
        using ContinuousRunFolder training = ContinuousCodec.Instance.Create(folder, game, Small);
        Assert.Contains(
            "already exists",
            Assert.Throws<ResumableRunException>(() => ContinuousCodec.Instance.Create(folder, game, Small)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "being written",
            Assert.Throws<InvalidInputException>(() => ContinuousCodec.Instance.Open(folder).Resume(game)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "has no policy yet",
            Assert.ThrowsAny<InvalidInputException>(() => ContinuousCodec.Instance.Open(folder).LoadPolicy(game)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Another_game_is_refused()
    {
        string folder = Killed();
        Assert.Contains(
            "found warehouse-continuous with 16",
            Assert.Throws<InvalidInputException>(() => ContinuousCodec.Instance.Open(folder).Resume(new WarehouseContinuous(16))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "format is \"antiphon-continuous-run/1\"; expected \"antiphon-run/1\"",
            Assert.Throws<InvalidInputException>(() => FiniteCodec.Instance.Open(folder)).Message,
            StringComparison.Ordinal
        );
    }

    private void RefusedWithoutChange(string folder, string message)
    {
        Dictionary<string, string> before = Directory
            .GetFiles(folder)
            .ToDictionary(file => file, File.ReadAllText, StringComparer.Ordinal);
        Assert.Contains(
            message,
            Assert.Throws<InvalidInputException>(() => ContinuousCodec.Instance.Open(folder).Resume(game)).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(before, Directory.GetFiles(folder).ToDictionary(file => file, File.ReadAllText, StringComparer.Ordinal));
    }

    private string Train(string name, ContinuousOptions? options = null)
    {
        string folder = temporary.In(name);
        using ContinuousRunFolder training = ContinuousCodec.Instance.Create(folder, game, options ?? Small);
        Assert.Equal(RunStatus.Finished, Trained(training, game).Status);
        return folder;
    }

    private string Killed()
    {
        string folder = temporary.In("killed");
        using ContinuousRunFolder training = ContinuousCodec.Instance.Create(folder, game, Small);
        Assert.Throws<TimeoutException>(() => Trained(training, game, new StopAfter(2)));
        return folder;
    }

    private static ContinuousRunRecord Trained(
        ContinuousRunFolder run,
        ContinuousGame game,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    ) => new ContinuousSession(run, game, ContinuousCodec.Instance.Train, TimeProvider.System).Train(progress, cancellation);

    private sealed class StopAfter(int turns) : IProgress<Progress>
    {
        private int taken;

        public void Report(Progress value)
        {
            if (++taken == turns)
            {
                throw new TimeoutException();
            }
        }
    }

    private sealed class CancelAfter(int turns, CancellationTokenSource cancellation) : IProgress<Progress>
    {
        private int taken;

        public void Report(Progress value)
        {
            if (++taken == turns)
            {
                cancellation.Cancel();
            }
        }
    }
}
