using System.Text.RegularExpressions;
using Antiphon.Tests.Architecture;
using Antiphon.Tests.Cli;

namespace Antiphon.Tests.Docs;

/// <summary>The conversations in docs/environment.md are what the process says, word for word.</summary>
public partial class EnvironmentPageTests : CommandLineTest
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "environment.md"));

    public static TheoryData<string, string> Conversations
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (Match match in Conversation().Matches(Page))
            {
                data.Add(match.Groups["command"].Value, match.Groups["body"].Value);
            }

            return data;
        }
    }

    [Fact]
    public void The_page_shows_every_request() =>
        Assert.Equal(
            ["describe", "reset", "step"],
            Request()
                .Matches(Page)
                .Select(match => match.Groups["name"].Value)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );

    [Theory]
    [MemberData(nameof(Conversations))]
    public void The_process_says_what_the_page_says(string command, string body)
    {
        // A line of a reply that is broken in the page goes on with two spaces.
        string[] lines = body.Replace("\n  ", "", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Input = () => new StringReader(string.Concat(Marked('>').Select(line => $"{line}\n")));

        Outcome outcome = Run(command.Split(' ')[1..]);

        Assert.Equal(Marked('<'), outcome.Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

        IEnumerable<string> Marked(char mark) => lines.Where(line => line[0] == mark).Select(line => line[2..]);
    }

    [GeneratedRegex(@"<!-- lines: (?<command>.*) -->\n```json\n(?<body>[^`]*)```", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Conversation();

    [GeneratedRegex(@"> \{""request"":""(?<name>\w+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Request();
}
