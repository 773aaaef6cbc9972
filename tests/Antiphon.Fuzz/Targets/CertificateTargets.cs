using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Fuzz;

/// <summary>Readers of certificates and their witnesses.</summary>
internal static class CertificateTargets
{
    private const string Head = "antiphon-witness/1\n";

    /// <summary>Certificates.</summary>
    public static FuzzTarget Certificate(FuzzFolder folder, Scratch scratch) =>
        FuzzTarget.OfFile("certificate", "certificate.json", scratch, path =>
        {
            StoredCertificate stored = CertificateFile.Load(path);
            return Encoding.UTF8.GetBytes(CertificateFile.Write(stored.Certificate, stored.WitnessHash));
        });

    /// <summary>Witness files, under a certificate that names their hash: else nothing of them would be read.</summary>
    public static FuzzTarget Witness(FuzzFolder folder, Scratch scratch)
    {
        Func<byte[], byte[]> rewrite = Rewrite(folder, scratch);
        return new FuzzTarget("witness", input =>
        {
            byte[] once = rewrite(input);
            RoundTripException.Require(once, rewrite(once));
        });
    }

    /// <summary>
    /// The functions of a witness, before they are compressed: a changed byte of a compressed one hardly ever gets that far.
    /// </summary>
    public static FuzzTarget Functions(FuzzFolder folder, Scratch scratch)
    {
        Func<byte[], byte[]> rewrite = Rewrite(folder, scratch);
        return new FuzzTarget("witness-functions", input =>
        {
            byte[] once = rewrite(Deflated(input));
            RoundTripException.Require(once, rewrite(once));
        });
    }

    /// <summary>The part of a witness file that <see cref="Functions"/> takes.</summary>
    /// <param name="file">A witness file.</param>
    public static byte[] Inflated(byte[] file)
    {
        using var inflated = new MemoryStream();
        using var packed = new DeflateStream(new MemoryStream(file, Head.Length, file.Length - Head.Length), CompressionMode.Decompress);
        packed.CopyTo(inflated);
        return inflated.ToArray();
    }

    private static byte[] Deflated(byte[] functions)
    {
        using var file = new MemoryStream();
        file.Write(Encoding.ASCII.GetBytes(Head));
        using (var packed = new DeflateStream(file, CompressionLevel.Fastest, leaveOpen: true))
        {
            packed.Write(functions);
        }

        return file.ToArray();
    }

    private static Func<byte[], byte[]> Rewrite(FuzzFolder folder, Scratch scratch)
    {
        CooperativeGame game = GameFile.Load(folder.Fixture("run/game.json"));
        JointPolicy policy = PolicyFile.Load(folder.Fixture("run/policy.json"), game);
        StoredCertificate stored = CertificateFile.Load(folder.Fixture("run/certificate.json"));
        return file =>
        {
            StoredCertificate named = stored with { WitnessHash = Convert.ToHexStringLower(SHA256.HashData(file)) };
            string path = scratch.Write("certificate.witness", file);
            WitnessFile.Save(WitnessFile.Load(path, game, policy, named), path);
            return File.ReadAllBytes(path);
        };
    }
}
