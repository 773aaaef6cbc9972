namespace Antiphon.Evaluation;

/// <summary>
/// The value functions and deviating policies that an exact certificate's figures rest on. With them <see cref="CertificateVerifier"/> rechecks the certificate without
/// solving anything. Stored in a file of its own beside the certificate, see <see cref="WitnessFile"/>.
/// </summary>
public sealed class CertificateWitness
{
    internal CertificateWitness(IReadOnlyList<WitnessFunction> functions) => Functions = functions;

    internal IReadOnlyList<WitnessFunction> Functions { get; }

    /// <summary>Doubles in all functions together.</summary>
    public long Numbers => Functions.Sum(function => (long)function.Values.Length);

    internal WitnessFunction? Find(string name) => Functions.FirstOrDefault(function => function.Name == name);
}
