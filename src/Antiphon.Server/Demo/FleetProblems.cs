namespace Antiphon.Server;

/// <summary>Why changes of the simulated population are refused.</summary>
internal static class FleetProblems
{
    /// <summary>More agents would be observed than there are.</summary>
    public static ProblemException MoreThanAll(int subsample, long agents) =>
        ProblemException.Invalid("k", $"is {subsample}", $"at most n, {agents}", "lower k, or raise n");

    /// <summary>The game has no shock.</summary>
    public static ProblemException NoShock() =>
        ProblemException.Invalid(
            "shock",
            "would move agents between types or clusters",
            "a game with one type of agents that move independently",
            "leave it out"
        );

    /// <summary>The pair cannot be deployed among so many agents.</summary>
    public static ProblemException NotDeployed(int subsample, long agents, InvalidInputException failure) =>
        ProblemException.Invalid("n", $"cannot be {agents} with k = {subsample}", failure.Message, "choose another n or k");

    /// <summary>One pair is trained at a time.</summary>
    public static ProblemException Busy() =>
        new(
            StatusCodes.Status409Conflict,
            "A training is under way",
            new Violation("k", "cannot be changed during a training", "one change at a time", "wait until the training is done")
        );

    /// <summary>There is no simulated population.</summary>
    public static ProblemException None() =>
        new(
            StatusCodes.Status404NotFound,
            "There is no simulated population",
            new Violation(
                "path",
                "leads to nothing at this server",
                "a server with a demonstration",
                "have its operator start it with a game to simulate"
            )
        );
}
