using Antiphon.Tests.Architecture;

namespace Antiphon.Tests.Cli;

/// <summary>The fenced blocks of a section of a page: commands, and what the page says they print.</summary>
internal static class WorkedExample
{
    private const string Fence = "```\n";

    /// <summary>The blocks below "## A worked example", in order.</summary>
    public static string[] Blocks(string page)
    {
        string text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", page));
        int start = text.IndexOf("## A worked example", StringComparison.Ordinal);
        string section = text[start..text.IndexOf("\n## ", start, StringComparison.Ordinal)];
        return [.. section.Split(Fence).Index().Where(part => part.Index % 2 == 1).Select(part => part.Item)];
    }

    /// <summary>The arguments of the command on a line.</summary>
    public static string[] Arguments(string line) => line.Split(' ')[1..];
}
