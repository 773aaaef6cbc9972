using Antiphon.Evaluation;
using Antiphon.Numerics;

namespace Antiphon.Cli.Output;

/// <summary>
/// The result of certify on a run whose dispatcher remembers, "antiphon-memory-certificate/1". Pairs of numbers are 95 % intervals.
/// </summary>
internal sealed record MemoryCertificateDocument
{
    public string Format { get; init; } = "antiphon-memory-certificate/1";

    public required string Version { get; init; }

    public required string Game { get; init; }

    public required string GameHash { get; init; }

    public required string PolicyHash { get; init; }

    public required long Agents { get; init; }

    public required int Subsample { get; init; }

    public string Class { get; init; } = Words;

    public required int Horizon { get; init; }

    public required IReadOnlyList<double> Value { get; init; }

    public required IReadOnlyList<double> Informed { get; init; }

    public required IReadOnlyList<double> Gap { get; init; }

    public required double TruncationBound { get; init; }

    public required string Model { get; init; }

    public required int Resolution { get; init; }

    public required double BestInModel { get; init; }

    public required double BestInModelError { get; init; }

    public required double LargestGain { get; init; }

    private const string Words =
        "dispatchers that act by a plan on one filter's estimate of the population, and stationary local policies";

    public static MemoryCertificateDocument From(MemoryCertificate certificate) =>
        new()
        {
            Version = AntiphonVersion.Current,
            Game = certificate.Game,
            GameHash = certificate.GameHash,
            PolicyHash = certificate.PolicyHash,
            Agents = certificate.Agents,
            Subsample = certificate.Subsample,
            Horizon = certificate.Horizon,
            Value = Ends(certificate.Value),
            Informed = Ends(certificate.Informed),
            Gap = Ends(certificate.Gap),
            TruncationBound = certificate.TruncationBound,
            Model = certificate.Model,
            Resolution = certificate.Resolution,
            BestInModel = certificate.BestInModel,
            BestInModelError = certificate.BestInModelError,
            LargestGain = certificate.LargestGain,
        };

    /// <summary>Prints it for people.</summary>
    public void Write(Report report, string file)
    {
        bool exact = Model == NashCertificate.Exact;
        report.Paragraph(
            $"{Figures.Printable(Game)}: {Figures.Count(Agents, "local agent")}, of which a dispatcher that remembers sees "
                + $"{Figures.Count(Subsample)}; "
                + $"{(exact ? "values by simulation, the bound on the best dispatcher is proved" : "ESTIMATE: nothing here is proved")}"
        );
        report.Line();
        report.Fact("Return", Shown(Value), $"of the pair, {Figures.Count(Horizon, "step")}, 95% interval");
        report.Fact(
            "Sees all",
            Shown(Informed),
            $"the best plan of the {Model} model for a dispatcher that sees every agent, same episodes"
        );
        report.Fact("Knowing is worth", Shown(Gap), "the difference, paired, 95% interval");
        report.Fact(
            "Best in the model",
            Figures.Value(BestInModel),
            $"return without end of the best dispatcher that knows the population, {Model}, resolution {Figures.Count(Resolution)}; "
                + $"{(exact ? "error at most" : "two resolutions differ by")} {Figures.Value(BestInModelError)}"
        );
        report.Fact(
            "Any dispatcher gains",
            $"<= {Figures.Value(LargestGain)}",
            $"beside the same local policy, {Figures.Value(TruncationBound)} for what comes after the horizon included"
        );
        report.Line();
        report.Paragraph(
            $"An equilibrium, where training found one, is one among {Class}. What other dispatchers could gain is bounded by full "
                + "information, as above; what another local policy could gain is the last gain that training reports."
        );
        report.Line();
        report.Line($"Certificate: {file}");
    }

    private static string Shown(IReadOnlyList<double> ends) => $"{Rounded.Down(ends[0])} to {Rounded.Up(ends[1])}";

    private static IReadOnlyList<double> Ends(ConfidenceInterval interval) => [interval.Low, interval.High];
}
