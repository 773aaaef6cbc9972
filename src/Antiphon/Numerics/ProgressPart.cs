namespace Antiphon.Numerics;

/// <summary>The progress of one part of a longer task, as the share of the whole that it is.</summary>
/// <param name="whole">Receives the progress of the whole, or null.</param>
/// <param name="done">What is done of the whole before this part; 0 to 1.</param>
/// <param name="share">What this part is of the whole; 0 to 1.</param>
/// <param name="name">Which part; empty where the whole needs no names.</param>
internal sealed class ProgressPart(IProgress<Progress>? whole, double done, double share, string name = "") : IProgress<Progress>
{
    /// <inheritdoc/>
    public void Report(Progress value)
    {
        string[] words = [name, value.Text];
        string text = string.Join(": ", words.Where(word => word.Length > 0));
        whole?.Report(new Progress(done + (share * Math.Clamp(value.Fraction, 0, 1)), text));
    }
}
