namespace Antiphon.Evaluation;

/// <summary>What pairs earn in one population, by how many agents their dispatcher sees: the value of observation.</summary>
public sealed record ObservationCurve
{
    /// <summary>The game's name.</summary>
    public required string Game { get; init; }

    /// <summary>Hash of the game, with <see cref="Agents"/>.</summary>
    public required string GameHash { get; init; }

    /// <summary>n.</summary>
    public required long Agents { get; init; }

    /// <summary><see cref="NashCertificate.Exact"/>: every figure is proved; or <see cref="NashCertificate.Estimated"/>.</summary>
    public required string Method { get; init; }

    /// <summary>One point per pair, by growing k; at least one.</summary>
    public required IReadOnlyList<ObservationPoint> Points { get; init; }

    /// <summary>The most that a dispatcher that sees all n agents earns beside any of these local policies.</summary>
    public Enclosure Ceiling => new(Points.Max(point => point.Informed.Low), Points.Max(point => point.Informed.High));

    /// <summary>
    /// An upper bound on how much less a pair earns than the ceiling. Unlike its own <see cref="ObservationPoint.Gap"/> this does not
    /// favour local policies beside which no dispatcher earns much.
    /// </summary>
    /// <param name="point">A point of this curve.</param>
    public double Shortfall(ObservationPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return Ceiling.High - point.Value.Low;
    }

    /// <summary>The pair with the smallest k that earns within a tolerance of the ceiling; null when none does.</summary>
    /// <param name="tolerance">In units of the return; positive.</param>
    public ObservationPoint? SmallestWithin(double tolerance)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tolerance);
        return Points.FirstOrDefault(point => Shortfall(point) <= tolerance);
    }
}

/// <summary>One pair of an <see cref="ObservationCurve"/>. Expectations are under the initial law.</summary>
/// <param name="Subsample">k.</param>
/// <param name="PolicyHash">Which pair, see <see cref="Evaluation.PolicyHash"/>.</param>
/// <param name="Value">Expected discounted return of the pair.</param>
/// <param name="Informed">The same with the best dispatcher that sees all n agents, beside the pair's local policy.</param>
/// <param name="Gap">Informed minus value: what all further observation could add; never below 0.</param>
/// <param name="Step">Value minus that of the pair before it in the curve, whose dispatcher sees fewer agents; null at the first.</param>
public sealed record ObservationPoint(
    int Subsample,
    string PolicyHash,
    Enclosure Value,
    Enclosure Informed,
    Enclosure Gap,
    Enclosure? Step
);

/// <summary>Two numbers between which a figure lies: proved, or in an estimate the ends of a 95 % interval.</summary>
/// <param name="Low">Not above the figure.</param>
/// <param name="High">Not below the figure.</param>
public readonly record struct Enclosure(double Low, double High)
{
    /// <summary>The middle.</summary>
    public double Middle => Low + ((High - Low) / 2);

    /// <summary>A figure and what it may be off by.</summary>
    internal static Enclosure Around(double value, double error) => new(value - error, value + error);

    /// <summary>Where the difference of two figures lies.</summary>
    internal Enclosure Minus(Enclosure other) => new(Low - other.High, High - other.Low);

    /// <summary>The part that is not negative, for a figure that is known not to be.</summary>
    internal Enclosure NotNegative() => new(Math.Max(0, Low), Math.Max(0, High));
}
