using System.Text;

namespace Antiphon.Fuzz;

/// <summary>Pieces that readers have to tell from one another: values at the edge, and the words of the inputs themselves.</summary>
internal sealed class Vocabulary
{
    private const int MostTokens = 4000;
    private const int LongestWord = 60;

    private static readonly string[] Edges =
    [
        "null",
        "true",
        "false",
        "{}",
        "[]",
        "[[]]",
        "[null]",
        "\"\"",
        "\"NaN\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "\"\uFEFF\"",
        "NaN",
        "0",
        "-0",
        "-0.0",
        "1",
        "-1",
        "2",
        "3",
        "1.0",
        "1e0",
        "0.5",
        "0.1",
        "0.30000000000000004",
        "1e-9",
        "1e-17",
        "1e-400",
        "5e-324",
        "1e15",
        "1e16",
        "1e100",
        "1e308",
        "1e309",
        "-1e309",
        "1e999999999",
        "127",
        "128",
        "255",
        "256",
        "32767",
        "65535",
        "65536",
        "65537",
        "1000000",
        "10000000",
        "2147483646",
        "2147483647",
        "2147483648",
        "-2147483648",
        "-2147483649",
        "4294967295",
        "4294967296",
        "9007199254740993",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "1000000000000",
        "18446744073709551615",
        "18446744073709551616",
        "79228162514264337593543950336",
        "99999999999999999999999999999999999999",
        ",",
        ":",
        "\n",
        "\r\n",
        "\0",
        "\u2028",
        " ",
        "\t",
        "#",
        "*",
        "\uFEFF",
        "\\",
        "\"",
    ];

    /// <summary>Collects the pieces.</summary>
    /// <param name="inputs">The inputs that are known.</param>
    public Vocabulary(IEnumerable<byte[]> inputs)
    {
        var words = new HashSet<string>(Edges, StringComparer.Ordinal);
        foreach (byte[] input in inputs)
        {
            foreach (Range token in TextTokens.Find(input, MostTokens))
            {
                if (token.End.Value - token.Start.Value <= LongestWord)
                {
                    words.Add(Encoding.Latin1.GetString(input.AsSpan(token)));
                }
            }
        }

        string[] own = [.. words.Except(Edges, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Pieces = [.. Edges.Select(Encoding.UTF8.GetBytes), .. own.Select(Encoding.Latin1.GetBytes)];
    }

    /// <summary>All of them, in the same order for the same inputs.</summary>
    public IReadOnlyList<byte[]> Pieces { get; }
}
