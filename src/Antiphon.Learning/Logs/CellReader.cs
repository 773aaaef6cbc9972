using System.Globalization;
using System.Text;

namespace Antiphon.Learning;

/// <summary>
/// The cells of one line of a log, from left to right. Numbers only: no quotes, no blanks, no signs but those of rewards.
/// </summary>
internal ref struct CellReader(ReadOnlySpan<byte> line)
{
    private const int LongestWhole = 18;

    private ReadOnlySpan<byte> rest = line;
    private bool ended;

    /// <summary>Cells taken so far.</summary>
    public int Taken { get; private set; }

    /// <summary>The cell that was taken last.</summary>
    public ReadOnlySpan<byte> Cell { get; private set; }

    /// <summary>Whether the line has no more cells.</summary>
    public readonly bool AtEnd => ended;

    /// <summary>Takes the next cell as a whole number of 0 or more.</summary>
    public bool Whole(out long value)
    {
        Take();
        value = 0;
        foreach (byte letter in Cell)
        {
            uint digit = (uint)letter - '0';
            if (digit > 9)
            {
                return false;
            }

            value = (10 * value) + digit;
        }

        return Cell.Length is > 0 and <= LongestWhole;
    }

    /// <summary>Takes the next cell as a finite number.</summary>
    public bool Real(out double value)
    {
        Take();
        return double.TryParse(
                Cell,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out value
            ) && double.IsFinite(value);
    }

    /// <summary>The last cell as a message shows it.</summary>
    public readonly string Shown => LogLayout.Shortened(Encoding.UTF8.GetString(Cell));

    private void Take()
    {
        int comma = rest.IndexOf((byte)',');
        ended = comma < 0;
        Cell = ended ? rest : rest[..comma];
        rest = ended ? default : rest[(comma + 1)..];
        Taken++;
    }
}
