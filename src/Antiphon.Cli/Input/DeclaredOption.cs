using System.CommandLine;

namespace Antiphon.Cli.Input;

/// <summary>What every option of the command declares.</summary>
internal interface IDeclaredOption
{
    /// <summary>The kinds of game it applies to.</summary>
    GameKinds Kinds { get; }

    /// <summary>The properties of options records that it sets.</summary>
    IReadOnlyList<Setting> Settings { get; }

    /// <summary>Its value on the command line.</summary>
    object? Value(ParseResult parse);

    /// <summary>A value of it, as the user would write it.</summary>
    string Written(object? value);
}

/// <summary>
/// An option of the command, declared in one place: its names, its text, its range, the kinds of game it applies to, and the properties of
/// options records that it sets. Parsing, help, resumption and errors follow from this.
/// </summary>
/// <param name="name">The name, for example "--seed".</param>
/// <param name="words">The words for its values, where they are words.</param>
internal sealed class DeclaredOption<T>(string name, IReadOnlyList<(string Word, object? Value)>? words = null)
    : Option<T>(name),
        IDeclaredOption
{
    private readonly List<Setting> settings = [];
    private GameKinds? only;

    /// <summary>
    /// The kinds of game it applies to: those it was limited to, else those that have a record it sets; every kind if it sets none.
    /// </summary>
    public GameKinds Kinds =>
        only ?? (settings.Count == 0 ? GameKinds.Any : settings.Aggregate((GameKinds)0, (kinds, setting) => kinds | setting.Kinds));

    /// <inheritdoc/>
    public IReadOnlyList<Setting> Settings => settings;

    /// <summary>Says which property of a record it sets.</summary>
    /// <param name="property">The name of the property.</param>
    /// <param name="unset">The value that stands for null, if any.</param>
    public DeclaredOption<T> Sets<TRecord>(string property, object? unset = null)
    {
        settings.Add(new Setting(typeof(TRecord), property, unset));
        return this;
    }

    /// <summary>Says which property of a record this flag turns off.</summary>
    public DeclaredOption<T> Clears<TRecord>(string property)
    {
        settings.Add(new Setting(typeof(TRecord), property, Unset: false, Negates: true));
        return this;
    }

    /// <summary>Limits it to some kinds of game.</summary>
    public DeclaredOption<T> For(GameKinds kinds)
    {
        only = kinds;
        return this;
    }

    /// <summary>Adds a name by which earlier versions knew it: understood, but not shown.</summary>
    public DeclaredOption<T> Formerly(string former)
    {
        Aliases.Add(former);
        return this;
    }

    /// <inheritdoc/>
    public object? Value(ParseResult parse) => parse.GetValue(this);

    /// <inheritdoc/>
    public string Written(object? value) =>
        words?.FirstOrDefault(each => Equals(each.Value, value)).Word
        ?? value switch
        {
            null => "none",
            bool on => on ? "true" : "false",
            IEnumerable<int> list => string.Join(',', list),
            IEnumerable<string> list => string.Join(' ', list),
            _ => value.ToString()!,
        };
}
