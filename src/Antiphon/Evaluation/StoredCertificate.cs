namespace Antiphon.Evaluation;

/// <summary>A certificate as read from a file: only its form has been checked.</summary>
/// <param name="Certificate">The figures.</param>
/// <param name="EpsilonInitial">The claimed epsilon under the initial law.</param>
/// <param name="EpsilonWorst">The claimed epsilon from every state.</param>
/// <param name="WitnessHash">SHA-256 of the witness file in lower-case hexadecimal; null when there is none.</param>
public sealed record StoredCertificate(NashCertificate Certificate, double EpsilonInitial, double EpsilonWorst, string? WitnessHash);
