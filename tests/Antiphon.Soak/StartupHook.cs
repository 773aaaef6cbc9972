using System.Runtime.InteropServices;
using Antiphon.Soak;

/// <summary>
/// Lets the built program, which is not changed, be measured from outside: the runtime calls this before the program where
/// DOTNET_STARTUP_HOOKS names this assembly. At each SIGUSR1 a line is added to the file that the environment names.
/// </summary>
#pragma warning disable CA1050, MA0047 // The runtime looks for this class outside all namespaces.
internal static class StartupHook
#pragma warning restore CA1050, MA0047
{
    private const string Variable = "ANTIPHON_SOAK_MEASUREMENTS";
    private const PosixSignal UserSignal = (PosixSignal)10;

    private static readonly Lock Writing = new();
    private static PosixSignalRegistration? registration;

    /// <summary>Begins to listen.</summary>
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } path)
        {
            return;
        }

        registration ??= PosixSignalRegistration.Create(UserSignal, signal =>
        {
            signal.Cancel = true;
            lock (Writing)
            {
                File.AppendAllText(path, Measurement.Take() + "\n");
            }
        });
    }
}
