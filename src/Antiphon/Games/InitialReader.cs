using System.Collections.Immutable;
using System.Text.Json;

namespace Antiphon.Games;

/// <summary>Reads initial laws of a game file.</summary>
/// <param name="json">Where violations go.</param>
/// <param name="levels">Reads rows of probabilities.</param>
internal sealed class InitialReader(StrictJson json, LevelReader levels)
{
    /// <summary>Fields of "initial"; with types, only the first.</summary>
    public static readonly ImmutableArray<string> InitialFields = ["global", "local"];

    /// <summary>Fields of "initial.local" where it is an object.</summary>
    public static readonly ImmutableArray<string> LocalLawFields = ["dirichlet"];

    /// <summary>The initial law of a game; without a number of local states it has types, whose laws stand with them.</summary>
    public InitialLaw? Read(string place, JsonElement element, int globalStates, int? localStates)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return json.Wrong<InitialLaw>(place, element, "an object with the fields global and local");
        }

        json.Fields(place, element, localStates is null ? ["global"] : InitialFields, []);
        double[]? global = GameReader.Field(
            element,
            "global",
            (at, law) => Law(at, law, globalStates, "\"uniform\" or an array of probabilities"),
            "initial."
        );
        LocalInitialLaw? local = localStates is { } count
            ? GameReader.Field(element, "local", (at, law) => LocalLaw(at, law, count), "initial.")
            : new TypedLocalLaw([]);
        return new InitialLaw(global is null ? default : [.. global], local!);
    }

    /// <summary>The initial law of local agents.</summary>
    public LocalInitialLaw? LocalLaw(string place, JsonElement element, int localStates)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return Law(place, element, localStates, "\"uniform\", an array of probabilities or {\"dirichlet\": number}") is { } law
                ? new IndependentLocalLaw([.. law])
                : null;
        }

        json.Fields(place, element, LocalLawFields, []);
        return new DirichletLocalLaw(
            GameReader.Field<double?>(element, "dirichlet", (at, number) => json.Number(at, number), place + ".") ?? double.NaN
        );
    }

    private double[]? Law(string place, JsonElement element, int states, string expected) =>
        element.ValueKind switch
        {
            JsonValueKind.String when element.GetString() == "uniform" => UniformLaw(states),
            JsonValueKind.Array => levels.Probabilities(place, element),
            _ => json.Wrong<double[]>(place, element, expected),
        };

    /// <summary>The law that is written as "uniform".</summary>
    public static double[] UniformLaw(int states)
    {
        double[] law = new double[states];
        Array.Fill(law, 1.0 / states);
        return law;
    }
}
