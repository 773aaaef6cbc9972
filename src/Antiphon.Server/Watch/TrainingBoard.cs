using System.Text.Json;
using Antiphon.Equilibrium;
using Antiphon.Planning;

namespace Antiphon.Server;

/// <summary>The starts and the proposals of a training, in the order in which they became known.</summary>
/// <param name="words">Why a start ended, in a word or two.</param>
internal sealed class TrainingBoard(Func<StopReason, string> words) : IWorkBoard
{
    /// <summary>How many of the latest proposals are kept.</summary>
    public const int Most = 50_000;

    private const int Slack = 5_000;

    private readonly Lock changing = new();
    private readonly SortedDictionary<int, (object State, RestartSummary Summary)> restarts = [];
    private readonly SortedSet<int> changed = [];
    private readonly List<Proposal> proposals = [];
    private long forgotten;
    private long told;

    /// <inheritdoc/>
    public bool HasChanged
    {
        get
        {
            lock (changing)
            {
                return changed.Count > 0;
            }
        }
    }

    private long Count => forgotten + proposals.Count;

    /// <summary>Receives the states of all starts, as far as they began.</summary>
    public void Show<TPair>(IReadOnlyList<RestartState<TPair>> states)
        where TPair : class
    {
        lock (changing)
        {
            foreach (RestartState<TPair> state in states)
            {
                (object State, RestartSummary Summary) known = restarts.GetValueOrDefault(state.Restart);
                if (ReferenceEquals(known.State, state))
                {
                    continue;
                }

                proposals.AddRange(state.Proposals.Skip(known.Summary?.Proposals ?? 0));
                restarts[state.Restart] = (state, RestartSummary.Of([state], [])[0]);
                changed.Add(state.Restart);
            }

            Forget();
        }
    }

    /// <inheritdoc/>
    public Action<Utf8JsonWriter> Snapshot()
    {
        lock (changing)
        {
            long before = forgotten;
            RestartSummary[] summaries = [.. restarts.Values.Select(each => each.Summary)];
            Proposal[] judged = [.. proposals];
            return json =>
            {
                json.WriteNumber("forgotten", before);
                WriteRestarts(json, summaries);
                WriteProposals(json, judged, before);
            };
        }
    }

    /// <inheritdoc/>
    public void WriteChanges(Utf8JsonWriter json)
    {
        lock (changing)
        {
            WriteRestarts(json, changed.Select(number => restarts[number].Summary));
            long from = Math.Max(told, forgotten);
            WriteProposals(json, proposals.Skip((int)(from - forgotten)), from);
            changed.Clear();
            told = Count;
        }
    }

    /// <inheritdoc/>
    public void Stop()
    {
        // What it holds is what was judged.
    }

    private void Forget()
    {
        if (proposals.Count > Most + Slack)
        {
            int most = proposals.Count - Most;
            proposals.RemoveRange(0, most);
            forgotten += most;
        }
    }

    private void WriteRestarts(Utf8JsonWriter json, IEnumerable<RestartSummary> summaries) =>
        json.WriteRows("restarts", summaries, restart =>
        {
            json.WriteNumber("restart", restart.Restart);
            json.WriteString("start", restart.Start);
            json.WriteFigure("value", restart.Value);
            json.WriteFigure("globalGain", restart.GlobalGain);
            json.WriteFigure("localGain", restart.LocalGain);
            json.WriteNumber("accepted", restart.Accepted);
            json.WriteNumber("proposals", restart.Proposals);
            json.WriteString("stopped", restart.StopReason is StopReason reason ? words(reason) : "");
        });

    private static void WriteProposals(Utf8JsonWriter json, IEnumerable<Proposal> latest, long before) =>
        json.WriteRows("proposals", latest.Index(), row =>
        {
            (int place, Proposal proposal) = row;
            json.WriteNumber("number", before + place + 1);
            json.WriteNumber("restart", proposal.Restart);
            json.WriteNumber("sweep", proposal.Sweep);
            json.WriteString("player", proposal.Player == Player.Global ? "global" : "local");
            json.WriteString("oracle", proposal.Oracle);
            json.WriteFigure("value", proposal.ModelValue);
            json.WriteFigure("gain", proposal.Gain);
            json.WriteFigure("low", proposal.GainLow);
            json.WriteFigure("high", proposal.GainHigh);
            json.WriteBoolean("accepted", proposal.Accepted);
            json.WriteString("verdict", proposal.Verdict);
        });
}
