namespace Antiphon.Cli.Help;

/// <summary>A command line to try, and what it does.</summary>
internal sealed record Example(string Command, string Purpose);
