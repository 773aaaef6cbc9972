using Antiphon.Games;

namespace Antiphon.Cli.Output;

/// <summary>
/// The result of validate --json, "antiphon-validation/1": the game and its table sizes when valid, otherwise the message and every
/// violation.
/// </summary>
internal sealed record ValidationDocument
{
    public string Format { get; init; } = "antiphon-validation/1";

    public required string Source { get; init; }

    public required bool Valid { get; init; }

    public GameDocument? Game { get; init; }

    public IReadOnlyList<TableSize> Tables { get; init; } = [];

    /// <summary>Whether training plans with alpha vectors where no population is asked for; then <see cref="Training"/> is null.</summary>
    public bool? AlphaVectors { get; init; }

    public TrainingSizes? Training { get; init; }

    /// <summary>Rows that are off by rounding: rescaled where the game is valid, else those that --normalise would rescale.</summary>
    public IReadOnlyList<RoundedRow> RoundedRows { get; init; } = [];

    /// <summary>Absolute path of the file that --write wrote.</summary>
    public string? File { get; init; }

    public string? Message { get; init; }

    public IReadOnlyList<Violation> Violations { get; init; } = [];
}
