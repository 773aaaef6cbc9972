namespace Antiphon.Tests.Cli;

/// <summary>A sweep of four cells that takes a moment.</summary>
internal static class SmallSweep
{
    /// <summary>Its command, without the number of starts.</summary>
    public static readonly string[] AnyStarts = Over("1,2");

    /// <summary>Its command.</summary>
    public static readonly string[] Command = [.. AnyStarts, "--restarts", "1"];

    /// <summary>The same over other k, without the number of starts.</summary>
    /// <param name="subsamples">As after `--k`.</param>
    public static string[] Over(string subsamples) =>
        [
            "sweep",
            "warehouse",
            "--k",
            subsamples,
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
}
