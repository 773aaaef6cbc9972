using Antiphon.Games;
using Antiphon.Tests.Games;

namespace Antiphon.Tests.Files;

/// <summary>What is not JSON is refused in words for the person who wrote the file, never in those of the JSON library.</summary>
public class JsonFaultTests
{
    private static readonly string[] Foreign =
    [
        "isFinalBlock",
        "reader options",
        "LineNumber",
        "BytePosition",
        "System.",
        "JsonTokenType",
        ".NET",
    ];

    [Theory]
    [InlineData("", "line 1, position 1: the file is empty; expected a JSON object")]
    [InlineData(" \n ", "line 2, position 2: the file is empty; expected a JSON object")]
    [InlineData("{\"a\": 1,}", "line 1, position 9: there is a comma before '}'; remove the comma")]
    [InlineData("{\"a\": [1, 2,\n ]}", "line 2, position 2: there is a comma before ']'; remove the comma")]
    [InlineData("{\"a\": 1", "the text ends before it is complete; restore its end")]
    [InlineData("{\"a\": \"b", "the text ends before it is complete; restore its end")]
    [InlineData("{\"a\": 1} more", "line 1, position 10: 'm' follows the end of the document; remove everything after the end")]
    [InlineData("{\"a\": 1}{}", "line 1, position 9: '{' follows the end of the document")]
    [InlineData("{\"a\" 1}", "'1' is not allowed there; expected JSON; correct it")]
    [InlineData("{a: 1}", "'a' is not allowed there")]
    [InlineData("{\"a\": \"\u0001\"}", "the control character U+0001 is not allowed there")]
    [InlineData("{\"é\": ü}", "'ü' is not allowed there")]
    [InlineData("{\"a\": {\"b\": [1, {\"c\": 1, \"c\": 2}]}}", "test.json: a.b[1].c is given twice; expected once; remove one of the two")]
    public void A_fault_is_named_with_its_place_and_remedy(string json, string expected) =>
        Assert.Contains(expected, Message(json), StringComparison.Ordinal);

    [Fact]
    public void What_is_nested_too_deeply_is_named() =>
        Assert.Contains(
            "nested to a depth of more than 64",
            Message($"{{\"a\": {new string('[', 100)}{new string(']', 100)}}}"),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_text_cut_off_anywhere_or_with_any_byte_exchanged_brings_up_no_words_of_the_library()
    {
        string text = SmallGame.Json();
        for (int place = 0; place < text.Length; place += 3)
        {
            Check(text[..place]);
            Check(string.Concat(text.AsSpan(0, place), ",", text.AsSpan(place + 1)));
            Check(string.Concat(text.AsSpan(0, place), "}", text.AsSpan(place + 1)));
            Check(string.Concat(text.AsSpan(0, place), "\\", text.AsSpan(place + 1)));
        }

        static void Check(string json)
        {
            try
            {
                GameFile.Parse(json, "test.json");
            }
            catch (InvalidInputException refused)
            {
                Assert.All(Foreign, word => Assert.DoesNotContain(word, refused.Message, StringComparison.Ordinal));
            }
        }
    }

    private static string Message(string json)
    {
        string message = Assert.ThrowsAny<InvalidInputException>(() => GameFile.Parse(json, "test.json")).Message;
        Assert.All(Foreign, word => Assert.DoesNotContain(word, message, StringComparison.Ordinal));
        return message;
    }
}
