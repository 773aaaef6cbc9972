using Antiphon.Cli.Output;
using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Cli.Reporting;

/// <summary>How far the pair is from equilibrium, where it was certified.</summary>
internal static class CertificateSection
{
    /// <summary>Says it; no section without a certificate.</summary>
    /// <exception cref="InvalidInputException">The certificate is damaged.</exception>
    public static IEnumerable<ReportSection> Of(string file, CooperativeGame game, JointPolicy? policy)
    {
        if (Disk.Current.IsFile(file))
        {
            NashCertificate certificate = CertificateFile.Load(file).Certificate;
            string sampling = certificate.Sampling ?? SamplingRule.Uniform.Text;
            yield return new ReportSection(
                "Certificate",
                [.. CertifiedBlocks.Misfit(file, certificate.PolicyHash, sampling, game, policy), .. Blocks(certificate)]
            );
        }
    }

    private static IEnumerable<ReportBlock> Blocks(NashCertificate certificate)
    {
        bool exact = certificate.Method == NashCertificate.Exact;
        yield return new Paragraph(
            exact
                ? $"Distance from an equilibrium with {Figures.Count(certificate.Agents, "agent")}; every figure is proved."
                : $"Distance from an equilibrium with {Figures.Count(certificate.Agents, "agent")}: an estimate, nothing here is proved."
        );
        yield return new Facts([.. Facts(certificate, exact)]);
        yield return CertifiedBlocks.Deviations(
            exact
                ? "The expected gain under the initial law lies between the two bars, which are proved."
                : "Estimates of the expected gain under the initial law, from the least to the most.",
            [
                DataColumn.Number("low", "Expected gain, at least"),
                DataColumn.Number("high", "at most"),
                DataColumn.Number("worstLow", "From the worst state, at least"),
                DataColumn.Number("worstHigh", "at most"),
            ],
            [
                Row("the dispatcher", certificate.DispatcherGap),
                Row("one agent, for the team", certificate.AgentGap),
                Row("one agent, for itself", certificate.SelfishAgentGap),
                Row("all agents together", certificate.TeamGap),
                Row("everyone, centrally", certificate.WelfareGap),
            ]
        );
        yield return new Paragraph(
            exact
                ? "At least: a deviation was found that gains this much. At most: no deviation gains more, even with full information. "
                    + "`antiphon verify` rechecks the certificate without the solver."
                : "Estimated by paired simulation and the mean-field model."
        );
        foreach (string notice in certificate.Notices)
        {
            yield return new Caution(Figures.Printable(notice));
        }
    }

    private static IEnumerable<Fact> Facts(NashCertificate certificate, bool exact)
    {
        yield return new Fact(
            "Discounted return",
            Figures.Value(certificate.Value),
            exact || certificate.Estimate is not { } estimate
                ? $"± {Rounded.Up(certificate.Residual)}, on average over the initial states"
                : $"95% interval {Figures.Value(estimate.ValueLow)} to {Figures.Value(estimate.ValueHigh)} over "
                    + $"{Figures.Count(estimate.Horizon, "step")}"
        );
        yield return new Fact(
            "Epsilon",
            Rounded.Up(certificate.EpsilonInitial),
            exact
                ? "proved bound of what the dispatcher or one agent alone could gain for the team, on average over the initial states; "
                    + $"{Rounded.Up(certificate.EpsilonWorst)} from the worst state"
                : $"estimated, on average over the initial states; {Rounded.Up(certificate.EpsilonWorst)} from the worst state"
        );
        if (certificate.FirstOrderGap is double slope)
        {
            yield return new Fact(
                "First-order gap",
                Rounded.Up(slope),
                "largest gain from a change of the shared local policy, by the linearized value"
            );
        }
    }

    private static Cell[] Row(string who, EquilibriumGap gap) =>
        [
            who,
            CertifiedBlocks.AtLeast(gap.Initial.Lower),
            CertifiedBlocks.AtMost(gap.Initial.Upper),
            CertifiedBlocks.AtLeast(gap.Worst.Lower),
            CertifiedBlocks.AtMost(gap.Worst.Upper),
        ];
}
