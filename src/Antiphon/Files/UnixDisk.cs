#pragma warning disable RS0030 // This is the disk that all others use.

using System.Runtime.InteropServices;

namespace Antiphon.Files;

/// <summary>Linux, macOS and their kin: fsync on files and folders.</summary>
internal sealed partial class UnixDisk : Disk
{
    private const int Interrupted = 4;
    private const int Invalid = 22;
    private const int NotSupportedOnLinux = 95;
    private const int NotSupportedOnMac = 45;
    private const int ReadOnly = 0;
    private const string Library = "libc";

    // The program's own scope, as native code has it: there a library that was loaded before the system's replaces its calls, as in tests
    // with a failing disk.
    static UnixDisk() =>
        NativeLibrary.SetDllImportResolver(typeof(UnixDisk).Assembly, static (name, _, _) =>
            name == Library ? NativeLibrary.GetMainProgramHandle() : nint.Zero
        );

    /// <inheritdoc/>
    public override void Flush(Stream file) => FlushFile((FileStream)file);

    private static void FlushFile(FileStream file)
    {
        file.Flush();
        Require(Synchronize(file.SafeFileHandle));
        if (OperatingSystem.IsMacOS())
        {
            // There fsync reaches the drive only; this call empties the drive's cache too.
            file.Flush(flushToDisk: true);
        }
    }

    /// <inheritdoc/>
    public override void FlushFolder(string folder)
    {
        int descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
        {
            throw Failure(Marshal.GetLastPInvokeError());
        }

        try
        {
            int error = Synchronize(descriptor);
            if (error is not (Invalid or NotSupportedOnLinux or NotSupportedOnMac))
            {
                // Some network file systems cannot flush folders at all; that is no failure of this write.
                Require(error);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static int Synchronize(SafeHandle file)
    {
        bool held = false;
        try
        {
            file.DangerousAddRef(ref held);
            return Synchronize((int)file.DangerousGetHandle());
        }
        finally
        {
            if (held)
            {
                file.DangerousRelease();
            }
        }
    }

    // The system's error number; 0 for success.
    private static int Synchronize(int descriptor)
    {
        while (Fsync(descriptor) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
            {
                return error;
            }
        }

        return 0;
    }

    private static void Require(int error)
    {
        if (error != 0)
        {
            throw Failure(error);
        }
    }

    private static IOException Failure(int error) => new($"{Marshal.GetPInvokeErrorMessage(error)} (fsync, error {error}).");

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsync(int descriptor);

    [LibraryImport(Library, EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
