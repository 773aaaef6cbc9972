namespace Antiphon.Simulation;

/// <summary>Collects every option that is out of range, so that one error names them all.</summary>
internal sealed class OptionRange
{
    private readonly List<string> violations = [];

    public void AtLeast(long least, string name, long value)
    {
        if (value < least)
        {
            violations.Add($"{name} is {value}; expected at least {least}");
        }
    }

    public void AtMost(string name, long value, long bound)
    {
        if (value > bound)
        {
            violations.Add($"{name} is {value}; expected at most {bound}");
        }
    }

    public void Inside(string name, double value, double low, double high)
    {
        if (!(value > low && value < high))
        {
            violations.Add($"{name} is {value}; expected a number strictly between {low} and {high}");
        }
    }

    public void From(string name, double value, double low, double high, bool highIncluded)
    {
        if (!(value >= low && (highIncluded ? value <= high : value < high)))
        {
            violations.Add($"{name} is {value}; expected a number from {low} {(highIncluded ? "to" : "to below")} {high}");
        }
    }

    /// <summary>Throws when anything was out of range.</summary>
    /// <exception cref="InvalidOptionException">At least one option is out of range.</exception>
    public void Require()
    {
        if (violations.Count > 0)
        {
            throw new InvalidOptionException(string.Join("; ", violations));
        }
    }
}
