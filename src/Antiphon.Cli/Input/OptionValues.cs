using System.CommandLine.Parsing;
using System.Globalization;

namespace Antiphon.Cli.Input;

/// <summary>Reads the values of options; a value that is wrong becomes an error with name, what was found and what was expected.</summary>
internal static class OptionValues
{
    private const int LongestList = 10_000;

    public static decimal WholeNumber(ArgumentResult result, decimal minimum, decimal maximum) =>
        WholeNumber(result, result.Tokens[0].Value, minimum, maximum);

    public static IEnumerable<long> Range(ArgumentResult result, string part, long minimum, long maximum)
    {
        string[] ends = part.Split("..", 2);
        if (ends.Length == 1)
        {
            return [(long)WholeNumber(result, part, minimum, maximum)];
        }

        string[] last = ends[1].Split(':', 2);
        (long first, long end, long step) = (
            (long)WholeNumber(result, ends[0], minimum, maximum),
            (long)WholeNumber(result, last[0], minimum, maximum),
            last.Length == 1 ? 1 : (long)WholeNumber(result, last[1], 1, maximum)
        );
        if (end >= first && (end - first) / step < LongestList)
        {
            return Enumerable.Range(0, (int)((end - first) / step) + 1).Select(place => first + (place * step));
        }

        result.AddError(
            end < first
                ? $"{Name(result)} has {part}, which ends before it begins; write the smaller number first"
                : $"{Name(result)} has {part}, more than {LongestList:N0} numbers; use larger steps, for example "
                    + $"{first}..{end}:{((end - first) / LongestList) + 1}"
        );
        return [first];
    }

    /// <summary>The numbers of "1..4" or "10..50:10", as texts; whatever else it is, the text itself.</summary>
    public static IEnumerable<string> Spelled(string part)
    {
        string[] ends = part.Split("..", 2);
        string[] last = ends[^1].Split(':', 2);
        return
            ends.Length == 2
            && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
            && int.TryParse(last[0], NumberStyles.None, CultureInfo.InvariantCulture, out int end)
            && int.TryParse(last.Length == 1 ? "1" : last[1], NumberStyles.None, CultureInfo.InvariantCulture, out int step)
            && step > 0
            && end >= first
            && (end - first) / step < LongestList
            ? Enumerable
                .Range(0, ((end - first) / step) + 1)
                .Select(place => (first + (place * step)).ToString(CultureInfo.InvariantCulture))
            : [part];
    }

    private static decimal WholeNumber(ArgumentResult result, string word, decimal minimum, decimal maximum)
    {
        if (
            decimal.TryParse(
                word,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out decimal value
            )
            && decimal.Truncate(value) == value
            && value >= minimum
            && value <= maximum
        )
        {
            return value;
        }

        string range = value <= maximum ? $"{minimum} or more" : $"{minimum} to {maximum}";
        result.AddError($"{Name(result)} is {word}; expected a whole number, {range}");
        return minimum;
    }

    public static double RealNumber(ArgumentResult result, bool positive)
    {
        string word = result.Tokens[0].Value;
        if (
            double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value)
            && (positive ? value > 0 : value >= 0)
        )
        {
            return value;
        }

        result.AddError($"{Name(result)} is {word}; expected a number {(positive ? "above 0" : "that is 0 or more")}");
        return 1;
    }

    public static double? AnyNumber(ArgumentResult result)
    {
        string word = result.Tokens[0].Value;
        if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value))
        {
            return value;
        }

        result.AddError($"{Name(result)} is {word}; expected a number");
        return 0;
    }

    public static double ShareNumber(ArgumentResult result, bool belowOne)
    {
        string word = result.Tokens[0].Value;
        if (
            double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && value > 0
            && (belowOne ? value < 1 : value <= 1)
        )
        {
            return value;
        }

        result.AddError($"{Name(result)} is {word}; expected a number above 0 and {(belowOne ? "below" : "at most")} 1");
        return 0.5;
    }

    public static T Chosen<T>(ArgumentResult result, IReadOnlyList<(string Word, T Value)> choices) =>
        Chosen(result, result.Tokens[0].Value, choices);

    public static T Chosen<T>(
        ArgumentResult result,
        string word,
        IReadOnlyList<(string Word, T Value)> choices,
        params IReadOnlyList<string> others
    )
    {
        foreach ((string candidate, T value) in choices)
        {
            if (candidate == word)
            {
                return value;
            }
        }

        string[] words = [.. choices.Select(choice => choice.Word), .. others];
        result.AddError(
            $"{Name(result)} is '{word}'; expected {string.Join(", ", words[..^1])} or {words[^1]}{Suggestion.Phrase(word, words)}"
        );
        return choices[0].Value;
    }

    public static string Name(ArgumentResult result) => ((OptionResult)result.Parent!).Option.Name;
}
