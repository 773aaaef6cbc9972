using System.Text.Json;

namespace Antiphon.Server;

/// <summary>Two runs beside each other.</summary>
internal sealed class RunComparison
{
    private readonly RunDocument a;
    private readonly RunDocument b;
    private readonly OptionDifferences options;
    private readonly ReturnDifference returns;
    private readonly PolicyDifferences policies;

    private RunComparison(RunDocument a, RunDocument b, PolicyDifferences policies)
    {
        this.a = a;
        this.b = b;
        this.policies = policies;
        options = OptionDifferences.Of(a.View!, b.View!);
        returns = new ReturnDifference(a, b);
    }

    /// <summary>Compares two runs.</summary>
    /// <exception cref="ProblemException">One of them cannot be compared.</exception>
    public static RunComparison Of(ListedRun a, ListedRun b, CancellationToken cancellation)
    {
        RunDocument first = Read("a", a);
        RunDocument second = Read("b", b);
        return new RunComparison(first, second, PolicyDifferences.Of(first, second, cancellation));
    }

    /// <summary>Writes it as fields of an object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("a");
        a.Write(json);
        json.WriteEndObject();
        json.WriteStartObject("b");
        b.Write(json);
        json.WriteEndObject();
        json.WriteStartObject("options");
        options.Write(json);
        json.WriteEndObject();
        json.WriteStartObject("returns");
        returns.Write(json);
        json.WriteEndObject();
        json.WriteStartObject("policies");
        policies.Write(json);
        json.WriteEndObject();
    }

    private static RunDocument Read(string field, ListedRun run)
    {
        if (run.IsSweep)
        {
            throw ProblemException.Invalid(field, "is a sweep", "a run", "choose one of its cells");
        }

        var document = RunDocument.Read(run);
        return document.View is null
            ? throw ProblemException.Invalid(
                field,
                $"cannot be compared: {(document.Faults is [string fault, ..] ? fault : run.Found)}",
                "a run whose record can be read",
                "choose another run"
            )
            : document;
    }
}
