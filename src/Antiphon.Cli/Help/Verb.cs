using System.CommandLine;

namespace Antiphon.Cli.Help;

/// <summary>A verb of the program: a command that knows how its help screen is laid out.</summary>
internal abstract class Verb(VerbSummary summary) : Command(summary.Name, summary.Description)
{
    /// <summary>How its command line begins, for example "train GAME --k K".</summary>
    public string Usage { get; } = summary.Usage;

    /// <summary>Its options, in groups. A test checks that none is forgotten.</summary>
    public IReadOnlyList<OptionGroup> Groups { get; private set; } = [];

    /// <summary>Its examples.</summary>
    public IReadOnlyList<Example> Examples { get; } = summary.Examples;

    /// <summary>Adds options in the groups they are shown in.</summary>
    protected void Offer(params IReadOnlyList<OptionGroup> groups)
    {
        Groups = groups;
        foreach (Option option in groups.SelectMany(group => group.Options))
        {
            Add(option);
        }
    }
}
