using System.Buffers;
using System.Globalization;

namespace Antiphon.Server;

/// <summary>The open sessions, page by page.</summary>
/// <param name="store">Where they are kept.</param>
internal sealed class SessionListEndpoint(ISessionStore store)
{
    private const int Ordinary = 50;
    private const int Largest = 200;
    private static readonly SearchValues<char> IdLetters = SearchValues.Create("0123456789abcdef");

    /// <summary>Adds the route.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/sessions", List);

    private async Task List(HttpContext context)
    {
        int most = Limit(context.Request.Query["limit"].ToString());
        SessionPlace? after = After(context.Request.Query["after"].ToString());

        // One more than is shown tells whether there are more.
        IReadOnlyList<ListedSession> found = await store.List(after, most + 1);
        await JsonAnswer.Write(context, StatusCodes.Status200OK, (Found: found, Most: most), static (json, list) =>
        {
            json.WriteStartArray("sessions");
            foreach (ListedSession session in list.Found.Take(list.Most))
            {
                json.WriteStartObject();
                json.WriteString("session", session.Row.Id);
                json.WriteString("policy", session.Row.Policy);
                json.WriteString("version", session.Row.Version);
                json.WriteNumber("seed", session.Row.Seed);
                json.WriteNumber("steps", session.Steps);
                json.WriteString("opened", Time(session.Opened));
                if (session.Taken is long taken)
                {
                    json.WriteString("latest", Time(taken));
                }

                if (session.Holder is not null)
                {
                    json.WriteString("holder", session.Holder);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (list.Found.Count > list.Most)
            {
                ListedSession last = list.Found[list.Most - 1];
                json.WriteString("next", $"{last.Opened}-{last.Row.Id}");
            }
        });
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static int Limit(string text) =>
        text.Length == 0 ? Ordinary
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit is >= 1 and <= Largest ? limit
        : throw ProblemException.Invalid("limit", "is out of range, or no number", $"a whole number from 1 to {Largest}", "correct it");

    private static SessionPlace? After(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        int split = text.IndexOf('-', StringComparison.Ordinal);
        return
            split > 0
            && long.TryParse(text.AsSpan(0, split), NumberStyles.None, CultureInfo.InvariantCulture, out long opened)
            && text.AsSpan(split + 1).ContainsAnyExcept(IdLetters) == false
            ? new SessionPlace(opened, text[(split + 1)..])
            : throw ProblemException.Invalid("after", "is no place in this list", "the field next of the page before", "begin without it");
    }
}
