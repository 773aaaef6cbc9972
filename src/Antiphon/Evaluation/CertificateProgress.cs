namespace Antiphon.Evaluation;

/// <summary>How far a certification is.</summary>
/// <param name="Fraction">Share of the work that is done, 0 to 1, as far as it can be foreseen.</param>
/// <param name="Text">What is being computed.</param>
public readonly record struct CertificateProgress(double Fraction, string Text);
