namespace Antiphon.Learning;

/// <summary>
/// The lines of a stream of bytes, one after the other, without an allocation per line. All of them must end alike: in LF, or in CR LF.
/// </summary>
internal sealed class LineReader(Stream stream, string source)
{
    private const int BufferBytes = 1 << 20;

    private readonly byte[] buffer = new byte[BufferBytes];
    private int start;
    private int end;
    private bool? windows;

    /// <summary>Number of the line that was read last, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Bytes taken from the stream so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>The next line, without its end; valid until the next call.</summary>
    /// <param name="line">The line.</param>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="InvalidInputException">The line has no end, ends otherwise than the first, or is too long.</exception>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        int length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
        while (length < 0)
        {
            int searched = end - start;
            if (!Fill())
            {
                line = default;
                return searched == 0
                    ? false
                    : throw new InvalidInputException(
                        $"{source}: line {Line + 1} is incomplete: the file ends before the line; remove the line, or restore the file"
                    );
            }

            length = buffer.AsSpan(start + searched, end - start - searched).IndexOf((byte)'\n');
            length = length < 0 ? length : length + searched;
        }

        Line++;
        line = WithoutReturn(buffer.AsSpan(start, length));
        start += length + 1;
        return true;
    }

    private ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> line)
    {
        bool returned = line is [.., (byte)'\r'];
        windows ??= returned;
        if (returned == windows)
        {
            return returned ? line[..^1] : line;
        }

        throw new InvalidInputException(
            $"{source}: line {Line} ends {(returned ? "in CR LF (Windows)" : "in LF")} where line 1 ends "
                + $"{(returned ? "in LF" : "in CR LF (Windows)")}; two files were joined, or the file is damaged; use the same line "
                + "ending throughout"
        );
    }

    private bool Fill()
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        if (end == buffer.Length)
        {
            throw new InvalidInputException($"{source}: line {Line + 1} is longer than {BufferBytes:N0} bytes; this is not a log");
        }

        int read = stream.Read(buffer, end, buffer.Length - end);
        end += read;
        BytesRead += read;
        return read > 0;
    }
}
