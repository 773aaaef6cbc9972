namespace Antiphon.Server;

/// <summary>Why requests of sessions are refused.</summary>
internal static class SessionProblems
{
    private const string Opened = "open a new session (POST /v1/sessions)";

    /// <summary>There is no such session, or there is none any more.</summary>
    public static ProblemException Unknown() =>
        new(
            StatusCodes.Status404NotFound,
            "There is no such session",
            new Violation("id", "is not the id of an open session", "the id of an open session", Opened)
        );

    /// <summary>The policy is served with other contents.</summary>
    public static ProblemException OtherPolicy() =>
        Lost(
            "belongs to a different version of its policy",
            "the policy from when the session was opened",
            $"serve that policy again, or {Opened}"
        );

    /// <summary>The same policy acts otherwise, or believes something else.</summary>
    public static ProblemException OtherBehaviour() =>
        Lost(
            "cannot be repeated: its policy now acts or estimates differently",
            "a policy that repeats the same actions and estimates",
            $"serve it with the same program on the same kind of machine, or {Opened}"
        );

    /// <summary>Another version of the program wrote what the session remembers.</summary>
    public static ProblemException OtherProgram() =>
        Lost(
            "was saved by another version of the program, whose memory differs",
            "a session of this version",
            $"serve it with the version that opened it, or {Opened}"
        );

    /// <summary>The stored session cannot be continued.</summary>
    public static ProblemException Damaged() =>
        Lost(
            "is damaged in the store, or its policy fails when its steps are repeated",
            "a session whose steps can be repeated",
            $"restore the store from a copy, or close the session (DELETE) and {Opened}"
        );

    /// <summary>There is no room for another session.</summary>
    /// <param name="open">How many are open.</param>
    /// <param name="most">How many may be.</param>
    public static ProblemException TooMany(long open, long most) =>
        new(
            StatusCodes.Status429TooManyRequests,
            "There are too many sessions",
            new Violation("sessions", $"number {open}", $"at most {most}", "close sessions that are no longer needed")
        );

    /// <summary>The key is that of a request that asked for something else.</summary>
    /// <param name="found">What it was used for.</param>
    /// <param name="advice">When to use a new key.</param>
    public static ProblemException OtherRequest(string found, string advice) =>
        new(
            StatusCodes.Status422UnprocessableEntity,
            "The key belongs to another request",
            new Violation(SessionEndpoints.KeyHeader, found, "the request that first had this key, or a new key", advice)
        );

    /// <summary>The key is that of a step that is no longer kept.</summary>
    public static ProblemException KeyTooOld() =>
        new(
            StatusCodes.Status410Gone,
            "The response is no longer stored",
            new Violation(
                SessionEndpoints.KeyHeader,
                "belongs to an earlier step, whose response is no longer stored",
                $"a new key, or that of one of the latest {Session.StepsKept} steps",
                "use a new key for each step, and repeat a request before later steps"
            )
        );

    /// <summary>Another server takes the session's steps.</summary>
    public static ProblemException Busy() =>
        new(
            StatusCodes.Status409Conflict,
            "The session is used by another client",
            new Violation("id", "has steps at another server at the same time", "one user of a session", "try again")
        )
        {
            RetryAfter = 1,
        };

    private static ProblemException Lost(string found, string expected, string remedy) =>
        new(StatusCodes.Status409Conflict, "The session cannot continue", new Violation("id", found, expected, remedy));
}
