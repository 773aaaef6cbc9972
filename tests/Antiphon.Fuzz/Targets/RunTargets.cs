using System.Text;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Runs;

namespace Antiphon.Fuzz;

/// <summary>Readers of the files of runs.</summary>
internal static class RunTargets
{
    private const string Written = "written.json";

    /// <summary>Records of runs in finite games.</summary>
    public static FuzzTarget Finite(FuzzFolder folder, Scratch scratch) => Record("run", FiniteCodec.Instance, scratch);

    /// <summary>Records of runs in games with continuous states.</summary>
    public static FuzzTarget Continuous(FuzzFolder folder, Scratch scratch) => Record("run-continuous", ContinuousCodec.Instance, scratch);

    /// <summary>Checkpoints of runs in finite games.</summary>
    public static FuzzTarget FiniteCheckpoint(FuzzFolder folder, Scratch scratch) =>
        Checkpoint("checkpoint", folder.Fixture("run"), FiniteCodec.Instance, scratch);

    /// <summary>Checkpoints of runs in games with continuous states.</summary>
    public static FuzzTarget ContinuousCheckpoint(FuzzFolder folder, Scratch scratch) =>
        Checkpoint("checkpoint-continuous", folder.Fixture("run-continuous"), ContinuousCodec.Instance, scratch);

    /// <summary>Traces of trainings.</summary>
    public static FuzzTarget Trace(FuzzFolder folder, Scratch scratch) =>
        FuzzTarget.OfFile("trace", "trace.jsonl", scratch, path => Encoding.UTF8.GetBytes(TraceFile.Write(TraceFile.Read(path))));

    /// <summary>Tables of simulations.</summary>
    public static FuzzTarget Simulation(FuzzFolder folder, Scratch scratch) => new("simulation", input =>
        {
            scratch.Write("simulation-n6-h100-rollouts3-seeds2-seed1.csv", input);
            SimulationFile.LoadAll(new RunPaths(scratch.Folder));
        });

    private static FuzzTarget Record<TGame, TPair, TOptions>(string name, RunCodec<TGame, TPair, TOptions> codec, Scratch scratch)
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions => FuzzTarget.OfFile(name, "run.json", scratch, path =>
        {
            // As the command does before it opens a run.
            codec.IsRun(scratch.Folder);
            RunFile.Write(scratch.In(Written), codec.Open(scratch.Folder).Record, codec.Style);
            return File.ReadAllBytes(scratch.In(Written));
        });

    private static FuzzTarget Checkpoint<TGame, TPair, TOptions>(
        string name,
        string run,
        RunCodec<TGame, TPair, TOptions> codec,
        Scratch scratch
    )
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions
    {
        StoredRun<TGame, TPair, TOptions> stored = codec.Open(run);
        TGame game = stored.LoadGame();
        return FuzzTarget.OfFile(name, "checkpoint.json", scratch, path =>
        {
            codec.WriteCheckpoint(scratch.In(Written), stored.Record, codec.ReadCheckpoint(path, stored.Record, () => game));
            return File.ReadAllBytes(scratch.In(Written));
        });
    }
}
