using System.Globalization;

namespace Antiphon.Cli.Input;

/// <summary>Reads amounts of memory as people write them.</summary>
internal static class MemoryAmount
{
    private const string Prefixes = "kMGT";

    /// <summary>Reads "4G", "500MB", "2GiB", "4e9" or "4000000000".</summary>
    /// <param name="text">The text; letters in either case.</param>
    /// <param name="bytes">The number of bytes, at least 1.</param>
    public static bool TryParse(string text, out long bytes)
    {
        string number = text.EndsWith('B') || text.EndsWith('b') ? text[..^1] : text;
        bool binary = number.EndsWith("i", StringComparison.OrdinalIgnoreCase);
        number = binary ? number[..^1] : number;
        int power = number.Length == 0 ? 0 : Prefixes.IndexOf(number[^1..], StringComparison.OrdinalIgnoreCase) + 1;
        number = power > 0 ? number[..^1] : number;
        bool read = double.TryParse(
            number,
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out double value
        );
        double amount = value * Math.Pow(binary ? 1024 : 1000, power);
        bytes = read && amount >= 1 && amount < long.MaxValue ? (long)amount : 0;
        return bytes > 0 && (power > 0 || !binary);
    }
}
