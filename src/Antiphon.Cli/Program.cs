using System.Runtime.InteropServices;
using Antiphon.Cli;
using Antiphon.Cli.Output;

TextWriter error = StandardStream.Error();
using var cancellation = new CancellationTokenSource();
var stop = new StopSignal();
int signals = 0;
stop.Interrupt = Ask;
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Receive);
using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Receive);

bool plain = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) || Environment.GetEnvironmentVariable("TERM") == "dumb";
return AntiphonProgram.Run(
    args,
    new Surroundings
    {
        Out = StandardStream.Output(),
        Error = error,
        Input = static () => new StreamReader(Console.OpenStandardInput()),
        Folder = Environment.CurrentDirectory,
        Cancellation = cancellation.Token,
        Stop = stop,
        StyledOut = !Console.IsOutputRedirected && !plain,
        LiveError = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb",
        Width = Console.IsOutputRedirected ? 100 : Columns(),
    }
);

// A terminal that does not know its width says 0.
static int Columns() => Console.WindowWidth is int width and > 0 ? Math.Clamp(width, 40, 120) : 80;

void Receive(PosixSignalContext signal)
{
    signal.Cancel = true;
    Stop(signal.Signal);
}

// The first signal asks, the second ends the program at once, with the same exit code. Files are replaced whole and runs resume from their
// checkpoint, so that a step which does not end in time (a system call, a large file) can be cut off.
void Stop(PosixSignal signal)
{
    if (Interlocked.Increment(ref signals) > 1)
    {
        Environment.Exit(stop.Code);
    }

    Begin(signal);
}

// Beside a signal this is no second one.
void Ask()
{
    if (Interlocked.CompareExchange(ref signals, 1, 0) == 0)
    {
        Begin(PosixSignal.SIGINT);
    }
}

void Begin(PosixSignal signal)
{
    stop.IsTermination = signal == PosixSignal.SIGTERM;
    new Thread(CutOff) { IsBackground = true, Priority = ThreadPriority.AboveNormal }.Start();
    cancellation.Cancel();
    error.WriteLine($"{(Console.IsErrorRedirected ? "" : "\n")}{stop.Notice}");
}

void CutOff()
{
    Thread.Sleep(stop.Patience);
    error.WriteLine("Stopped during a step.");
    Environment.Exit(stop.Code);
}
