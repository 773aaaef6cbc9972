namespace Antiphon.Simulation;

/// <summary>How well a remembering dispatcher knew the population.</summary>
/// <param name="EstimateError">
/// Mean over all steps of the total variation between the estimate it acted on and the population's fractions; from 0 to 1.
/// </param>
/// <param name="AlarmShare">Share of all steps in which its test of the model failed and the spread of the estimate was increased.</param>
public sealed record MemoryMeasure(double EstimateError, double AlarmShare);
