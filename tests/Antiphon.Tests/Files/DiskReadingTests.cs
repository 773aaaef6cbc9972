using System.Text;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Files;

public sealed class DiskReadingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Path => folder.In("a.csv");

    public void Dispose() => folder.Dispose();

    // Files are compared in pieces of 65,536 bytes: with characters of two and four bytes, pieces end at every place of a character.
    [Theory]
    [InlineData(0, "")]
    [InlineData(65_535, "a")]
    [InlineData(65_536, "a")]
    [InlineData(65_537, "a")]
    [InlineData(200_000, "é")]
    [InlineData(200_001, "xé")]
    [InlineData(100_000, "x\U0001D11E")]
    [InlineData(100_000, "xy\U0001D11E")]
    public void A_file_holds_the_text_that_was_written_and_no_other(int times, string piece)
    {
        string text = new StringBuilder().Insert(0, piece, times).ToString();
        File.WriteAllText(Path, text);

        Assert.True(Disk.Current.Holds(Path, text));
        Assert.False(Disk.Current.Holds(Path, text + "b"));
        if (text.Length > 0)
        {
            Assert.False(Disk.Current.Holds(Path, text.AsSpan(..^piece.Length)));
            Assert.False(Disk.Current.Holds(Path, $"b{text[1..]}"));
            Assert.False(Disk.Current.Holds(Path, $"{text[..^piece.Length]}b"));
        }
    }

    [Fact]
    public void A_mark_of_the_encoding_is_part_of_what_a_file_holds()
    {
        File.WriteAllText(Path, "a", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.False(Disk.Current.Holds(Path, "a"));
    }
}
