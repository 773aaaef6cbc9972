namespace Antiphon.Numerics;

/// <summary>A mean with the interval that covers the true mean with the stated confidence.</summary>
/// <param name="Mean">Mean of the samples.</param>
/// <param name="Low">Lower end; negative infinity when a single sample says nothing about the spread.</param>
/// <param name="High">Upper end; positive infinity when a single sample says nothing about the spread.</param>
/// <param name="StandardError">Estimated standard deviation of the mean; positive infinity for a single sample.</param>
/// <param name="Count">Number of samples.</param>
public sealed record ConfidenceInterval(double Mean, double Low, double High, double StandardError, long Count);
