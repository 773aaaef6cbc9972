using System.IO.Compression;

namespace Antiphon.Tests.Files;

public class NpzWriterTests
{
    [Fact]
    public void The_digest_is_one_of_names_and_contents()
    {
        string digest = DigestOf("values", 1, 2);
        Assert.Equal(digest, DigestOf("values", 1, 2));
        Assert.NotEqual(digest, DigestOf("shares", 1, 2), StringComparer.Ordinal);
        Assert.NotEqual(digest, DigestOf("values", 1, 3), StringComparer.Ordinal);
    }

    private static string DigestOf(string name, params double[] values)
    {
        using var bytes = new MemoryStream();
        using (var writer = new NpzWriter(bytes))
        {
            writer.Add(name, [values.Length], values);
            writer.End();
        }

        using var archive = new ZipArchive(bytes);
        using Stream entry = archive.GetEntry("digest.npy")!.Open();
        using var content = new MemoryStream();
        entry.CopyTo(content);
        return Convert.ToHexString(content.ToArray());
    }
}
