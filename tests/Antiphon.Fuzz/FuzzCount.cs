using System.Globalization;

namespace Antiphon.Fuzz;

/// <summary>What came of a target, or of all.</summary>
/// <param name="Inputs">Inputs that were read.</param>
/// <param name="Crashes">Different places of exceptions that no reader may throw.</param>
/// <param name="Hangs">1 where an input took too long.</param>
/// <param name="TooLarge">1 where an input took too much memory.</param>
/// <param name="Known">Inputs that each reach code of their own.</param>
internal sealed record FuzzCount(long Inputs, int Crashes, int Hangs, int TooLarge, int Known)
{
    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="line">The line.</param>
    public static FuzzCount? Parse(string? line)
    {
        string[] words = (line ?? "").Split(' ');
        return words.Length == 5 && Array.TrueForAll(words, word => long.TryParse(word, CultureInfo.InvariantCulture, out _))
            ? new FuzzCount(long.Parse(words[0]), int.Parse(words[1]), int.Parse(words[2]), int.Parse(words[3]), int.Parse(words[4]))
            : null;
    }

    /// <summary>The sum.</summary>
    /// <param name="other">The other.</param>
    public FuzzCount Plus(FuzzCount other) =>
        new(Inputs + other.Inputs, Crashes + other.Crashes, Hangs + other.Hangs, TooLarge + other.TooLarge, Known + other.Known);

    /// <summary>In words.</summary>
    public string Words =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Inputs:N0} inputs, {Crashes} crashes, {Hangs} hangs, {TooLarge} too large, {Known:N0} paths"
        );

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Inputs} {Crashes} {Hangs} {TooLarge} {Known}");
}
