using Antiphon.Cli;
using Antiphon.Cli.Cluster;
using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Populations;
using Antiphon.Runs;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Cli;

/// <summary>Runs the whole program in this process, in an empty folder, with a scripted trainer and a clock that stands still.</summary>
public abstract class CommandLineTest : IDisposable
{
    // What is printed must not depend on the machine.
    private const long OrdinaryMemory = 8_000_000_000;

    private readonly TemporaryFolder temporary = new();
    private CancellationTokenSource cancellation = new();

    private protected SettableClock Clock { get; } = new();

    private protected ScriptedTrainer Trainer { get; set; } = new();

    /// <summary>What trains, when it is not <see cref="Trainer"/>.</summary>
    private protected Trainer? OtherTrainer { get; set; }

    /// <summary>How fast games are taken to train; nothing is measured unless a test asks for it.</summary>
    private protected Func<CooperativeGame, int, CancellationToken, TrainingSpeed> MeasureSpeed { get; set; } =
        (game, _, _) => TrainingSpeed.Typical(game);

    /// <summary>Draws the seeds of verifications; null: the system's entropy.</summary>
    private protected Func<ulong>? Entropy { get; set; }

    private protected bool LiveError { get; set; }

    private protected int Width { get; set; } = 100;

    /// <summary>What the program reads from standard input.</summary>
    private protected Func<TextReader> Input { get; set; } = static () => TextReader.Null;

    /// <summary>Plays the part of other programs.</summary>
    private protected Func<string, IReadOnlyList<string>, CancellationToken, ProgramOutcome> OtherProgram { get; set; } =
        (name, _, _) => throw new InvalidOperationException($"{name} is not to run");

    /// <summary>What happens elsewhere while the program waits for other processes.</summary>
    private protected Action Looking { get; set; } = () => { };

    /// <summary>The environment.</summary>
    private protected Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>The folder the program runs in.</summary>
    protected string Folder => temporary.Root;

    public void Dispose()
    {
        temporary.Dispose();
        cancellation.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected string In(params string[] parts) => temporary.In(parts);

    /// <summary>Cancels the run that is under way, or the next one.</summary>
    private protected void Cancel() => cancellation.Cancel();

    private protected Outcome Run(params string[] arguments)
    {
        using IDisposable memory = MemoryBudget.Limit(OrdinaryMemory);
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int code = AntiphonProgram.Run(arguments, Surroundings(output, error));
        cancellation.Dispose();
        cancellation = new CancellationTokenSource();
        return new Outcome(code, output.ToString(), error.ToString());
    }

    private protected Surroundings Surroundings(TextWriter output, TextWriter error) =>
        new()
        {
            Out = output,
            Error = error,
            Input = () => Input(),
            Folder = Folder,
            Time = Clock,
            Cancellation = cancellation.Token,
            Stop = new StopSignal { Interrupt = Cancel },
            LiveError = LiveError,
            Width = Width,
            Processors = 2,
            Entropy = Entropy,
            Trainer = OtherTrainer ?? Trainer.Train,
            MeasureSpeed = MeasureSpeed,
            Pause = (span, _) =>
            {
                Looking();
                Clock.Advance(span.TotalSeconds);
            },
            RunProgram = (name, arguments, token) => OtherProgram(name, arguments, token),
            Self = ["antiphon"],
            Variable = Variables.GetValueOrDefault,
        };

    private protected sealed record Outcome(int Code, string Out, string Error)
    {
        /// <summary>The run succeeded silently; returns what it printed.</summary>
        public string Succeeded()
        {
            Assert.Equal((0, ""), (Code, Error));
            return Out;
        }

        /// <summary>The input was refused: exit code 2, nothing on standard output, no trace; returns the message.</summary>
        public string Refused()
        {
            Assert.Equal((2, ""), (Code, Out));
            Assert.StartsWith("error: ", Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
            return Error;
        }
    }
}
