namespace Antiphon.Fuzz;

/// <summary>
/// Where numbers, words, quoted texts and whole bracketed values stand in an input that may be JSON, CSV or another text. Knows just
/// enough to change one of them.
/// </summary>
internal static class TextTokens
{
    /// <summary>Finds them.</summary>
    /// <param name="input">The input.</param>
    /// <param name="most">Tokens after so many are not found.</param>
    public static List<Range> Find(ReadOnlySpan<byte> input, int most)
    {
        var found = new List<Range>();
        var open = new Stack<int>();
        int place = 0;
        while (place < input.Length && found.Count < most)
        {
            int end = place + 1;
            switch (input[place])
            {
                case (byte)'"':
                    end = EndOfText(input, place);
                    found.Add(place..end);
                    break;
                case (byte)'{' or (byte)'[':
                    open.Push(place);
                    break;
                case (byte)'}' or (byte)']' when open.Count > 0:
                    found.Add(open.Pop()..end);
                    break;
                case var first when IsWord(first):
                    end = EndOfWord(input, place);
                    found.Add(place..end);
                    break;
                default:
                    break;
            }

            place = end;
        }

        return found;
    }

    /// <summary>The token with the comma beside it, so that taking it out leaves a list well-formed.</summary>
    /// <param name="input">The input.</param>
    /// <param name="token">The token.</param>
    public static Range WithComma(ReadOnlySpan<byte> input, Range token)
    {
        int start = token.Start.Value;
        int end = token.End.Value;
        int next = end;
        while (next < input.Length && input[next] is (byte)' ' or (byte)'\n')
        {
            next++;
        }

        if (next < input.Length && input[next] == (byte)',')
        {
            return start..(next + 1);
        }

        int before = start - 1;
        while (before >= 0 && input[before] is (byte)' ' or (byte)'\n')
        {
            before--;
        }

        return before >= 0 && input[before] == (byte)',' ? before..end : token;
    }

    private static int EndOfText(ReadOnlySpan<byte> input, int place)
    {
        int end = place + 1;
        while (end < input.Length && input[end] != (byte)'"')
        {
            end += input[end] == (byte)'\\' ? 2 : 1;
        }

        return Math.Min(end + 1, input.Length);
    }

    private static int EndOfWord(ReadOnlySpan<byte> input, int place)
    {
        int end = place;
        while (end < input.Length && IsWord(input[end]))
        {
            end++;
        }

        return end;
    }

    private static bool IsWord(byte letter) => char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'-' or (byte)'+' or (byte)'.';
}
