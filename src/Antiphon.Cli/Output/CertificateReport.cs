using Antiphon.Evaluation;

namespace Antiphon.Cli.Output;

/// <summary>Certificates and verifications for people.</summary>
internal static class CertificateReport
{
    /// <summary>Prints a certificate.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="certificate">The certificate.</param>
    /// <param name="file">The file it went to, as shown to the user.</param>
    /// <param name="verifiable">Whether a witness lies beside it.</param>
    public static void Write(Report report, NashCertificate certificate, string file, bool verifiable)
    {
        bool exact = certificate.Method == NashCertificate.Exact;
        report.Paragraph(
            $"{Figures.Printable(certificate.Game)}: {Figures.Count(certificate.Agents, "local agent")}, of which the global agent "
                + $"observes {Figures.Count(certificate.Subsample)}; "
                + (exact ? "every figure is proved" : "ESTIMATE: nothing here is proved")
        );
        report.Line();
        if (certificate.Sampling is string sampling)
        {
            report.Fact("Sampling", Figures.Printable(sampling));
        }

        report.Fact(
            "Discounted return",
            Figures.Value(certificate.Value),
            exact
                ? $"+- {Rounded.Up(certificate.Residual)}, on average over the initial states"
                : $"95% interval {Interval(new GapInterval(certificate.Estimate!.ValueLow, certificate.Estimate.ValueHigh))} over "
                    + $"{Figures.Count(certificate.Estimate.Horizon, "step")}"
        );
        report.Fact(
            "Epsilon",
            Rounded.Up(certificate.EpsilonInitial),
            exact
                ? "proved bound of what the dispatcher or one agent alone could gain for the team, on average over the initial states; "
                    + $"{Rounded.Up(certificate.EpsilonWorst)} from the worst state"
                : $"estimated, on average over the initial states; {Rounded.Up(certificate.EpsilonWorst)} from the worst state"
        );
        if (certificate.FirstOrderGap is double slope)
        {
            report.Fact(
                "First-order gap",
                Rounded.Up(slope),
                "bound on what small changes of the shared local policy could gain; large changes may gain more"
            );
        }

        report.Line();
        report.Table(
            ["Deviation by", ">expected gain", ">from the worst state"],
            [
                Row("the dispatcher", certificate.DispatcherGap),
                Row("one agent, for the team", certificate.AgentGap),
                Row("one agent, for itself", certificate.SelfishAgentGap),
                Row("all agents together", certificate.TeamGap),
                Row("everyone, centrally", certificate.WelfareGap),
            ]
        );
        report.Line();
        report.Paragraph(
            exact
                ? "Each lower bound is the gain of a deviation that was found. No deviation gains more than the upper bound. The upper "
                    + "bounds of the dispatcher and of one agent hold even with full information; those of all agents together and of "
                    + "everyone "
                    + Welfare(certificate)
                : "Estimated by paired simulation and the mean-field model; the file has both resolutions."
        );
        if (certificate.Estimate is { } details)
        {
            Trend(report, details);
        }

        foreach (string notice in certificate.Notices)
        {
            report.Paragraph($"Note: {notice}");
        }

        report.Line();
        report.Line($"Certificate: {file}{(verifiable ? "" : " (without value functions)")}");
        report.Line($"Took:        {Figures.Duration(certificate.Seconds)}");
    }

    /// <summary>Prints a verification.</summary>
    public static void Write(Report report, VerificationDocument verification)
    {
        report.Paragraph(
            $"{Figures.Printable(verification.Game)}: certificate at {Figures.Count(verification.Agents, "local agent")}, of which the "
                + $"global agent observes {Figures.Count(verification.Subsample)}"
        );
        report.Line();
        if (verification.Sampling is string sampling)
        {
            report.Fact("Sampling", Figures.Printable(sampling));
        }

        report.Fact(
            verification.Holds ? "Holds" : "FAILS",
            verification.Holds
                ? $"{Figures.Count(verification.Inequalities)} inequalities, of which {Figures.Count(verification.BellmanStates)} are "
                    + "Bellman equations at single states"
                : verification.Failure!
        );
        if (verification.Holds)
        {
            report.Fact(
                "Epsilon",
                Rounded.Up(verification.EpsilonInitial),
                $"on average over the initial states; {Rounded.Up(verification.EpsilonWorst)} from the worst state"
            );
        }

        report.Line();
        if (verification.Sample is VerificationSample sample)
        {
            report.Paragraph(Sampled(verification, sample));
        }
        else if (verification.Holds)
        {
            report.Paragraph(
                "Every Bellman equation was checked at every state: these figures are proved, up to rounding of at most "
                    + $"{Rounded.Up(verification.Rounding)}."
            );
        }

        if (verification.Holds)
        {
            report.Paragraph(
                "Not rechecked: the first-order gap, the duration, the notices and the version in the file, and the names of states and "
                    + "actions. Bounds may be wider than necessary. Game and policy are those of the run folder; --json prints their "
                    + "hashes, to be compared with those that you expect."
            );
        }
    }

    private static string Sampled(VerificationDocument verification, VerificationSample sample) =>
        verification.Holds
            ? $"NOT A PROOF: only {Figures.Count(sample.Checked)} of {Figures.Count(sample.States)} states of {sample.Function} were "
                + $"checked, drawn with seed {verification.Seed}. A function that is wrong at one state passes with probability "
                + $"{sample.MissOfOne:0.0000}; one that is wrong at {Figures.Count(sample.FoundFrom)} or more states passes with "
                + "probability below 0.01. Figures from the worst state can depend on a single state. Functions with at most "
                + $"{Figures.Count(VerificationOptions.EveryState)} states are checked at every state; raise this limit with --states."
            : $"The states were drawn with seed {verification.Seed}; repeat the check with --seed {verification.Seed}.";

    private static void Trend(Report report, EstimateDetails details)
    {
        report.Line();
        report.Paragraph("Proved figures at growing numbers of agents, on average over the initial states:");
        report.Table(
            [">agents", ">return", ">dispatcher", ">one agent", ">itself", ">epsilon"],
            details.Trend.Select(point =>
                (IReadOnlyList<string>)
                    [
                        Figures.Count(point.Agents),
                        Figures.Value(point.Value),
                        Interval(point.Dispatcher),
                        Interval(point.Agent),
                        Interval(point.Selfish),
                        Rounded.Up(point.EpsilonInitial),
                    ]
            )
        );
    }

    private static string Welfare(NashCertificate certificate) =>
        certificate.WelfareGroup > 0
            ? $"come from a controller that observes everything and controls groups of {Figures.Count(certificate.WelfareGroup)}."
            : "are loose: they use the most favorable population for every row and reward in every step, because "
                + $"{Figures.Count(certificate.Agents)} agents that depend on each other have too many joint choices.";

    private static string[] Row(string who, EquilibriumGap gap) => [who, Interval(gap.Initial), Interval(gap.Worst)];

    private static string Interval(GapInterval interval) => $"[{Rounded.Down(interval.Lower)}, {Rounded.Up(interval.Upper)}]";
}
