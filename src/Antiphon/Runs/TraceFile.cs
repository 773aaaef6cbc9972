using System.Text;
using System.Text.Json;
using Antiphon.Equilibrium;

namespace Antiphon.Runs;

/// <summary>trace.jsonl: one judged proposal per line, by restart and then by index, whatever order they were judged in. No timings, so that equal runs have equal traces.</summary>
internal static class TraceFile
{
    public static string Write(IEnumerable<RestartState> restarts)
    {
        var text = new StringBuilder();
        foreach (Proposal proposal in restarts.SelectMany(restart => restart.Proposals).OrderBy(proposal => proposal.Restart).ThenBy(proposal => proposal.Index))
        {
            text.Append(JsonSerializer.Serialize(proposal, RunJsonStyle.Line.TypeOf<Proposal>())).Append('\n');
        }

        return text.ToString();
    }
}
