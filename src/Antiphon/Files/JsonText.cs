using System.Text.Json;

namespace Antiphon.Files;

/// <summary>Texts of JSON values. The parser lets escapes pass that are half of a pair of surrogates, and so no text.</summary>
internal static class JsonText
{
    /// <summary>The text of a value; null where it is none, or holds half of a pair.</summary>
    /// <param name="element">Any value.</param>
    public static string? Of(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
