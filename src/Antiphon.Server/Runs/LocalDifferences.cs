using System.Text.Json;
using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Server;

/// <summary>Where the local agents of two runs act differently, by their state and the global state.</summary>
internal sealed class LocalDifferences
{
    private const int Listed = 200;

    private readonly CooperativeGame game;
    private readonly LocalPolicy a;
    private readonly LocalPolicy b;
    private readonly IReadOnlyList<(int Local, int Global, double Distance)> differ;

    private LocalDifferences(CooperativeGame game, LocalPolicy a, LocalPolicy b)
    {
        this.game = game;
        this.a = a;
        this.b = b;
        differ =
        [
            .. from local in Enumerable.Range(0, a.LocalStates)
            from global in Enumerable.Range(0, a.GlobalStates)
            let distance = ActionLaws.Distance(a.At(local, global), b.At(local, global))
            where distance > ActionLaws.Negligible
            orderby distance descending
            select (local, global, distance),
        ];
    }

    /// <summary>Compares two policies in games with the same names.</summary>
    public static LocalDifferences Of(CooperativeGame game, LocalPolicy a, LocalPolicy b) => new(game, a, b);

    /// <summary>Writes them as fields of an object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("states", a.LocalStates * a.GlobalStates);
        json.WriteNumber("differ", differ.Count);
        json.WriteStartArray("largest");
        foreach ((int local, int global, double distance) in differ.Take(Listed))
        {
            json.WriteStartObject();
            json.WriteString("localState", game.LocalStateNames[local]);
            json.WriteString("globalState", game.GlobalStateNames[global]);
            WriteAction(json, "a", a.At(local, global));
            WriteAction(json, "b", b.At(local, global));
            json.WriteNumber("distance", distance);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteAction(Utf8JsonWriter json, string field, ReadOnlySpan<double> law)
    {
        int action = ActionLaws.Likeliest(law);
        json.WriteStartObject(field);
        json.WriteString("action", game.LocalActionNames[action]);
        json.WriteNumber("probability", law[action]);
        json.WriteEndObject();
    }
}
