using System.Runtime.InteropServices;
using System.Text;

namespace Antiphon.Cli.Output;

/// <summary>
/// Standard output and standard error, written by the operating system's own call. Console.Out drops what is written to a pipe without a
/// reader and reports success; a result that did not arrive must not.
/// </summary>
internal sealed partial class StandardStream : Stream
{
    private const int OutputDescriptor = 1;
    private const int ErrorDescriptor = 2;
    private const int Interrupted = 4;
    private const int BrokenPipe = 32;
    private const int AgainOnLinux = 11;
    private const int AgainOnMac = 35;

    private readonly int descriptor;
    private readonly Action<IOException> onFailure;

    private StandardStream(int descriptor, Action<IOException> onFailure)
    {
        this.descriptor = descriptor;
        this.onFailure = onFailure;
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Standard output: what cannot be written is an <see cref="IOException"/> that names it.</summary>
    public static TextWriter Output() =>
        OperatingSystem.IsWindows() ? Console.Out : Writer(new StandardStream(OutputDescriptor, static failure => throw failure));

    /// <summary>
    /// Standard error: what cannot be written is dropped, since there is nowhere left to say so. The exit code says how the command ended.
    /// </summary>
    public static TextWriter Error() =>
        OperatingSystem.IsWindows() ? Console.Error : Writer(new StandardStream(ErrorDescriptor, static _ => { }));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint written = Write(descriptor, buffer, buffer.Length);
            int error = Marshal.GetLastPInvokeError();
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
            }
            else if (error is AgainOnLinux or AgainOnMac)
            {
                Thread.Sleep(1);
            }
            else if (error != Interrupted)
            {
                string message =
                    $"standard output cannot be written: {Marshal.GetPInvokeErrorMessage(error)}; the printed output is incomplete; "
                    + "files are complete";
                onFailure(error == BrokenPipe ? new ClosedPipeException(message) : new IOException(message));
                return;
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static TextWriter Writer(StandardStream stream) =>
        TextWriter.Synchronized(new StreamWriter(stream, Encoding()) { AutoFlush = true });

    private static Encoding Encoding() =>
        Console.OutputEncoding is UTF8Encoding ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) : Console.OutputEncoding;

    /// <summary>The reader of standard output went away, as `head` does when it has enough.</summary>
    internal sealed class ClosedPipeException(string message) : IOException(message);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Write(int descriptor, ReadOnlySpan<byte> buffer, nint count);
}
