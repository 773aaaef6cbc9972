using System.Text;
using System.Text.RegularExpressions;

namespace Antiphon.Tests.Architecture;

/// <summary>docs/rooms.md is drawn from the code.</summary>
public partial class RoomsPageTests
{
    private static string Page => Path.Combine(RepositoryRoot.Path, "docs", "rooms.md");

    /// <summary>Numbers of statements are as of the last time that the page was written; everything else must agree.</summary>
    [Fact]
    public void The_picture_is_that_of_the_code()
    {
        string found = Draw();
        if (Environment.GetEnvironmentVariable("ANTIPHON_ACCEPT") == "1")
        {
            File.WriteAllText(Page, found);
        }

        string expected = File.Exists(Page) ? File.ReadAllText(Page).ReplaceLineEndings("\n") : "";
        Assert.Equal(Statements().Replace(expected, ""), Statements().Replace(found, ""));
    }

    private static string Draw()
    {
        StringBuilder page = new();
        page.Append("# Rooms\n\nDrawn from the code by `ANTIPHON_ACCEPT=1 dotnet test --filter RoomsPage`; a test compares it.\n");
        page.Append("An arrow means that a room or an assembly uses another; an arrow that follows from others is left out.\n");
        page.Append("Types are public types; `docs/count` counts more, for any commit.\n\n```mermaid\nflowchart TD\n");
        page.Append("    subgraph Antiphon\n");
        foreach (string room in Rooms.InOrder)
        {
            page.Append($"        {room}[\"{room}<br/>{Size(Path.Combine("Antiphon", room))}\"]\n");
        }

        IReadOnlyDictionary<string, string[]> uses = RoomUses();
        foreach ((string room, string[] used) in uses)
        {
            page.Append(Arrows(used, uses, used => $"        {room} --> {used}\n"));
        }

        page.Append("    end\n");
        foreach ((string assembly, string[] used) in Rooms.Assemblies.Skip(1))
        {
            page.Append($"    {assembly}[\"{assembly}<br/>{Size(assembly)}\"]\n");
            page.Append(Arrows(used, Rooms.Assemblies, used => $"    {assembly} --> {used}\n"));
        }

        page.Append("```\n\n| room | uses |\n|---|---|\n");
        foreach ((string room, string[] used) in uses)
        {
            page.Append($"| {room} | {(used.Length > 0 ? string.Join(", ", used) : "none")} |\n");
        }

        return page.ToString();
    }

    private static string Size(string folder)
    {
        var count = SourceCount.OfFolder(Path.Combine(RepositoryRoot.Path, "src", folder));
        return $"{count.PublicTypes} types, {count.Statements} statements";
    }

    // Files is a global using: its types are looked for by name.
    private static Dictionary<string, string[]> RoomUses()
    {
        IEnumerable<string> files = typeof(AntiphonVersion)
            .Assembly.GetTypes()
            .Where(type => type.Namespace == "Antiphon.Files" && !type.IsNested)
            .Select(type => type.Name.Split('`')[0]);
        var named = new Regex($@"\b(?:{string.Join('|', files)})\b", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        return Rooms.InOrder.ToDictionary(
            room => room,
            room =>
            {
                var sources = RepositoryRoot.Sources("Antiphon").Where(file => Rooms.Of(file) == room).ToList();
                HashSet<string> used = [.. sources.SelectMany(Rooms.UsedBy)];
                if (sources.Any(file => named.IsMatch(File.ReadAllText(file))))
                {
                    used.Add("Files");
                }

                return Rooms.InOrder.Where(each => each != room && used.Contains(each)).ToArray();
            },
            StringComparer.Ordinal
        );
    }

    private static string Arrows(string[] used, IReadOnlyDictionary<string, string[]> all, Func<string, string> arrow) =>
        string.Concat(used.Where(target => !used.Any(other => other != target && Reaches(all, other, target))).Select(arrow));

    private static bool Reaches(IReadOnlyDictionary<string, string[]> all, string from, string target) =>
        all[from].Any(next => next == target || Reaches(all, next, target));

    [GeneratedRegex(@"\d+ statements", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Statements();
}
