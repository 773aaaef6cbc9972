using System.Collections.Immutable;

namespace Antiphon.Games;

/// <summary>A box of R^d: the product of closed intervals.</summary>
public sealed record Box
{
    /// <summary>Makes a box.</summary>
    /// <param name="low">Lower ends, one per coordinate; at least one.</param>
    /// <param name="high">Upper ends, each above its lower end.</param>
    /// <exception cref="InvalidInputException">
    /// The numbers of ends differ or are zero, an end is not finite, or an upper end is not above its lower end.
    /// </exception>
    public Box(IEnumerable<double> low, IEnumerable<double> high)
    {
        (Low, High) = ([.. low], [.. high]);
        if (Low.IsEmpty || Low.Length != High.Length)
        {
            throw new InvalidInputException(
                $"a box has {Low.Length} lower and {High.Length} upper bounds; expected the same number of both, at least one"
            );
        }

        for (int c = 0; c < Low.Length; c++)
        {
            if (!double.IsFinite(Low[c]) || !double.IsFinite(High[c]) || !(Low[c] < High[c]))
            {
                throw new InvalidInputException(
                    $"coordinate {c} of a box is [{Low[c]}, {High[c]}]; expected finite bounds, the second above the first"
                );
            }
        }
    }

    /// <summary>The interval [low, high] of the line.</summary>
    /// <param name="low">Lower end.</param>
    /// <param name="high">Upper end.</param>
    public static Box Interval(double low, double high) => new([low], [high]);

    /// <summary>Lower ends.</summary>
    public ImmutableArray<double> Low { get; }

    /// <summary>Upper ends.</summary>
    public ImmutableArray<double> High { get; }

    /// <summary>Number of coordinates d.</summary>
    public int Dimension => Low.Length;

    /// <summary>The nearest point of the box along one coordinate; NaN stays NaN.</summary>
    /// <param name="coordinate">Which coordinate.</param>
    /// <param name="value">Any number.</param>
    public double Clip(int coordinate, double value) => Math.Max(Low[coordinate], Math.Min(High[coordinate], value));
}
