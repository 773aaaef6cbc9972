namespace Antiphon.Learning;

/// <summary>A sum over samples of a loss of a network's outputs. One instance is asked by several threads, for different panels.</summary>
internal abstract class PanelLoss
{
    /// <summary>Adds up the loss of one panel's samples and says how it changes with the outputs.</summary>
    /// <param name="start">Number of the panel's first sample.</param>
    /// <param name="count">How many samples it has.</param>
    /// <param name="output">[output][sample], 32 samples wide.</param>
    /// <param name="derivative">
    /// The same shape, cleared before; receives the derivatives of the samples there are. Empty when only the loss is wanted.
    /// </param>
    /// <returns>The sum.</returns>
    internal abstract double Evaluate(int start, int count, ReadOnlySpan<double> output, Span<double> derivative);
}
