namespace Antiphon.Numerics;

/// <summary>How far a task is.</summary>
/// <param name="Fraction">Share of the work that is done, 0 to 1, as far as it can be foreseen.</param>
/// <param name="Text">What is being done; empty where the task has one part.</param>
public readonly record struct Progress(double Fraction, string Text = "");
