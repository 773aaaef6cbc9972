using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Evaluation;

/// <summary>
/// A certificate and its witness are two files, and no file system replaces two at once. The new witness therefore gets a name of its own
/// first, then the certificate is replaced, then the witness: at every instant the certificate in place has its witness beside it.
/// </summary>
internal static class CertificateStore
{
    /// <summary>Stores a certificate.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="witness">Its witness, or null.</param>
    /// <param name="path">The certificate's file; it is replaced if it exists, and so is the witness beside it.</param>
    /// <param name="cancellation">Cancels; both files then stay as they were.</param>
    /// <returns>The hash of the witness file; null when there is none.</returns>
    /// <exception cref="InvalidInputException">A file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static string? Save(NashCertificate certificate, CertificateWitness? witness, string path, CancellationToken cancellation)
    {
        if (witness is null)
        {
            CertificateFile.Save(certificate, path);
            return null;
        }

        string next = NextFor(path);
        string hash = WitnessFile.Save(witness, next, cancellation);
        CertificateFile.Save(certificate, path, hash);
        AtomicFile.Rename(next, WitnessFile.PathFor(path));
        return hash;
    }

    /// <summary>Reads the witness of a certificate, as <see cref="WitnessFile.Load"/> does.</summary>
    /// <param name="path">The certificate's file.</param>
    /// <param name="game">The game that the policy belongs to.</param>
    /// <param name="policy">The pair.</param>
    /// <param name="stored">The certificate.</param>
    /// <param name="cancellation">Cancels.</param>
    public static CertificateWitness LoadWitness(
        string path,
        CooperativeGame game,
        JointPolicy policy,
        StoredCertificate stored,
        CancellationToken cancellation
    )
    {
        string next = NextFor(path);
        string file =
            Disk.Current.IsFile(next) && WitnessFile.HashOf(next, cancellation) == stored.WitnessHash ? next : WitnessFile.PathFor(path);
        return WitnessFile.Load(file, game, policy, stored, cancellation);
    }

    private static string NextFor(string path) => Path.ChangeExtension(path, ".next.witness");
}
