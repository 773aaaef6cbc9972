using Antiphon.Cli.Environments;
using static Antiphon.Cli.Environments.RequestLines;

namespace Antiphon.Tests.Cli;

/// <summary>Lines of a bounded length, in whatever pieces the input arrives.</summary>
public class RequestLinesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("a", "a")]
    [InlineData("a\n", "a")]
    [InlineData("\n\n", "", "")]
    [InlineData("ab\r\ncd\n", "ab", "cd")]
    [InlineData("a\rb\n", "a\rb")]
    [InlineData("a\n\r\nb", "a", "", "b")]
    [InlineData("12345\nb\n", "12345", "b")]
    [InlineData("123456\nb\n", "(too long)", "b")]
    [InlineData("a\n1234567890123", "a", "(too long)")]
    [InlineData("1234567890123\n1234567890123\n", "(too long)", "(too long)")]
    public void Lines_end_at_line_feeds_and_too_long_ones_are_skipped(string input, params string[] expected)
    {
        for (int piece = 1; piece <= 4; piece++)
        {
            Assert.Equal(expected, Read(new Pieces(input, piece)), StringComparer.Ordinal);
        }
    }

    [Fact]
    public void A_line_longer_than_the_buffer_is_read_whole()
    {
        string line = string.Concat(Enumerable.Range(0, 20_000).Select(number => $"{number},"));
        var lines = new RequestLines(new StringReader($"{line}\nlast"));
        Assert.Equal(LineState.Complete, lines.Next(out string first));
        Assert.Equal(line, first);
        Assert.Equal(LineState.Complete, lines.Next(out string last));
        Assert.Equal("last", last);
        Assert.Equal(LineState.EndOfInput, lines.Next(out _));
        Assert.Equal(LineState.EndOfInput, lines.Next(out _));
    }

    private static List<string> Read(TextReader input)
    {
        var lines = new RequestLines(input, longest: 5);
        var found = new List<string>();
        LineState state = lines.Next(out string line);
        while (state != LineState.EndOfInput)
        {
            found.Add(state == LineState.TooLong ? "(too long)" : line);
            state = lines.Next(out line);
        }

        return found;
    }

    /// <summary>Hands out a text a few characters at a time, as a pipe may.</summary>
    private sealed class Pieces(string text, int piece) : TextReader
    {
        private int place;

        public override int Read(char[] buffer, int index, int count)
        {
            int length = Math.Min(Math.Min(piece, count), text.Length - place);
            text.CopyTo(place, buffer, index, length);
            place += length;
            return length;
        }
    }
}
