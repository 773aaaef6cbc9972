using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Antiphon.Runs;

/// <summary>The parts of a line of a journal.</summary>
/// <param name="Head">All that its checksum is of.</param>
/// <param name="Cell">The cell, as JSON.</param>
/// <param name="Sweep">The fingerprint of its sweep.</param>
/// <param name="Fence">The number of the claim under which the cell was made.</param>
/// <param name="Sum">The checksum that it carries.</param>
internal readonly record struct JournalLine(
    ReadOnlyMemory<byte> Head,
    ReadOnlyMemory<byte> Cell,
    string Sweep,
    int Fence,
    ReadOnlyMemory<byte> Sum
)
{
    private const int SumLength = 64;
    private const int SweepLength = 16;
    private const int LongestFence = 9;

    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789abcdef"u8);
    private static readonly byte[] Begin = "{\"cell\":"u8.ToArray();
    private static readonly byte[] BeforeSweep = ",\"sweep\":\""u8.ToArray();
    private static readonly byte[] BeforeFence = ",\"fence\":"u8.ToArray();
    private static readonly byte[] BeforeSum = ",\"sha256\":\""u8.ToArray();
    private static readonly byte[] End = "\"}"u8.ToArray();

    /// <summary>Whether its checksum is right.</summary>
    public bool IsAsWritten => Encoding.ASCII.GetString(Sum.Span) == Convert.ToHexStringLower(SHA256.HashData(Head.Span));

    /// <summary>The parts of a line; null where it does not have them.</summary>
    /// <param name="line">The line, without its end.</param>
    public static JournalLine? Split(ReadOnlyMemory<byte> line)
    {
        int tail = BeforeSum.Length + SumLength + End.Length;
        if (line.Length < tail || !line.Span.StartsWith(Begin) || !line.Span.EndsWith(End))
        {
            return null;
        }

        ReadOnlyMemory<byte> head = line[..^tail];
        ReadOnlyMemory<byte> sum = line[^(SumLength + End.Length)..^End.Length];
        if (!line.Span[head.Length..].StartsWith(BeforeSum) || !IsHexadecimal(sum.Span))
        {
            return null;
        }

        (ReadOnlyMemory<byte> rest, int fence) = WithoutFence(head);
        int cell = rest.Length - BeforeSweep.Length - SweepLength - 1;
        return
            cell > Begin.Length
            && rest.Span[cell..].StartsWith(BeforeSweep)
            && rest.Span[^1] == (byte)'"'
            && IsHexadecimal(rest.Span[^(SweepLength + 1)..^1])
            ? new JournalLine(head, rest[Begin.Length..cell], Encoding.ASCII.GetString(rest.Span[^(SweepLength + 1)..^1]), fence, sum)
            : null;
    }

    private static (ReadOnlyMemory<byte> Left, int Fence) WithoutFence(ReadOnlyMemory<byte> head)
    {
        int start = head.Span.LastIndexOf(BeforeFence);
        ReadOnlySpan<byte> digits = start < 0 ? [] : head.Span[(start + BeforeFence.Length)..];
        return
            digits.Length is > 0 and <= LongestFence
            && Utf8Parser.TryParse(digits, out int fence, out int read)
            && read == digits.Length
            && fence > 0
            ? (head[..start], fence)
            : (head, 1);
    }

    private static bool IsHexadecimal(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(Digits);
}
