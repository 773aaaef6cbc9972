using Antiphon.Evaluation;
using Antiphon.Runs;

namespace Antiphon.Cli.Output;

/// <summary>
/// The result of certify --over-k --json, "antiphon-observation/1". Every pair of numbers encloses a figure: proved when the method is
/// "exact", else a 95 % interval.
/// </summary>
internal sealed record ObservationDocument
{
    public const string CurrentFormat = "antiphon-observation/1";

    public string Format { get; init; } = CurrentFormat;

    public required string Version { get; init; }

    public required string Game { get; init; }

    public required string GameHash { get; init; }

    public required long Agents { get; init; }

    public required string Method { get; init; }

    public required IReadOnlyList<double> Ceiling { get; init; }

    public required double? Tolerance { get; init; }

    public required int? SmallestSubsample { get; init; }

    public required IReadOnlyList<ObservationRow> Rows { get; init; }

    public static ObservationDocument From(ObservationCurve curve, double? tolerance, IReadOnlyList<ObservedRun> runs) =>
        new()
        {
            Version = AntiphonVersion.Current,
            Game = curve.Game,
            GameHash = curve.GameHash,
            Agents = curve.Agents,
            Method = curve.Method,
            Ceiling = Ends(curve.Ceiling)!,
            Tolerance = tolerance,
            SmallestSubsample = tolerance is double within ? curve.SmallestWithin(within)?.Subsample : null,
            Rows =
            [
                .. curve.Points.Zip(runs, (point, run) =>
                    new ObservationRow(
                        point.Subsample,
                        Ends(point.Value)!,
                        Ends(point.Informed)!,
                        Ends(point.Gap)!,
                        curve.Shortfall(point),
                        Ends(point.Step),
                        run.Folder,
                        run.Candidates,
                        point.PolicyHash
                    )
                ),
            ],
        };

    /// <summary>The rows as a table for other programs.</summary>
    public string Csv()
    {
        var table = new CsvTable(
            "k",
            "valueLow",
            "valueHigh",
            "informedLow",
            "informedHigh",
            "gapLow",
            "gapHigh",
            "shortfall",
            "stepLow",
            "stepHigh",
            "run"
        );
        foreach (ObservationRow row in Rows)
        {
            table.Add(
                row.Subsample,
                row.Value[0],
                row.Value[1],
                row.Informed[0],
                row.Informed[1],
                row.Gap[0],
                row.Gap[1],
                row.Shortfall,
                row.Step?[0],
                row.Step?[1],
                row.Run
            );
        }

        return table.ToString();
    }

    private static double[]? Ends(Enclosure? figure) => figure is { } ends ? [ends.Low, ends.High] : null;
}

/// <summary>One k.</summary>
internal sealed record ObservationRow(
    int Subsample,
    IReadOnlyList<double> Value,
    IReadOnlyList<double> Informed,
    IReadOnlyList<double> Gap,
    double Shortfall,
    IReadOnlyList<double>? Step,
    string Run,
    int Candidates,
    string PolicyHash
);
