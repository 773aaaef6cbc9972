using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Cli;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Runs;
using Antiphon.Server;

namespace Antiphon.Fuzz;

/// <summary>
/// Makes the inputs to begin with, and the files beside them, by the product's own writers. Needed again when a format gets a new field.
/// </summary>
/// <param name="folder">The project's folder.</param>
internal sealed class SeedMaker(FuzzFolder folder) : IDisposable
{
    private const string Prefix = "made-";
    private const string Measured = "--horizon 20 --rollouts 2 --seeds 2 --no-baselines --quiet";

    private readonly Scratch scratch = new();

    /// <summary>Makes all of them.</summary>
    public void Make()
    {
        foreach (string game in (string[])["patrol.json", "couriers.json"])
        {
            File.Copy(folder.Fixture(game), scratch.In(game));
        }

        Train("run", "patrol.json --k 2 --restarts 1");
        Do("simulate run --horizon 100 --rollouts 3 --seeds 2 --quiet");
        Do("certify run --quiet");
        Train("typed", "couriers.json --k 2 --restarts 1");
        Train("memory", "patrol.json --k 2 --memory filter --restarts 1");
        Train("blind", "patrol.json --agents 100000 --k 2 --population alpha --restarts 1");
        Train("lossy", "patrol.json --k 2 --sampling lossy:0.25 --restarts 1");
        Do("certify memory --quiet");
        Do("certify blind --quiet");
        Do("sweep patrol.json --k 1,2 --seeds 1 --restarts 1 --out sweep --horizon 20 --rollouts 2 --evaluation-seeds 2 --quiet");
        Do("log patrol.json --k 2 --steps 12 --episode-length 5 --policy uniform --out steps.csv --quiet");
        Do("log patrol.json --k 2 --steps 6 --policy uniform --columns counts --out counts.csv --quiet");
        foreach (string run in (string[])["run", "typed", "memory", "blind", "lossy"])
        {
            Keep("run", run, "run.json");
            Keep("policy", run, "policy.json");
            Keep("checkpoint", run, "checkpoint.json");
            Keep("trace", run, "trace.jsonl");
        }

        Keep("simulation", "run", "simulation-n6-h100-rollouts3-seeds2-seed1.csv");
        Keep("certificate", "run", "certificate.json");
        Keep("certificate", "memory", "memory-certificate.json");
        Keep("documents", "blind", "bounds.json");
        Keep("witness", "run", "certificate.witness");
        Keep("witness-functions", "run", CertificateTargets.Inflated(File.ReadAllBytes(scratch.In("run/certificate.witness"))));
        Keep("sweep", "finite", File.ReadAllBytes(scratch.In("sweep/sweep.json")));
        Keep("journal-cells", "finite", SweepTargets.CellsOf(File.ReadAllText(scratch.In("sweep/journal.jsonl"))));
        Keep("journal", "finite", SweepTargets.Sealed(SweepTargets.CellsOf(File.ReadAllText(scratch.In("sweep/journal.jsonl")))));
        Keep("log", "patrol", File.ReadAllBytes(scratch.In("steps.csv")));
        Keep("log", "counts", File.ReadAllBytes(scratch.In("counts.csv")));
        Keep("log-description", "patrol", File.ReadAllBytes(scratch.In("steps.log.json")));
        Beside("run", "run", ["run.json", "game.json", "policy.json", "certificate.json"]);
        MakePolicies();
        MakeContinuous();
        MakeSnapshots();
        MakeReproductions();
        MakeLearned();
        File.Copy(scratch.In("run/policy.json"), Place("served/policy.json"), overwrite: true);
        File.Copy(scratch.In("memory/policy.json"), Place("served/memory.json"), overwrite: true);
        File.Copy(scratch.In("typed/policy.json"), Place("served/couriers.json"), overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose() => scratch.Dispose();

    // Kinds that no training of so small a game ends with.
    private void MakePolicies()
    {
        CooperativeGame game = GameFile.Load(folder.Fixture("patrol.json"));
        var local = LocalPolicy.Uniform(game);
        AlphaVectors vectors = new AlphaVectorPlanner(new AlphaVectorOptions { MaximumBackups = 5, Threads = 1 })
            .Solve(game, local)
            .Vectors;
        var particles = new PopulationParticles(
            [
                [0.5, 0.5],
                [1, 0],
            ],
            [
                [0, 1],
                [2, 1],
            ],
            smoothing: 0.01
        );
        Keep("vectors", new AlphaVectorPolicy(2, vectors, game));
        Keep("posterior", new PosteriorPolicy(2, vectors, [particles, particles], tempering: 1));
        Keep("uniform", new UniformGlobalPolicy(2, game.GlobalActions));
        Keep("remembering-vectors", new RememberingPolicy(1, vectors, new MemoryOptions { Filter = FilterKind.Flow, Particles = 3 }));
        Keep("remembering-mode", new RememberingPolicy(0, EstimatePlan.Mode(game), new MemoryOptions { Filter = FilterKind.Particles }));

        void Keep(string name, GlobalPolicy policy) =>
            this.Keep("policy", name, Encoding.UTF8.GetBytes(PolicyFile.Write(new JointPolicy(policy, local), game)));
    }

    private void MakeContinuous()
    {
        var game = new WarehouseContinuous(5);
        ContinuousOptions options = ContinuousOptions.Released(2) with
        {
            Hidden = 2,
            Alternations = 1,
            Resets = 20,
            GlobalEpochs = 2,
            Episodes = 2,
            Horizon = 3,
            MonitorRollouts = 2,
            Rollouts = 2,
            Seeds = 2,
            DeployedHorizon = 3,
            AccuracyResets = 5,
            Threads = 1,
        };
        using (ContinuousRunFolder training = ContinuousCodec.Instance.Create(scratch.In("continuous"), game, options))
        {
            new ContinuousSession(training, game, ContinuousCodec.Instance.Train, TimeProvider.System).Train(null, CancellationToken.None);
        }

        Do("certify continuous --proposals 1 --quiet");
        SweepOptions<ContinuousOptions> grid = new()
        {
            Training = options,
            Subsamples = [1, 2],
            TrainingSeeds = 1,
        };
        ContinuousCodec.Instance.OpenOrCreateSweep(scratch.In("continuous-sweep"), game, grid).Dispose();
        Keep("run", "continuous", "run.json");
        Keep("trace", "continuous", "trace.jsonl");
        Keep("checkpoint", "continuous", "checkpoint.json");
        Keep("policy-neural", "continuous", "policy.json");
        Keep("documents", "continuous", "gap-estimate.json");
        Keep("sweep", "continuous", File.ReadAllBytes(scratch.In("continuous-sweep/sweep.json")));
        Beside("continuous", "run-continuous", ["run.json"]);
    }

    // Behind the checksum, which the target makes.
    private void MakeSnapshots()
    {
        foreach (FilterKind kind in (FilterKind[])[FilterKind.Linear, FilterKind.Particles])
        {
            ServedActor actor = SnapshotTargets.Start(SnapshotTargets.Policy(folder, kind));
            var keys = new KeyRing();
            keys.Add(SnapshotTargets.Steps - 1, "a key");
            byte[] snapshot = SessionSnapshot.Write(keys, SnapshotTargets.Steps, actor.Save());
            Keep("snapshot", kind.ToString().ToLowerInvariant(), snapshot[SessionSnapshot.SumBytes..]);
        }
    }

    private void MakeReproductions()
    {
        Do("reproduce warehouse --as released --k 1 --rollouts 1 --seeds 2 --out warehouse --quiet");
        Keep("reproduction", "warehouse", File.ReadAllBytes(scratch.In("warehouse/cells/released-k1.json")));
        foreach ((string name, object row) in StoredRows.All)
        {
            Keep(
                "reproduction",
                name,
                Encoding.UTF8.GetBytes(JsonSerializer.Serialize(row, PaperJson.Document.GetTypeInfo(row.GetType())))
            );
        }
    }

    // As a process leaves it that is killed before the policy was measured.
    private void MakeLearned()
    {
        Do("learn steps.csv --out learned --quiet");
        JsonObject document = JsonNode.Parse(File.ReadAllText(scratch.In("learned/learn.json")))!.AsObject();
        document["runFolder"] = null;
        string text = document.ToJsonString().Replace($"{scratch.Folder}/", "", StringComparison.Ordinal);
        Keep("learn", "begun", Encoding.UTF8.GetBytes(text));
    }

    private void Train(string run, string arguments) => Do($"train {arguments} --out {run} {Measured}");

    private void Do(string arguments)
    {
        using var said = new StringWriter();
        var surroundings = new Surroundings
        {
            Out = said,
            Error = said,
            Folder = scratch.Folder,
            Processors = 1,
        };
        int code = AntiphonProgram.Run(arguments.Split(' '), surroundings);
        if (code is not (ExitCode.Done or ExitCode.AccuracyNotMet))
        {
            throw new InvalidOperationException($"antiphon {arguments}: exit code {code}\n{said}");
        }
    }

    private void Keep(string target, string run, string file)
    {
        if (File.Exists(scratch.In($"{run}/{file}")))
        {
            Keep(target, run, File.ReadAllBytes(scratch.In($"{run}/{file}")));
        }
    }

    private void Keep(string target, string name, byte[] input)
    {
        Directory.CreateDirectory(folder.Corpus(target));
        File.WriteAllBytes(Path.Combine(folder.Corpus(target), $"{Prefix}{name}"), input);
    }

    private void Beside(string run, string fixture, string[] files)
    {
        foreach (string file in files)
        {
            File.Copy(scratch.In($"{run}/{file}"), Place($"{fixture}/{file}"), overwrite: true);
        }
    }

    private string Place(string fixture)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.Fixture(fixture))!);
        return folder.Fixture(fixture);
    }
}
