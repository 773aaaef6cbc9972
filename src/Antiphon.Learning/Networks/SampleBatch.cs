namespace Antiphon.Learning;

/// <summary>
/// Inputs of a network, packed into panels of 32 samples: entry [panel][input][sample]; what is beyond the last sample is 0.
/// </summary>
internal sealed class SampleBatch
{
    private readonly double[] values;

    /// <summary>Makes a batch of zeros.</summary>
    internal SampleBatch(int inputs, int count)
    {
        (Inputs, Count) = (inputs, count);
        Panels = (count + PanelKernel.Width - 1) / PanelKernel.Width;
        values = new double[Panels * PanelSize];
    }

    internal int Inputs { get; }

    internal int Count { get; }

    internal int Panels { get; }

    private int PanelSize => Inputs * PanelKernel.Width;

    /// <summary>Samples in a panel: 32, fewer in the last.</summary>
    internal int In(int panel) => Math.Min(PanelKernel.Width, Count - (panel * PanelKernel.Width));

    internal ReadOnlySpan<double> Panel(int panel) => values.AsSpan(panel * PanelSize, PanelSize);

    /// <summary>Sets one sample.</summary>
    internal void Set(int sample, ReadOnlySpan<double> input)
    {
        int place = (sample / PanelKernel.Width * PanelSize) + (sample % PanelKernel.Width);
        for (int i = 0; i < Inputs; i++)
        {
            values[place + (i * PanelKernel.Width)] = input[i];
        }
    }
}
