namespace Antiphon.Cli.Help;

/// <summary>A verb of which only the program's own help screen and suggestions are needed: it has no options and does nothing.</summary>
/// <param name="summary">What the help says of it.</param>
internal sealed class UnbuiltVerb(VerbSummary summary) : Verb(summary);
