using Antiphon.Evaluation;
using Antiphon.Numerics;

namespace Antiphon.Cli.Output;

/// <summary>
/// The result of certify on a run with alpha vectors, "antiphon-bounds/1". Pairs of numbers are intervals; see
/// <see cref="BoundsCertificate"/> for what is proved.
/// </summary>
internal sealed record BoundsDocument(
    string Format,
    string Version,
    string Meaning,
    string Game,
    string GameHash,
    string PolicyHash,
    long Agents,
    int Subsample,
    string Sampling,
    int Horizon,
    ConfidenceInterval Value,
    double TruncationBound,
    ConfidenceInterval FullInformationAtLeast,
    ConfidenceInterval FullInformationAtMost,
    int Starts,
    int Subpopulation,
    bool IsClosed,
    IReadOnlyList<double> DispatcherGap,
    IReadOnlyList<double> AgentGap
)
{
    /// <summary>The format.</summary>
    public const string CurrentFormat = "antiphon-bounds/1";

    private const string Explained =
        "fullInformation: proved at each start drawn, intervals over the starts; value: 95% interval by simulation; dispatcherGap: the "
        + "upper bound, a proved number, minus the value's interval; agentGap: as of the limit of many agents, by simulated episodes, "
        + "not proved";

    public static BoundsDocument From(BoundsCertificate certificate) =>
        new(
            CurrentFormat,
            AntiphonVersion.Current,
            Explained,
            certificate.Game,
            certificate.GameHash,
            certificate.PolicyHash,
            certificate.Agents,
            certificate.Subsample,
            certificate.Sampling,
            certificate.Horizon,
            certificate.Value,
            certificate.TruncationBound,
            certificate.FullInformation.Lower,
            certificate.FullInformation.Upper,
            certificate.FullInformation.Starts,
            certificate.Subpopulation,
            certificate.IsClosed,
            [certificate.Dispatcher.Lower, certificate.Dispatcher.Upper],
            [certificate.Agent.Lower, certificate.Agent.Upper]
        );

    /// <summary>Prints it for people.</summary>
    public void Write(Report report, string file)
    {
        report.Paragraph(
            $"{Figures.Printable(Game)}: {Figures.Count(Agents, "local agent")}, of which the global agent sees "
                + $"{Figures.Count(Subsample)}; the bounds of full information are proved, the rest are ESTIMATES by simulation"
        );
        report.Line();
        report.Fact("Sampling", Figures.Printable(Sampling));
        report.Fact(
            "Full information",
            $"{Rounded.Down(FullInformationAtLeast.Mean)} to {Rounded.Up(FullInformationAtMost.Mean)}",
            $"the best dispatcher that observes everybody, beside these local agents: proved at each of {Figures.Count(Starts, "start")} "
                + $"drawn; means over them, {Between(FullInformationAtLeast)} and {Between(FullInformationAtMost)} (95%). The upper bound "
                + $"takes the exact value of {Figures.Count(Subpopulation, "agent")}"
        );
        report.Fact(
            "Return",
            Figures.Value(Value.Mean),
            $"of the pair: 95% interval {Between(Value)}; {Figures.Count(Horizon, "step")}, truncation error at most "
                + $"{Figures.Value(TruncationBound)}"
        );
        report.Line();
        report.Table(
            ["Who deviates", ">gains at most", "how far that is proved"],
            [
                ["the dispatcher", Rounded.Up(DispatcherGap[1]), "a proved number minus an interval"],
                ["one agent, for itself", Rounded.Up(AgentGap[1]), "as of the limit, by simulation"],
            ]
        );
        report.Line();
        report.Paragraph(
            "The dispatcher's figure is the upper bound minus the pair's return, with all intervals and the truncation error; no "
                + "dispatcher gains more, whatever it observes. The agent's is that of one which moves neither the population nor what "
                + "the dispatcher observes, and knows the coming global states; a stationary policy was found that gains "
                + $"{(AgentGap[0] > 0 ? $"at least {Rounded.Down(AgentGap[0])}" : "nothing that can be told from 0")}."
        );
        if (!IsClosed)
        {
            report.Paragraph(
                "The search for vectors ended before its bounds of the limit met: the lower bound of full information may be short of it."
            );
        }

        report.Line();
        report.Line($"Certificate: {file}");
    }

    private static string Between(ConfidenceInterval interval) => Output.Words.Interval(interval);
}
