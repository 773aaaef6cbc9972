using Antiphon.Evaluation;
using Antiphon.Numerics;

namespace Antiphon.Cli.Output;

/// <summary>
/// The result of certify on a run whose dispatcher remembers, "antiphon-memory-certificate/1". Pairs of numbers are 95 % intervals.
/// </summary>
internal sealed record MemoryCertificateDocument
{
    public const string CurrentFormat = "antiphon-memory-certificate/1";

    public string Format { get; init; } = CurrentFormat;

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
            $"{Figures.Printable(Game)}: {Figures.Count(Agents, "local agent")}, of which a dispatcher with memory observes "
                + $"{Figures.Count(Subsample)}; "
                + $"{(exact ? "values by simulation, the bound on the best dispatcher is proved" : "ESTIMATE: nothing here is proved")}"
        );
        report.Line();
        report.Fact("Return", Shown(Value), $"95% interval of the pair's return, {Figures.Count(Horizon, "step")}");
        report.Fact(
            "Observing all",
            Shown(Informed),
            $"95% interval with the best plan of the {Model} model and a dispatcher that observes all agents, same episodes"
        );
        report.Fact("Value of knowing", Shown(Gap), "95% interval of the paired difference");
        report.Fact(
            "Best in the model",
            Figures.Value(BestInModel),
            $"return of the best dispatcher that knows the population, without a horizon; {Model} model, resolution "
                + $"{Figures.Count(Resolution)}; {(exact ? "error at most" : "two resolutions differ by")} "
                + $"{Figures.Value(BestInModelError)}"
        );
        report.Fact(
            "Largest gain",
            $"<= {Figures.Value(LargestGain)}",
            $"of any dispatcher with the same local policy; includes {Figures.Value(TruncationBound)} for the reward after the horizon"
        );
        report.Line();
        report.Paragraph(
            $"If training found an equilibrium, it is an equilibrium among {Class}. The gain of other dispatchers is bounded by full "
                + "information, as above. For the gain of another local policy, see the last gain that training reports."
        );
        report.Line();
        report.Line($"Certificate: {file}");
    }

    private static string Shown(IReadOnlyList<double> ends) => $"{Rounded.Down(ends[0])} to {Rounded.Up(ends[1])}";

    private static IReadOnlyList<double> Ends(ConfidenceInterval interval) => [interval.Low, interval.High];
}
