using Antiphon.Equilibrium;
using Antiphon.Evaluation;

namespace Antiphon.Cli.Output;

/// <summary>One part of a longer task: its progress, as the share of the whole that it is.</summary>
/// <param name="whole">Receives the progress of the whole.</param>
/// <param name="done">What is done of the whole before this part; 0 to 1.</param>
/// <param name="share">What this part is of the whole; 0 to 1.</param>
/// <param name="name">Which part.</param>
internal sealed class ProgressPart(ConsoleProgress whole, double done, double share, string name)
    : IProgress<AlternationProgress>,
        IProgress<CertificateProgress>,
        IProgress<double>
{
    public void Report(AlternationProgress value) => Report(value.Fraction, value.Text);

    public void Report(CertificateProgress value) => Report(value.Fraction, value.Text);

    public void Report(double value) => whole.Report(new AlternationProgress(done + (share * value), name));

    private void Report(double fraction, string text) =>
        whole.Report(new AlternationProgress(done + (share * fraction), $"{name}: {text}"));
}
