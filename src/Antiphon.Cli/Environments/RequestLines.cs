using System.Text;

namespace Antiphon.Cli.Environments;

/// <summary>Lines of an input up to a longest length, so that no input takes all memory.</summary>
/// <param name="input">The input.</param>
/// <param name="longest">The most characters of a line.</param>
internal sealed class RequestLines(TextReader input, int longest = RequestLines.Longest)
{
    /// <summary>The most characters of a request.</summary>
    public const int Longest = 16 * 1024 * 1024;

    private readonly char[] buffer = new char[16 * 1024];
    private readonly StringBuilder begun = new();
    private int start;
    private int end;

    /// <summary>Reads a line; one that is too long is read to its end and thrown away.</summary>
    /// <param name="line">The line without its end; empty where it was too long, or the input has ended.</param>
    public LineState Next(out string line)
    {
        line = "";
        long length = 0;
        begun.Clear();
        while (true)
        {
            ReadOnlySpan<char> here = buffer.AsSpan(start, end - start);
            int mark = here.IndexOf('\n');
            ReadOnlySpan<char> part = mark < 0 ? here : here[..mark];
            length += part.Length;
            if (length <= longest)
            {
                begun.Append(part);
            }

            start += mark < 0 ? here.Length : mark + 1;
            if (mark >= 0 || !Fill())
            {
                return Finished(length, hasEnd: mark >= 0, out line);
            }
        }
    }

    private LineState Finished(long length, bool hasEnd, out string line)
    {
        line = "";
        if (length > longest)
        {
            // A long line must not keep its memory.
            begun.Clear().Capacity = buffer.Length;
            return LineState.TooLong;
        }

        int kept = hasEnd && begun.Length > 0 && begun[^1] == '\r' ? begun.Length - 1 : begun.Length;
        line = begun.ToString(0, kept);
        return hasEnd || length > 0 ? LineState.Complete : LineState.EndOfInput;
    }

    private bool Fill()
    {
        start = 0;
        end = input.Read(buffer, 0, buffer.Length);
        return end > 0;
    }

    /// <summary>What reading a line came to.</summary>
    internal enum LineState
    {
        /// <summary>A line was read.</summary>
        Complete,

        /// <summary>A line was longer than is allowed.</summary>
        TooLong,

        /// <summary>There are no more lines.</summary>
        EndOfInput,
    }
}
