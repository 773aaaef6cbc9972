namespace Antiphon.Tests.Cli;

/// <summary>A sweep of four cells that takes a moment.</summary>
internal static class SmallSweep
{
    /// <summary>Its command, without the number of starts.</summary>
    public static readonly string[] AnyStarts =
    [
        "sweep",
        "warehouse",
        "--k",
        "1,2",
        "--seeds",
        "2",
        "--evaluation-seeds",
        "2",
        "--rollouts",
        "2",
        "--horizon",
        "5",
        "--agents",
        "40",
    ];

    /// <summary>Its command.</summary>
    public static readonly string[] Command = [.. AnyStarts, "--restarts", "1"];
}
