using System.Globalization;

namespace Antiphon.Server;

/// <summary>The number of the last event that arrived, from a client that goes on.</summary>
internal static class LastEvent
{
    private const string Header = "Last-Event-ID";

    /// <summary>Reads it; null where the client begins.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="ProblemException">It is no number.</exception>
    public static long? Of(HttpRequest request)
    {
        string text = request.Headers[Header].ToString();
        return text.Length == 0 ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
            : throw ProblemException.Invalid(
                Header,
                "is no number of an event",
                "the id of the last event that arrived",
                "send the number, or leave the header out"
            );
    }
}
