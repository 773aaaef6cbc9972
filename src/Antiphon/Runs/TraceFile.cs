using System.Text;
using System.Text.Json;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Runs;

/// <summary>
/// trace.jsonl: one judged proposal per line, by restart and then by index, whatever order they were judged in. No timings, so that equal
/// runs have equal traces.
/// </summary>
internal static class TraceFile
{
    public static string Write(IEnumerable<Proposal> proposals)
    {
        var text = new StringBuilder();
        foreach (Proposal proposal in proposals.OrderBy(proposal => proposal.Restart).ThenBy(proposal => proposal.Index))
        {
            text.Append(JsonSerializer.Serialize(proposal, RunJsonStyle.Line.TypeOf<Proposal>())).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Reads a trace.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or a line is no proposal; it is named.</exception>
    public static IReadOnlyList<Proposal> Read(string path)
    {
        string[] lines = InputFile.ReadText(path).Split('\n');
        var proposals = new List<Proposal>(lines.Length);
        for (int number = 0; number < lines.Length; number++)
        {
            if (lines[number].Length > 0)
            {
                proposals.Add(Parse(path, number + 1, lines[number]));
            }
        }

        return proposals;
    }

    private static Proposal Parse(string path, int number, string line)
    {
        string source = $"{path}: line {number}";
        return InputFile.Parse(line, source, root => InputFile.As(root, source, RunJsonStyle.Line.TypeOf<Proposal>()));
    }
}
