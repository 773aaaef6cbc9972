using Antiphon.Cli.Reporting;
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

    /// <summary>The file in the run folder.</summary>
    public const string FileName = "bounds.json";

    /// <summary>What is proved, and what is not.</summary>
    public const string Standing = "the bounds of full information are proved, the rest are ESTIMATES by simulation";

    private const string Explained =
        "fullInformation: proved at each drawn start, with intervals over the starts; value: 95% interval by simulation; dispatcherGap: "
        + "the proved upper bound minus the value's interval; agentGap: in the limit of many agents, by simulation, not proved";

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

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">It is damaged or of another format.</exception>
    public static BoundsDocument Load(string path)
    {
        BoundsDocument document = JsonOutput.Load<BoundsDocument>(path, CurrentFormat);
        return document is { DispatcherGap.Count: 2, AgentGap.Count: 2 }
            ? document
            : throw new InvalidInputException(
                $"{path}: dispatcherGap and agentGap must have two bounds each. The file is damaged or was edited."
            );
    }

    /// <summary>How far apart the bounds of full information are, in the mean over the starts.</summary>
    public double Width() => FullInformationAtMost.Mean - FullInformationAtLeast.Mean;

    /// <summary>What full information and the pair earn.</summary>
    public IEnumerable<Fact> Facts()
    {
        yield return new Fact(
            "Full information",
            $"{Rounded.Down(FullInformationAtLeast.Mean)} to {Rounded.Up(FullInformationAtMost.Mean)}",
            "return of the best dispatcher that observes all agents, with these local agents: bounds proved at each of "
                + $"{Figures.Count(Starts, "drawn start")}; means over the starts, {Words.Interval(FullInformationAtLeast)} and "
                + $"{Words.Interval(FullInformationAtMost)} (95%). The upper bound uses the exact value of "
                + $"{Figures.Count(Subpopulation, "agent")}"
        );
        yield return new Fact(
            "Return",
            Figures.Value(Value.Mean),
            $"of the pair: 95% interval {Words.Interval(Value)}; {Figures.Count(Horizon, "step")}, truncation error at most "
                + $"{Figures.Value(TruncationBound)}"
        );
    }

    /// <summary>What each side could gain, with how far that is proved.</summary>
    public IEnumerable<(string Side, IReadOnlyList<double> Gap, string Proof)> Sides()
    {
        yield return ("the dispatcher", DispatcherGap, "a proved bound minus an interval");
        yield return ("one agent, for itself", AgentGap, "in the limit, by simulation");
    }

    /// <summary>What the gains mean.</summary>
    public IEnumerable<string> Remarks()
    {
        yield return "The dispatcher's figure is the upper bound minus the pair's return, including all intervals and the truncation "
            + "error. No dispatcher gains more, whatever it observes. The agent's figure assumes an agent that affects neither the "
            + "population nor the dispatcher's observations and that knows the future global states. "
            + (
                AgentGap[0] > 0
                    ? $"A stationary policy was found that gains at least {Rounded.Down(AgentGap[0])}."
                    : "No stationary policy was found whose gain differs significantly from 0."
            );
        if (!IsClosed)
        {
            yield return "The search for alpha vectors ended before its bounds met, so the lower bound of full information may be loose.";
        }
    }

    /// <summary>Prints it for people.</summary>
    public void Write(Report report, string file)
    {
        report.Paragraph(
            $"{Figures.Printable(Game)}: {Figures.Count(Agents, "local agent")}, of which the global agent observes "
                + $"{Figures.Count(Subsample)}; {Standing}"
        );
        report.Line();
        report.Fact("Sampling", Figures.Printable(Sampling));
        foreach (Fact fact in Facts())
        {
            report.Fact(fact.Name, fact.Value, fact.Meaning);
        }

        report.Line();
        report.Table(
            ["Deviation by", ">gains at most", "proof"],
            Sides().Select(each => (IReadOnlyList<string>)[each.Side, Rounded.Up(each.Gap[1]), each.Proof])
        );
        report.Line();
        foreach (string remark in Remarks())
        {
            report.Paragraph(remark);
        }

        report.Line();
        report.Line($"Certificate: {file}");
    }
}
