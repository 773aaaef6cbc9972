namespace Antiphon.Tests.Files;

/// <summary>An open file of a <see cref="FaultyDisk"/>: every read, write and cut is one of its operations.</summary>
internal sealed class FaultyFile(FaultyDisk disk, string path, Stream real) : Stream
{
    public string Path => path;

    /// <summary>The file itself.</summary>
    public Stream Real => real;

    public override bool CanRead => real.CanRead;

    public override bool CanSeek => real.CanSeek;

    public override bool CanWrite => real.CanWrite;

    public override long Length => real.Length;

    public override long Position
    {
        get => real.Position;
        set => real.Position = value;
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        disk.Do("read", path, needsSpace: false, () => real.Read(buffer, offset, count));

    public override void Write(byte[] buffer, int offset, int count) =>
        disk.Do(
            $"write {count} bytes to",
            path,
            needsSpace: true,
            () =>
            {
                real.Write(buffer, offset, count);
                return 0;
            },
            part: () => real.Write(buffer, offset, count / 2)
        );

    public override void SetLength(long value) => disk.Do("cut", path, needsSpace: false, () =>
        {
            real.SetLength(value);
            return 0;
        });

    public override long Seek(long offset, SeekOrigin origin) => real.Seek(offset, origin);

    public override void Flush() { }

    protected override void Dispose(bool disposing)
    {
        real.Dispose();
        base.Dispose(disposing);
    }
}
