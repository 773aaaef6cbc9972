namespace Antiphon.Tests.Cli.Faults;

/// <summary>A command that is run on a disk with faults, and what is needed to judge what comes of it.</summary>
/// <param name="Arguments">The command.</param>
/// <param name="Before">Commands that run first, on a sound disk.</param>
/// <param name="Check">A command that succeeds whatever fault there was; null: none is asked.</param>
/// <param name="Run">The run folder that `train --resume` goes on with; null where the command itself is given again.</param>
/// <param name="Trains">
/// Whether trainings run; otherwise a script stands for them. A trainer writes no file, so that nothing differs on the disk but numbers.
/// </param>
public sealed record FaultyCommand(string[] Arguments, string[][] Before, string? Run = null, string[]? Check = null, bool Trains = true)
{
    /// <summary>The gate tries the first of so many operations.</summary>
    public const int Stride = 11;

    private static readonly string[] Brief = ["--rollouts", "2", "--seeds", "2", "--horizon", "2", "--threads", "1"];

    private static readonly string[] Train = ["train", "small.json", "--k", "2", "--restarts", "1", .. Brief, "--out", "run"];

    private static readonly string[] Sweep =
    [
        "sweep",
        "small.json",
        "--k",
        "2",
        "--seeds",
        "1",
        "--restarts",
        "1",
        "--rollouts",
        "2",
        "--evaluation-seeds",
        "2",
        "--horizon",
        "2",
        "--threads",
        "1",
        "--out",
        "sweep",
    ];

    private static readonly string[] Continuous =
    [
        "train",
        "warehouse-continuous",
        "--k",
        "1",
        "--agents",
        "2",
        "--as",
        "released",
        "--alternations",
        "1",
        "--episodes",
        "1",
        "--episode-steps",
        "2",
        .. Brief,
        "--out",
        "run",
    ];

    private static readonly string[] Log = ["log", "small.json", "--k", "2", "--steps", "200", "--out", "history.csv"];

    /// <summary>All, by name.</summary>
    public static readonly IReadOnlyDictionary<string, FaultyCommand> All = new Dictionary<string, FaultyCommand>(StringComparer.Ordinal)
    {
        ["train"] = new(Train, [], "run"),
        ["train --memory"] = new([.. Train, "--memory", "filter"], [], "run"),
        ["train in a continuous game"] = new(Continuous, [], "run"),
        ["sweep"] = new(Sweep, []),
        ["sweep --keep-runs false"] = new([.. Sweep, "--keep-runs", "false"], []),
        ["reproduce"] = new(
            ["reproduce", "warehouse", "--k", "1", "--as", "ours", "--rollouts", "2", "--seeds", "2", "--threads", "1", "--out", "paper"],
            [],
            Trains: false
        ),
        ["log"] = new(Log, []),
        ["learn"] = new(["learn", "history.csv", "--route", "model", "--threads", "1", "--out", "run"], [Log], "run"),
        ["simulate"] = new(["simulate", "run", .. Brief], [Train]),
        ["certify"] = new(["certify", "run", "--restarts", "0", "--threads", "1"], [Train]),
        ["certify again"] = new(
            ["certify", "run", "--restarts", "0", "--threads", "1", "--accuracy", "1e-5"],
            [Train, ["certify", "run", "--restarts", "0", "--threads", "1"]],
            Check: ["verify", "run"]
        ),
        ["certify --out"] = new(["certify", "run", "--restarts", "0", "--threads", "1", "--out", "proof.json"], [Train]),
        ["report"] = new(["report", "run"], [Train]),
        ["report of a sweep"] = new(["report", "sweep", "--out", "page.html"], [Sweep]),
        ["export --onnx"] = new(["export", "run", "--onnx"], [Train]),
        ["export --npz"] = new(["export", "run", "--npz", "--out", "arrays"], [Train]),
        ["export --pomdp"] = new(["export", "small.json", "--pomdp", "--local", "uniform", "--out", "problem"], []),
    };
}
