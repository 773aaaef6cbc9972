using Antiphon.Numerics;

namespace Antiphon.Fuzz;

/// <summary>Makes inputs from known ones: changes of bytes, and of whole numbers, words, texts and values.</summary>
/// <param name="vocabulary">Pieces to put in.</param>
/// <param name="stream">Randomness.</param>
internal sealed class Mutator(Vocabulary vocabulary, RandomStream stream)
{
    private const int MostTokens = 20_000;
    private const int MostChanges = 6;
    private const int LongestRange = 64;
    private const int MostDoublings = 17;
    private const int OneIn = 200;

    /// <summary>Changes an input in a few places.</summary>
    /// <param name="input">The input; stays as it is.</param>
    /// <param name="other">Another one, whose parts may be taken over.</param>
    public byte[] Mutate(byte[] input, byte[] other)
    {
        byte[] changed = input;
        int changes = 1 + Below(Below(MostChanges) + 1);
        for (int change = 0; change < changes; change++)
        {
            byte[] next = Change(changed, other);
            changed = next.Length <= Trial.LongestInput ? next : changed;
        }

        return changed;
    }

    private byte[] Change(byte[] input, byte[] other) =>
        Below(OneIn) == 0
            ? Repeat(input)
            : Below(12) switch
            {
                0 => FlipBit(input),
                1 => Replace(input, At(input), 1, [(byte)Below(256)]),
                2 => Replace(input, Below(input.Length + 1), 0, [(byte)Below(256)]),
                3 => Replace(input, At(input), Length(), []),
                4 => Duplicate(input),
                5 => Replace(input, Below(input.Length + 1), 0, Piece()),
                6 => Splice(input, other),
                7 or 8 => Replace(input, Token(input), Piece()),
                9 => Replace(input, TextTokens.WithComma(input, Token(input)), []),
                10 => Replace(input, Token(input), other[Token(other)]),
                _ => Swap(input),
            };

    // Long and deep inputs: a piece, often with a comma, thousands of times.
    private byte[] Repeat(byte[] input)
    {
        Range token = Token(input);
        byte[] once = Below(2) == 0 ? input[TextTokens.WithComma(input, token)] : Letter(input);
        int times = Math.Min(1 << Below(MostDoublings), (Trial.LongestInput - input.Length) / Math.Max(1, once.Length));
        byte[] many = [.. Enumerable.Repeat(once, Math.Max(0, times)).SelectMany(piece => piece)];
        return Replace(input, token.Start.Value, 0, many);
    }

    private byte[] Letter(byte[] input)
    {
        int place = At(input);
        return input[place..Math.Min(input.Length, place + 1)];
    }

    private byte[] FlipBit(byte[] input)
    {
        if (input.Length == 0)
        {
            return input;
        }

        int place = At(input);
        return Replace(input, place, 1, [(byte)(input[place] ^ (1 << Below(8)))]);
    }

    private byte[] Duplicate(byte[] input)
    {
        int start = At(input);
        int length = Math.Min(Length(), input.Length - start);
        byte[] part = input[start..(start + length)];
        return Replace(input, Below(input.Length + 1), 0, part);
    }

    private byte[] Splice(byte[] input, byte[] other) => [.. input[..Below(input.Length + 1)], .. other[Below(other.Length + 1)..]];

    // Two tokens change places, unless one holds the other.
    private byte[] Swap(byte[] input)
    {
        (Range first, Range second) = (Token(input), Token(input));
        if (first.Start.Value > second.Start.Value)
        {
            (first, second) = (second, first);
        }

        return first.End.Value > second.Start.Value
            ? input
            : [.. input[..first.Start], .. input[second], .. input[first.End..second.Start], .. input[first], .. input[second.End..]];
    }

    private Range Token(byte[] input)
    {
        List<Range> tokens = TextTokens.Find(input, MostTokens);
        return tokens.Count == 0 ? 0..0 : tokens[Below(tokens.Count)];
    }

    private byte[] Piece() => vocabulary.Pieces[Below(vocabulary.Pieces.Count)];

    private int At(byte[] input) => input.Length == 0 ? 0 : Below(input.Length);

    // Mostly short.
    private int Length() => 1 + Below(1 + Below(LongestRange));

    private int Below(int bound) => (int)stream.NextBelow(bound);

    private static byte[] Replace(byte[] input, Range range, byte[] by) =>
        Replace(input, range.Start.Value, Math.Max(0, range.End.Value - range.Start.Value), by);

    private static byte[] Replace(byte[] input, int start, int length, byte[] by) =>
        [.. input[..start], .. by, .. input[Math.Min(start + length, input.Length)..]];
}
