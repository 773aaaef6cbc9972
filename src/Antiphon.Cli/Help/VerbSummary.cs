namespace Antiphon.Cli.Help;

/// <summary>What the program's own help says of a verb; known without building its options.</summary>
/// <param name="Name">The word on the command line.</param>
/// <param name="Usage">How its command line begins, for example "train GAME --k K".</param>
/// <param name="Description">What it does; the first sentence stands in the list of verbs.</param>
/// <param name="Examples">Command lines to copy; the first stands on the screen of the program.</param>
internal sealed record VerbSummary(string Name, string Usage, string Description, IReadOnlyList<Example> Examples);
