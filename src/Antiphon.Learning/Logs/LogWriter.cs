using System.Globalization;
using System.Text;

namespace Antiphon.Learning;

/// <summary>Writes the lines of a log: LF ends, numbers in their shortest exact form. Allocates nothing per line.</summary>
internal sealed class LogWriter
{
    private const int LongestNumber = 32;

    private readonly Stream stream;
    private readonly byte[] buffer;
    private readonly int longestLine;
    private int used;

    public LogWriter(Stream stream, LogLayout layout)
    {
        this.stream = stream;
        longestLine = LongestNumber * layout.Count;
        buffer = new byte[Math.Max(1 << 18, 2 * longestLine)];
        stream.Write(Encoding.ASCII.GetBytes(layout.Header + "\n"));
    }

    /// <summary>Writes one step.</summary>
    public void Write(long episode, long step, int globalState, ReadOnlySpan<int> tracked, int action, double reward) =>
        Write(episode, step, globalState, tracked, [], [], action, reward);

    /// <summary>Writes one step of a system.</summary>
    public void Write(
        long episode,
        long step,
        int globalState,
        ReadOnlySpan<int> tracked,
        ReadOnlySpan<int> localActions,
        ReadOnlySpan<double> aggregates,
        int action,
        double reward
    )
    {
        if (used + longestLine > buffer.Length)
        {
            Flush();
        }

        Cell(episode);
        Cell(step);
        Cell(globalState);
        foreach (int value in tracked)
        {
            Cell(value);
        }

        foreach (int value in localActions)
        {
            Cell(value);
        }

        foreach (double value in aggregates)
        {
            Number(value);
            buffer[used++] = (byte)',';
        }

        Cell(action);
        Number(reward);
        buffer[used++] = (byte)'\n';
    }

    /// <summary>Hands everything to the stream.</summary>
    public void Flush()
    {
        stream.Write(buffer, 0, used);
        used = 0;
    }

    private void Cell(long value)
    {
        Number(value);
        buffer[used++] = (byte)',';
    }

    private void Number<T>(T value)
        where T : IUtf8SpanFormattable
    {
        value.TryFormat(buffer.AsSpan(used), out int written, default, CultureInfo.InvariantCulture);
        used += written;
    }
}
