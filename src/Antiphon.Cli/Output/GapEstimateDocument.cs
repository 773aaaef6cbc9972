using Antiphon.Equilibrium;
using Antiphon.Learning;
using Antiphon.Numerics;

namespace Antiphon.Cli.Output;

/// <summary>The result of certify on a run in a game with continuous states, "antiphon-gap-estimate/1".</summary>
internal sealed record GapEstimateDocument(
    string Format,
    string Version,
    bool Estimated,
    string Meaning,
    string Game,
    string GameHash,
    long Agents,
    int Subsample,
    int Horizon,
    ConfidenceInterval Return,
    double? TruncationError,
    GainEstimateDocument GlobalGain,
    GainEstimateDocument LocalGain,
    int Proposals,
    ulong Seed
)
{
    /// <summary>The format.</summary>
    public const string CurrentFormat = "antiphon-gap-estimate/1";

    /// <summary>The file in the run folder.</summary>
    public const string FileName = "gap-estimate.json";

    private const string Words =
        "estimates by simulation: the lower end of each gain is a lower bound of that side's gap, up to sampling error and truncation; "
        + "no upper bound is known";

    public static GapEstimateDocument From(ContinuousRunRecord record, GapEstimate estimate, GapSearchOptions options) =>
        new(
            CurrentFormat,
            AntiphonVersion.Current,
            true,
            Words,
            record.Game,
            record.GameHash,
            estimate.Agents,
            estimate.Subsample,
            estimate.Horizon,
            estimate.Return,
            double.IsFinite(estimate.TruncationError) ? estimate.TruncationError : null,
            GainEstimateDocument.From(estimate.Global),
            GainEstimateDocument.From(estimate.Local),
            2 * options.Proposals,
            options.Seed
        );

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">It is damaged or of another format.</exception>
    public static GapEstimateDocument Load(string path) => JsonOutput.Load<GapEstimateDocument>(path, CurrentFormat);

    /// <summary>Prints it for people.</summary>
    public void Write(Report report, string file)
    {
        report.Paragraph(
            $"{Figures.Printable(Game)}: {Figures.Count(Agents, "local agent")}, of which the global agent observes "
                + $"{Figures.Count(Subsample)}; ESTIMATES by simulation"
        );
        report.Line();
        report.Fact(
            "Return",
            Figures.Value(Return.Mean),
            $"95% interval {Output.Words.Interval(Return)}; {Figures.Count(Horizon, "step")}"
        );
        if (TruncationError is double error)
        {
            report.Fact(
                "Truncation error",
                Figures.Value(error),
                $"of a gain, at most, up or down: the reward after step {Figures.Count(Horizon)}, which is not simulated"
            );
        }

        report.Line();
        report.Table(
            ["Deviation by", ">largest gain found", ">95% interval", ">gap at least (estimate)", "gap at most"],
            [.. Sides().Select(each => Row(each.Side, each.Gain))]
        );
        report.Line();
        report.Paragraph(
            $"Each gain is that of the best of {Figures.Count(Proposals, "new proposal")} by the algorithm of the training, measured "
                + $"over {Figures.Count(GlobalGain.Rollouts, "pair")} of episodes. Its lower end is a lower bound of the side's gap, up "
                + "to sampling error. A gain below 0 means that nothing better was found. There is no upper bound of the gap: another "
                + "method, or more --proposals, may find a larger gain."
        );
        report.Line();
        report.Line($"Estimate: {file}");
    }

    /// <summary>What each side could gain, with its name.</summary>
    public IEnumerable<(string Side, GainEstimateDocument Gain)> Sides()
    {
        yield return ("the global agent", GlobalGain);
        yield return ("the local agents, together", LocalGain);
    }

    private static IReadOnlyList<string> Row(string side, GainEstimateDocument gain) =>
        [
            side,
            Figures.Value(gain.LargestFound),
            $"{Figures.Value(gain.Low)} to {Figures.Value(gain.High)}",
            Figures.Value(gain.GapAtLeast),
            "not known",
        ];
}

/// <summary>What one side could gain, as estimated.</summary>
internal sealed record GainEstimateDocument(
    double LargestFound,
    double Low,
    double High,
    double GapAtLeast,
    double? GapAtMost,
    long Rollouts
)
{
    public static GainEstimateDocument From(DeployedGain gain) =>
        new(gain.Mean, gain.Low, gain.High, Math.Max(0, gain.Low), null, gain.Rollouts);
}
