namespace Antiphon.Cli.Output;

/// <summary>The result of sweep --worker, --prepare and --slurm with --json, "antiphon-sweep-worker/1".</summary>
internal sealed record SweepWorkerDocument
{
    public string Format { get; init; } = "antiphon-sweep-worker/1";

    public required string SweepFolder { get; init; }

    /// <summary>The worker; null where none ran here.</summary>
    public string? Worker { get; init; }

    /// <summary>Cells that it finished.</summary>
    public int Made { get; init; }

    /// <summary>The number of the Slurm job; null where none was submitted.</summary>
    public string? Job { get; init; }

    /// <summary>How many workers the job has.</summary>
    public int JobWorkers { get; init; }

    /// <summary>Cells of the sweep with a result, whoever ran them.</summary>
    public required int Finished { get; init; }

    /// <summary>Cells that failed.</summary>
    public required int Failed { get; init; }

    /// <summary>All cells.</summary>
    public required int Cells { get; init; }
}
