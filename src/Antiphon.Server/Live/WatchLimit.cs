namespace Antiphon.Server;

/// <summary>How many connections may watch, at most: each holds a socket and a queue.</summary>
internal static class WatchLimit
{
    /// <summary>Of sessions, and of the simulated population.</summary>
    public const int Most = 256;

    /// <summary>Requires room for one more.</summary>
    /// <param name="count">How many watch.</param>
    /// <exception cref="ProblemException">There is none.</exception>
    public static void Require(int count)
    {
        if (count >= Most)
        {
            throw new ProblemException(
                StatusCodes.Status429TooManyRequests,
                "Too many watch",
                new Violation("connections", $"number {count}", $"at most {Most} that watch", "close pages that nobody looks at")
            )
            {
                RetryAfter = 10,
            };
        }
    }
}
