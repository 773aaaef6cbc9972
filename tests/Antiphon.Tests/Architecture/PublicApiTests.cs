namespace Antiphon.Tests.Architecture;

/// <summary>A change of the public surface must be seen and meant.</summary>
public class PublicApiTests
{
    public static TheoryData<string> Assemblies => [.. Libraries.All.Select(each => each.GetName().Name!)];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_public_surface_is_the_accepted_one(string assembly)
    {
        string golden = Path.Combine(RepositoryRoot.Path, "tests", "Antiphon.Tests", "Architecture", $"PublicApi.{assembly}.txt");
        string found = PublicApi.Describe(Libraries.All.Single(each => each.GetName().Name == assembly));
        if (Environment.GetEnvironmentVariable("ANTIPHON_ACCEPT") == "1")
        {
            File.WriteAllText(golden, found);
        }
        string expected = File.Exists(golden) ? File.ReadAllText(golden).ReplaceLineEndings("\n") : "";
        Assert.True(expected == found, Difference(expected, found));
    }

    private static string Difference(string expected, string found)
    {
        string[] before = expected.Split('\n');
        string[] after = found.Split('\n');
        IEnumerable<string> gone = before.Except(after, StringComparer.Ordinal).Select(line => "- " + line.Trim());
        IEnumerable<string> added = after.Except(before, StringComparer.Ordinal).Select(line => "+ " + line.Trim());
        return "The public surface of the library changed. If it is meant, run the tests once with the environment variable "
            + "ANTIPHON_ACCEPT=1 (it rewrites Architecture/PublicApi.*.txt) and commit the files.\n"
            + string.Join('\n', gone.Concat(added).Take(60));
    }
}
