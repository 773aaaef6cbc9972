namespace Antiphon.Tests.Architecture;

/// <summary>A change of the public surface must be seen and meant.</summary>
public class PublicApiTests
{
    private static string GoldenFile => Path.Combine(RepositoryRoot.Path, "tests", "Antiphon.Tests", "Architecture", "PublicApi.txt");

    [Fact]
    public void The_public_surface_is_the_accepted_one()
    {
        string found = PublicApi.Describe(Libraries.All);
        if (Environment.GetEnvironmentVariable("ANTIPHON_ACCEPT") == "1")
        {
            File.WriteAllText(GoldenFile, found);
        }
        string expected = File.Exists(GoldenFile) ? File.ReadAllText(GoldenFile).ReplaceLineEndings("\n") : "";
        Assert.True(expected == found, Difference(expected, found));
    }

    private static string Difference(string expected, string found)
    {
        string[] before = expected.Split('\n');
        string[] after = found.Split('\n');
        IEnumerable<string> gone = before.Except(after, StringComparer.Ordinal).Select(line => "- " + line.Trim());
        IEnumerable<string> added = after.Except(before, StringComparer.Ordinal).Select(line => "+ " + line.Trim());
        return "The public surface of the library changed. If it is meant, run the tests once with the environment variable "
            + "ANTIPHON_ACCEPT=1 (it rewrites Architecture/PublicApi.txt) and commit the file.\n"
            + string.Join('\n', gone.Concat(added).Take(60));
    }
}
