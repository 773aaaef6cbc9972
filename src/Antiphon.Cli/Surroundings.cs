using Antiphon.Cli.Cluster;
using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Runs;

namespace Antiphon.Cli;

/// <summary>Everything the program takes from outside, so that a test can run all of it within its own process.</summary>
internal sealed record Surroundings
{
    private const int PlainWidth = 100;

    /// <summary>Receives results.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Receives progress, notices and errors.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Opens what a verb reads line by line; nothing unless it is set.</summary>
    public Func<TextReader> Input { get; init; } = static () => TextReader.Null;

    /// <summary>The folder that relative paths start from.</summary>
    public required string Folder { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The command line, as a shell takes it; null before there is one.</summary>
    public string? Command { get; init; }

    /// <summary>What a run that begins now says of its origin.</summary>
    public RunOrigin Origin => RunOrigin.Now(Time, Command);

    /// <summary>Fires when the user wants to stop.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>How the user wants to stop.</summary>
    public StopSignal Stop { get; init; } = new();

    /// <summary>Whether escape sequences may go to <see cref="Out"/>.</summary>
    public bool StyledOut { get; init; }

    /// <summary>Whether <see cref="Error"/> is a terminal on which a line can be redrawn.</summary>
    public bool LiveError { get; init; }

    /// <summary>Columns available for results.</summary>
    public int Width { get; init; } = 100;

    /// <summary>Default of --threads.</summary>
    public int Processors { get; init; } = Environment.ProcessorCount;

    /// <summary>Draws the seed of a verification; null for the system's entropy.</summary>
    public Func<ulong>? Entropy { get; init; }

    /// <summary>What trains.</summary>
    public Trainer Trainer { get; init; } = Registered.Finite.Train;

    /// <summary>Measures how fast a game trains here, with that many threads.</summary>
    public Func<CooperativeGame, int, CancellationToken, TrainingSpeed> MeasureSpeed { get; init; } = TrainingSpeed.Measure;

    /// <summary>Waits for other processes: a time, and what ends it early.</summary>
    public Action<TimeSpan, CancellationToken> Pause { get; init; } = static (span, token) => token.WaitHandle.WaitOne(span);

    /// <summary>Runs another program to its end: its name, its arguments, and what ends it early.</summary>
    public Func<string, IReadOnlyList<string>, CancellationToken, ProgramOutcome> RunProgram { get; init; } = OutsideProgram.Run;

    /// <summary>The words that start this program.</summary>
    public IReadOnlyList<string> Self { get; init; } = Own();

    /// <summary>The value of a variable of the environment; null where it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>An absolute path from one the user typed.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, Folder);

    /// <summary>The same for results that go elsewhere, as text without styles.</summary>
    /// <param name="output">Where they go.</param>
    public Surroundings Plain(TextWriter output) => this with { Out = output, StyledOut = false, Width = PlainWidth };

    /// <summary>Says of what is about to be used that it is the policy so far, where the training of a run has not finished.</summary>
    /// <param name="status">The state of the run.</param>
    /// <param name="folder">Its folder.</param>
    public void NoteUnfinished(RunStatus status, string folder)
    {
        if (status != RunStatus.Finished)
        {
            Error.WriteLine(
                "Note: the training of this run is not finished; this is its current policy. Resume it with `antiphon train --resume "
                    + $"{Figures.ShellWord(Shown(folder))}`."
            );
        }
    }

    /// <summary>The shortest way to say an absolute path here: relative when it lies within the folder.</summary>
    public string Shown(string path)
    {
        string relative = Path.GetRelativePath(Folder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    // The program itself, or the runtime that runs it.
    private static IReadOnlyList<string> Own()
    {
        string program = Environment.ProcessPath ?? "antiphon";
        return Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? [program, Path.Combine(AppContext.BaseDirectory, $"{typeof(Surroundings).Assembly.GetName().Name}.dll")]
            : [program];
    }
}
