namespace Antiphon.Evaluation;

/// <summary>Reports the stages of a job whose costs are roughly known beforehand.</summary>
internal sealed class StageProgress(IProgress<CertificateProgress>? target, double[] costs)
{
    private readonly double total = costs.Sum();
    private double done;
    private int stage;

    /// <summary>The stage before has ended; the next begins.</summary>
    internal void Next(string text)
    {
        target?.Report(new CertificateProgress(Math.Min(1, done / total), text));
        done += stage < costs.Length ? costs[stage] : 0;
        stage++;
    }
}
