namespace Antiphon.Populations;

/// <summary>
/// Notices a wrong model by its innovations: their squares, exponentially weighted over about <see cref="Window"/> observations, against
/// the mean and variance they have when the model is right. A value: copy it to branch.
/// </summary>
/// <remarks>
/// With weights lambda^age, the excess sum(square - degrees) over the square root of sum(lambda^(2 age) variance) is a standard score,
/// about normal over the window. Squares of few draws are skewed: one agent seen in a rare state is no proof. Each therefore counts up to
/// 4 of its own standard deviations, so that an alarm takes more than one observation.
/// </remarks>
internal struct InnovationMonitor
{
    /// <summary>Observations that count, about.</summary>
    internal const int Window = 20;

    /// <summary>Standard scores above this raise the alarm.</summary>
    internal const double Level = 4;

    // How many of its own standard deviations one observation counts at most.
    private const double Largest = 4;

    private const double Kept = 1 - (1.0 / Window);

    private double squares;
    private double degrees;
    private double variance;

    /// <summary>The standard score of the squares seen.</summary>
    internal readonly double Score => variance > 0 ? (squares - degrees) / Math.Sqrt(variance) : 0;

    /// <summary>Whether the score is above the level.</summary>
    internal readonly bool Alarmed => Score > Level;

    /// <summary>By how much the squares exceed their mean, as a share of it; 0 when they do not.</summary>
    internal readonly double Excess => degrees > 0 ? Math.Max(0, (squares - degrees) / degrees) : 0;

    /// <summary>Writes it.</summary>
    internal readonly void Save(BinaryWriter writer)
    {
        writer.Write(squares);
        writer.Write(degrees);
        writer.Write(variance);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    internal static InnovationMonitor Restore(BinaryReader reader) =>
        new()
        {
            squares = reader.ReadDouble(),
            degrees = reader.ReadDouble(),
            variance = reader.ReadDouble(),
        };

    /// <summary>Takes an innovation in.</summary>
    internal void Add(Innovation innovation)
    {
        squares = (Kept * squares) + Math.Min(innovation.Square, innovation.Degrees + (Largest * Math.Sqrt(innovation.Variance)));
        degrees = (Kept * degrees) + innovation.Degrees;
        variance = (Kept * Kept * variance) + innovation.Variance;
    }
}
