using System.CommandLine;

namespace Antiphon.Cli.Help;

/// <summary>Options that belong together on a help screen.</summary>
internal sealed record OptionGroup(string Title, IReadOnlyList<Option> Options);
