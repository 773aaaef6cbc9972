namespace Antiphon.Runs;

/// <summary>
/// Keeps a second process from writing the same run: a file held open without sharing. The system releases it however the process ends.
/// </summary>
internal sealed class RunLock : IDisposable
{
    // A second in all: who asks may be held up where all processors are busy.
    private const int Attempts = 50;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(20);

    private readonly Stream file;

    private RunLock(Stream file) => this.file = file;

    /// <summary>Takes the lock of a run that is being created; returns null when another process holds it.</summary>
    public static RunLock? TryTake(RunPaths paths)
    {
        try
        {
            return Open(paths);
        }
        catch (IOException) when (Disk.Current.IsFile(paths.Lock))
        {
            return null;
        }
    }

    /// <summary>Takes the lock of an existing run.</summary>
    public static RunLock Take(RunPaths paths)
    {
        try
        {
            return Open(paths);
        }
        catch (IOException failure) when (IsHeld(paths))
        {
            throw new InvalidInputException(
                $"{paths.Folder} is being written by another process; wait for it or stop it ({failure.Message})",
                failure
            );
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{paths.Folder} cannot be written: {failure.Message}", failure);
        }
    }

    /// <summary>Whether a process is writing a run. Asking holds the lock for an instant, which writers wait out.</summary>
    /// <param name="paths">The run.</param>
    public static bool IsHeld(RunPaths paths)
    {
        try
        {
            using Stream probe = Disk.Current.Open(paths.Lock, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure is IOException and not (FileNotFoundException or DirectoryNotFoundException);
        }
    }

    private static RunLock Open(RunPaths paths)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return new RunLock(Disk.Current.Open(paths.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (attempt < Attempts && Disk.Current.IsFile(paths.Lock))
            {
                // Somebody may only have asked.
                Thread.Sleep(Wait);
            }
        }
    }

    /// <summary>Releases the lock. The file stays: removing it would let two later processes lock two different files.</summary>
    public void Dispose() => file.Dispose();
}
