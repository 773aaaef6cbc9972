using System.Text.Json;

namespace Antiphon.Server;

/// <summary>A request that is refused, with what its sender needs to put it right.</summary>
/// <param name="status">The status code of the answer.</param>
/// <param name="title">The kind of problem, the same for every request that has it.</param>
/// <param name="problem">The place at fault, what was found, what was expected and what to do.</param>
internal sealed class ProblemException(int status, string title, Violation problem) : Exception(problem.ToString())
{
    private const int LongestFound = 80;

    /// <summary>The status code.</summary>
    public int Status { get; } = status;

    /// <summary>The kind of problem.</summary>
    public string Title { get; } = title;

    /// <summary>Place, found, expected, remedy.</summary>
    public Violation Problem { get; } = problem;

    /// <summary>Seconds after which the same request may be granted; null where waiting does not help.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>A value in the body that cannot be used.</summary>
    /// <param name="field">The path of the value.</param>
    /// <param name="found">What is there, as the rest of a sentence that starts with the field.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="remedy">What to do.</param>
    public static ProblemException Invalid(string field, string found, string expected, string remedy) =>
        new(StatusCodes.Status400BadRequest, "The request is invalid", new Violation(field, found, expected, remedy));

    /// <summary>A JSON value in a sentence that starts with its place; shortened where it is long.</summary>
    /// <param name="element">The value.</param>
    public static string Is(JsonElement element)
    {
        string text = element.GetRawText();
        return text.Length <= LongestFound ? $"is {text}" : $"is {text[..LongestFound]}..";
    }
}
