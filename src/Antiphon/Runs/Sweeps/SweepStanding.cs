namespace Antiphon.Runs;

/// <summary>How far a sweep has come, and who works on it.</summary>
internal sealed record SweepStanding
{
    /// <summary>The number of cells.</summary>
    public required int Cells { get; init; }

    /// <summary>Those with a result.</summary>
    public required int Done { get; init; }

    /// <summary>Those that failed.</summary>
    public required int Failed { get; init; }

    /// <summary>Those that a living process works on.</summary>
    public required int Running { get; init; }

    /// <summary>The others.</summary>
    public int Waiting => Cells - Done - Failed - Running;

    /// <summary>Seconds until all cells are done, from the seconds of those that are; null where nobody works or nothing is done.</summary>
    public required double? SecondsLeft { get; init; }

    /// <summary>The processes that work or worked on it, by name.</summary>
    public required IReadOnlyList<WorkerStanding> Workers { get; init; }

    /// <summary>The cells that failed.</summary>
    public required IReadOnlyList<FailureStanding> Failures { get; init; }
}

/// <summary>A process that works or worked on a sweep.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">Whether it lives.</param>
/// <param name="Place">Machine and process, as far as it says so.</param>
/// <param name="Cell">The cell it works on; of a silent one, the cell it held.</param>
/// <param name="Done">Cells that it finished.</param>
/// <param name="Failed">Cells that failed with it.</param>
/// <param name="Lines">The last lines of its logs, where it did not end in good order.</param>
internal sealed record WorkerStanding(
    string Name,
    WorkerState State,
    string? Place,
    string? Cell,
    int Done,
    int Failed,
    IReadOnlyList<string> Lines
);

/// <summary>Whether a process lives.</summary>
internal enum WorkerState
{
    /// <summary>It gave a sign of life.</summary>
    Working,

    /// <summary>It gave none while it was watched, and did not end in good order.</summary>
    Silent,

    /// <summary>It ended in good order.</summary>
    Ended,
}

/// <summary>A cell that failed.</summary>
/// <param name="Cell">Its name.</param>
/// <param name="Reason">Why.</param>
/// <param name="Worker">The worker that ran it; null: the process that held the folder.</param>
/// <param name="Lines">What the log of the worker says of it.</param>
internal sealed record FailureStanding(string Cell, string Reason, string? Worker, IReadOnlyList<string> Lines);
