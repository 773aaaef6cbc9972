namespace Antiphon.Cli.Output;

/// <summary>How numbers are written for people.</summary>
internal static class Figures
{
    private static readonly string[] ByteUnits = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>A value or reward: two decimals, more digits when it is small, none when it is large.</summary>
    public static string Value(double value) =>
        Math.Abs(value) switch
        {
            double.NaN => "unknown",
            0 => "0",
            >= 1e15 => value.ToString("0.###e+0"),
            >= 100_000 => value.ToString("N0"),
            >= 0.1 => value.ToString("N2"),
            >= 0.001 => value.ToString("0.0###"),
            _ => value.ToString("0.#e-0"),
        };

    /// <summary>The same for a figure that others are compared with, such as an interval's ends: four digits where it is small.</summary>
    public static string Measured(double value) => Math.Abs(value) is > 0 and < 0.001 ? value.ToString("0.000e-0") : Value(value);

    /// <summary>A count with thousands separators.</summary>
    public static string Count(long count) => count.ToString("N0");

    /// <summary>"1 proposal", "2 proposals".</summary>
    public static string Count(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>An amount of memory in decimal units.</summary>
    public static string Bytes(double bytes)
    {
        int unit = 0;
        while (bytes >= 999.5 && unit < ByteUnits.Length - 1)
        {
            bytes /= 1000;
            unit++;
        }

        return $"{bytes.ToString(unit == 0 || bytes >= 99.95 ? "N0" : "0.0")} {ByteUnits[unit]}";
    }

    /// <summary>A duration in at most two units.</summary>
    public static string Duration(double seconds)
    {
        long whole = (long)Math.Round(Math.Clamp(seconds, 0, 1e12));
        return seconds < 59.95 ? $"{Math.Max(0, seconds):0.0} s"
            : whole < 3600 ? $"{whole / 60} min {whole % 60:00} s"
            : $"{whole / 3600} h {whole / 60 % 60:00} min";
    }

    /// <summary>A text from a file without anything that could steer a terminal.</summary>
    public static string Printable(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));

    /// <summary>A path as a shell takes it.</summary>
    public static string ShellWord(string path) =>
        path.All(letter => char.IsAsciiLetterOrDigit(letter) || "/._-+=:,@".Contains(letter, StringComparison.Ordinal)) && path.Length > 0
            ? path
            : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
