using System.Text.RegularExpressions;

namespace Antiphon.Tests.Architecture;

/// <summary>
/// The planted faults (tests/planted) still have a place in the code and tests that should notice them. Whether these do takes a build of
/// each: tests/planted/check.
/// </summary>
public partial class PlantedFaultTests
{
    private const int Planted = 40;

    private static readonly string[] Patches = [.. Directory.GetFiles(Folder, "*.patch").Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(RepositoryRoot.Path, "tests", "planted");

    public static TheoryData<string> Names => [.. Patches.Select(patch => Path.GetFileName(patch)!)];

    [Fact]
    public void They_are_numbered() =>
        Assert.Equal(
            Enumerable.Range(1, Planted).Select(number => $"{number:00}"),
            Patches.Select(patch => Path.GetFileName(patch)[..2]),
            StringComparer.Ordinal
        );

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_applies_at_one_place_and_names_tests_that_exist(string name)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Folder, name));
        Assert.Matches("^# .+[.]$", lines[0]);
        Match filter = Filter().Match(lines[1]);
        Assert.True(filter.Success, lines[1]);
        Assert.Contains(typeof(PlantedFaultTests).Assembly.GetTypes(), type => type.Name == filter.Groups["class"].Value);
        string target = lines.Single(line => line.StartsWith("+++ b/", StringComparison.Ordinal))["+++ b/".Length..];
        string code = '\n' + File.ReadAllText(Path.Combine(RepositoryRoot.Path, target));
        string[] hunks = [.. Hunks(lines)];
        Assert.NotEmpty(hunks);
        Assert.All(hunks, hunk => Assert.Equal(2, code.Split(hunk).Length));
    }

    // What each hunk replaces, with the lines around it.
    private static IEnumerable<string> Hunks(string[] lines)
    {
        var former = new List<string>();
        foreach (string line in lines.SkipWhile(line => !line.StartsWith("@@", StringComparison.Ordinal)).Append("@@"))
        {
            if (line.StartsWith("@@", StringComparison.Ordinal) && former.Count > 0)
            {
                yield return $"\n{string.Join('\n', former)}\n";
                former.Clear();
            }

            if (line.StartsWith(' ') || line.StartsWith('-'))
            {
                former.Add(line[1..]);
            }
        }
    }

    [GeneratedRegex("^# killed by: FullyQualifiedName~(?<class>[A-Za-z]+Tests)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Filter();
}
