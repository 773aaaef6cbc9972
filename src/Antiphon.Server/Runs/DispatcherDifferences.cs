using System.Text.Json;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Server;

/// <summary>
/// Where two dispatchers act differently: at the same observations where both observe alike, and by the shares of their actions where both
/// can be listed. Every possible observation counts once.
/// </summary>
internal sealed class DispatcherDifferences
{
    private const int Listed = 200;
    private const long MostProbabilities = 40_000_000;

    private readonly string? reason;
    private readonly CooperativeGame game;
    private readonly IReadOnlyList<(int State, int Action, double A, double B)> shares;
    private readonly IReadOnlyList<DifferingObservations>? groups;
    private readonly long observations;

    private DispatcherDifferences(
        CooperativeGame game,
        string? reason,
        IReadOnlyList<(int State, int Action, double A, double B)> shares,
        IReadOnlyList<DifferingObservations>? groups,
        long observations
    )
    {
        this.game = game;
        this.reason = reason;
        this.shares = shares;
        this.groups = groups;
        this.observations = observations;
    }

    /// <summary>Compares two dispatchers in games with the same names.</summary>
    public static DispatcherDifferences Of(Deployed a, Deployed b, CancellationToken cancellation)
    {
        if ((WhyNot(a) ?? WhyNot(b)) is string reason)
        {
            return new DispatcherDifferences(a.Game, reason, [], null, 0);
        }

        CountLattice seen = ObservationLattice.Of(a.Game, a.Policy.Subsample);
        CountLattice other = ObservationLattice.Of(b.Game, b.Policy.Subsample);
        bool alike = seen.Blocks.SequenceEqual(other.Blocks);
        return new DispatcherDifferences(
            a.Game,
            alike ? null : $"they observe differently (k = {a.Policy.Subsample} and {b.Policy.Subsample})",
            [.. Shares(ActionLaws.Means(a, seen, cancellation), ActionLaws.Means(b, other, cancellation))],
            alike ? ActionLaws.Differing(a, b, seen, cancellation) : null,
            (long)a.Game.GlobalStates * seen.Size
        );
    }

    /// <summary>Writes them as fields of an object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        if (reason is not null)
        {
            json.WriteString("reason", reason);
        }

        json.WriteStartArray("shares");
        foreach ((int state, int action, double a, double b) in shares.Take(Listed))
        {
            json.WriteStartObject();
            json.WriteString("globalState", game.GlobalStateNames[state]);
            json.WriteString("action", game.GlobalActionNames[action]);
            json.WriteNumber("a", a);
            json.WriteNumber("b", b);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (groups is null)
        {
            return;
        }

        json.WriteNumber("observations", observations);
        json.WriteNumber("differ", groups.Sum(group => group.Count));
        json.WriteNumber("groups", groups.Count);
        json.WriteStartArray("largest");
        foreach (DifferingObservations group in groups.Take(Listed))
        {
            json.WriteStartObject();
            json.WriteString("globalState", game.GlobalStateNames[group.State]);
            json.WriteString("a", game.GlobalActionNames[group.A]);
            json.WriteString("b", game.GlobalActionNames[group.B]);
            json.WriteNumber("observations", group.Count);
            json.WriteString("example", Words(group.Example));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string? WhyNot(Deployed each)
    {
        int places = each.Game.GlobalStates * each.Game.GlobalActions;
        return each.Policy.ActionLaw is null ? "what one of them does depends on all its observations, not on the present one alone"
            : ObservationLattice.Vectors(each.Game, each.Policy.Subsample) > MostProbabilities / places
                ? "one of them has too many possible observations to go through all of them"
            : null;
    }

    private static IEnumerable<(int State, int Action, double A, double B)> Shares(double[][] a, double[][] b) =>
        Enumerable
            .Range(0, a.Length)
            .SelectMany(state =>
                Enumerable.Range(0, a[state].Length).Select(action => (state, action, a[state][action], b[state][action]))
            )
            .Where(share => Math.Abs(share.Item3 - share.Item4) > ActionLaws.Negligible)
            .OrderByDescending(share => Math.Abs(share.Item3 - share.Item4))
            .ThenBy(share => share.state)
            .ThenBy(share => share.action);

    // Where observations get lost, the number of the lost comes first.
    private string Words(int[] observation)
    {
        int first = observation.Length - game.LocalStates;
        IEnumerable<string> parts = observation
            .Index()
            .Where(place => place.Item > 0)
            .Select(place => place.Index < first ? $"{place.Item} lost" : $"{place.Item} in {game.LocalStateNames[place.Index - first]}");
        return string.Join(", ", parts);
    }
}
