using System.Text;

namespace Antiphon.Runs;

/// <summary>
/// The sign of life of a process that works on a sweep: a file that it writes anew every two seconds, in place and of one size, so that no
/// reader finds a part. It goes away when the process ends in good order.
/// </summary>
internal sealed class Heartbeat : IDisposable
{
    private const int Bytes = 256;

    private readonly string path;
    private readonly string machine;
    private readonly Lock turn = new();
    private readonly ITimer timer;
    private long beats;
    private bool ended;

    /// <summary>Begins to beat.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="machine">The machine it runs on, for people.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public Heartbeat(string path, TimeProvider time, string machine)
    {
        this.path = path;
        this.machine = machine;
        Disk.Current.MakeFolder(Path.GetDirectoryName(path)!);
        Beat();
        timer = time.CreateTimer(_ => TryBeat(), null, Period, Period);
    }

    /// <summary>How often it beats.</summary>
    public static TimeSpan Period { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Ends, and takes the file away.</summary>
    /// <exception cref="IOException">The file cannot be deleted.</exception>
    public void End()
    {
        timer.Dispose();
        lock (turn)
        {
            ended = true;
            Disk.Current.Delete(path);
        }
    }

    /// <summary>Ends after a fault, which is the one to be told: that the file cannot be deleted either would hide it.</summary>
    public void Dispose() => Cleanup.Try(End);

    // A beat that fails is one that others miss; whatever is wrong with the disk, the next result reports it.
    private void TryBeat()
    {
        lock (turn)
        {
            if (ended)
            {
                return;
            }

            try
            {
                Beat();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException) { }
        }
    }

    private void Beat()
    {
        string text = $"{machine}, process {Environment.ProcessId}, beat {++beats}";
        using Stream file = Disk.Current.Open(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferBytes: 0);
        file.Write(Encoding.UTF8.GetBytes(text.PadRight(Bytes - 1)[..(Bytes - 1)] + "\n"));
    }
}
