namespace Antiphon.Runs;

/// <summary>A column of a table of results; any of its cells may be empty.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its cells: long, ulong, double or string.</param>
internal sealed record ResultColumn(string Name, Type Type)
{
    /// <summary>A column of whole numbers.</summary>
    public static ResultColumn Whole(string name) => new(name, typeof(long));

    /// <summary>A column of random seeds.</summary>
    public static ResultColumn Seed(string name) => new(name, typeof(ulong));

    /// <summary>A column of numbers.</summary>
    public static ResultColumn Real(string name) => new(name, typeof(double));

    /// <summary>A column of words.</summary>
    public static ResultColumn Text(string name) => new(name, typeof(string));

    /// <summary>A cell in the type of the column.</summary>
    /// <param name="cell">The value; an int is a whole number, and an empty text is no value.</param>
    /// <exception cref="ArgumentException">It is of another type.</exception>
    public object? Typed(object? cell)
    {
        object? value = cell switch
        {
            int whole => (long)whole,
            "" => null,
            _ => cell,
        };
        return value is null || value.GetType() == Type
            ? value
            : throw new ArgumentException($"{Name} is {value.GetType().Name}; expected {Type.Name}", nameof(cell));
    }
}
