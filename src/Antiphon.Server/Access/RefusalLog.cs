namespace Antiphon.Server;

/// <summary>
/// Writes a line for each request that may not be made. An address that is refused too often has to wait and gets no more lines, so that
/// keys cannot be tried quickly and lines cannot flood.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="log">Receives the lines.</param>
internal sealed class RefusalLog(TimeProvider clock, TextWriter log)
{
    /// <summary>How many refusals per second, in bursts of that many, an address gets.</summary>
    public const int MostPerSecond = 10;

    private readonly RateLimit limit = new(MostPerSecond, clock);
    private long unlisted;

    /// <summary>Where a request comes from.</summary>
    /// <param name="context">The request.</param>
    public static string Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    /// <summary>The answer to a client that asks too often.</summary>
    /// <param name="found">What is too often.</param>
    public static ProblemException TooMany(string found) =>
        new(
            StatusCodes.Status429TooManyRequests,
            "There are too many requests",
            new Violation("rate", found, "fewer requests per second", "wait, and send the request again")
        )
        {
            RetryAfter = 1,
        };

    /// <summary>Refuses a request whose address was refused too often.</summary>
    /// <param name="context">The request.</param>
    /// <exception cref="ProblemException">It was.</exception>
    public void RequireFewRefusals(HttpContext context)
    {
        if (!limit.WouldAllow(Address(context)))
        {
            throw Unlisted();
        }
    }

    /// <summary>Writes the line of a refusal.</summary>
    /// <param name="context">The request.</param>
    /// <param name="client">Who sent it.</param>
    /// <param name="refusal">Why it may not be made.</param>
    /// <returns>The answer: the refusal, or to wait where there were too many.</returns>
    public ProblemException Refuse(HttpContext context, string client, ProblemException refusal)
    {
        // Whoever has a key and asks too often does not use up what strangers at the address have left.
        if (!limit.Allows(refusal.Status == StatusCodes.Status429TooManyRequests ? $"rate {client}" : Address(context)))
        {
            return Unlisted();
        }

        // The path is the client's text; the route is not.
        string method = context.GetEndpoint() is null ? "-" : context.Request.Method;
        long before = Interlocked.Exchange(ref unlisted, 0);
        string more = before == 0 ? "" : $" ({before} earlier refusals are not logged)";
        log.WriteLine(
            $"{clock.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ} refused {refusal.Status} {method} {RequestPipeline.Route(context)} to {client}: "
                + $"{refusal.Problem.Place} {refusal.Problem.Found}{more}"
        );
        return refusal;
    }

    private ProblemException Unlisted()
    {
        Interlocked.Increment(ref unlisted);
        return TooMany("of refused requests is too high");
    }
}
