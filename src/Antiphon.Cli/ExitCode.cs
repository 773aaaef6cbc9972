namespace Antiphon.Cli;

/// <summary>What the program returns to the shell.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int InternalError = 1;
    public const int InvalidInput = 2;
    public const int AccuracyNotMet = 3;
    public const int Cancelled = 130;

    /// <summary>What a shell reports of a program that SIGPIPE ended: the reader of its output went away.</summary>
    public const int ClosedPipe = 141;
}
