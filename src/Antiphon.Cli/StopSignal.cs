namespace Antiphon.Cli;

/// <summary>How the system asks the program to stop, and how long the program may take for it.</summary>
internal sealed class StopSignal
{
    // A little less than the two seconds within which a request to stop is honoured.
    private static readonly TimeSpan Ordinary = TimeSpan.FromMilliseconds(1_800);

    /// <summary>Whether it was SIGTERM, an order to end.</summary>
    public bool IsTermination { get; set; }

    /// <summary>The exit code after SIGTERM; a service ends well by it.</summary>
    public int CodeOfTermination { get; set; } = ExitCode.Cancelled;

    /// <summary>The exit code, whether the program comes to its end or is cut off.</summary>
    public int Code => IsTermination ? CodeOfTermination : ExitCode.Cancelled;

    /// <summary>
    /// After this time the program ends in the middle of a step. Files are replaced whole and runs resume from their checkpoint.
    /// </summary>
    public TimeSpan Patience { get; set; } = Ordinary;

    /// <summary>Does what Ctrl+C does.</summary>
    public Action Interrupt { get; set; } = static () => { };

    /// <summary>The message printed when the signal arrives.</summary>
    public string Notice { get; set; } = "Stopping; interrupt again to stop at once (the last checkpoint is kept).";
}
