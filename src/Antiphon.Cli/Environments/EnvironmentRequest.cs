using System.Text.Json;

namespace Antiphon.Cli.Environments;

/// <summary>One line of a learner: a JSON object whose field "request" says what is asked.</summary>
internal sealed class EnvironmentRequest
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly Dictionary<string, string[]> Fields = new(StringComparer.Ordinal)
    {
        ["describe"] = [],
        ["reset"] = ["seed", "batch", "first"],
        ["step"] = ["globalAction", "localActions"],
    };

    private readonly JsonElement root;

    private EnvironmentRequest(JsonElement root, string name) => (this.root, Name) = (root, name);

    /// <summary>describe, reset or step.</summary>
    public string Name { get; }

    /// <summary>Reads a line.</summary>
    /// <exception cref="InvalidInputException">It is no request.</exception>
    public static EnvironmentRequest Parse(string line)
    {
        try
        {
            return Checked(Root(line));
        }
        catch (InvalidOperationException problem) when (problem.Source?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true)
        {
            throw new InvalidInputException("the line contains a text with half of a surrogate pair; correct it", problem);
        }
    }

    private static EnvironmentRequest Checked(JsonElement parsed)
    {
        if (
            parsed.ValueKind != JsonValueKind.Object
            || !parsed.TryGetProperty("request", out JsonElement name)
            || name.ValueKind != JsonValueKind.String
            || !Fields.TryGetValue(name.GetString()!, out string[]? known)
        )
        {
            throw new InvalidInputException(
                $"the line is {Short(parsed)}; expected an object with \"request\": one of {string.Join(", ", Fields.Keys)}"
            );
        }

        foreach (JsonProperty field in parsed.EnumerateObject())
        {
            if (field.Name != "request" && !known.Contains(field.Name, StringComparer.Ordinal))
            {
                throw new InvalidInputException(
                    $"{Output.Figures.Printable(field.Name)} is not a field of {name.GetString()}; expected "
                        + (known.Length == 0 ? "no further field" : string.Join(", ", known))
                );
            }
        }

        return new EnvironmentRequest(parsed, name.GetString()!);
    }

    /// <summary>A whole number that may be absent.</summary>
    /// <exception cref="InvalidInputException">It is none, or out of range.</exception>
    public ulong? Whole(string field, ulong least, ulong most)
    {
        if (!root.TryGetProperty(field, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out ulong number) && number >= least && number <= most
            ? number
            : throw new InvalidInputException($"{field} is {Short(value)}; expected a whole number from {least} to {most}");
    }

    /// <summary>A field of a step that must be there.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="shape">What it holds, for the message.</param>
    /// <exception cref="InvalidInputException">It is absent.</exception>
    public JsonElement Required(string field, string shape) =>
        root.TryGetProperty(field, out JsonElement value)
            ? value
            : throw new InvalidInputException($"{field} is missing; expected {shape}");

    /// <summary>Refuses a field for a side that a fixed policy decides for.</summary>
    /// <exception cref="InvalidInputException">It is there.</exception>
    public void Refuse(string field, string side)
    {
        if (root.TryGetProperty(field, out _))
        {
            throw new InvalidInputException($"{field} is given, but a fixed policy decides for {side}; leave it out");
        }
    }

    /// <summary>The entries of an array of one length.</summary>
    /// <exception cref="InvalidInputException">It is none, or has another length.</exception>
    public static JsonElement.ArrayEnumerator Entries(JsonElement value, long length, Func<string> place, string per)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw new InvalidInputException($"{place()} is {Short(value)}; expected an array of {length} entries, one per {per}");
        }

        return value.GetArrayLength() == length
            ? value.EnumerateArray()
            : throw new InvalidInputException($"{place()} has {value.GetArrayLength()} entries; expected {length}, one per {per}");
    }

    /// <summary>The beginning of a value, for messages.</summary>
    public static string Short(JsonElement value)
    {
        const int most = 40;
        string text = Output.Figures.Printable(value.GetRawText());
        return text.Length <= most ? text : $"{text[..most]}..";
    }

    private static JsonElement Root(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Strict);
            return document.RootElement.Clone();
        }
        catch (JsonException damage)
        {
            // What follows tells a place within the line in the words of the parser.
            string cause = damage.Message.Split(" LineNumber: ")[0];
            throw new InvalidInputException(
                $"the line is not JSON at byte {damage.BytePositionInLine}: {Output.Figures.Printable(cause)} Expected one object on each "
                    + "line",
                damage
            );
        }
    }
}
