namespace Antiphon.Cli.Reporting;

/// <summary>A figure with everything that lets it be read without being seen.</summary>
/// <param name="Name">Its id in the page and the name of its files: lower-case letters, digits and hyphens.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Summary">What it shows, in sentences.</param>
/// <param name="Specification">How it is drawn.</param>
/// <param name="Table">Its numbers.</param>
internal sealed record Figure(string Name, string Title, string Summary, FigureSpecification Specification, DataTable Table)
{
    /// <summary>Whether its numbers are open from the start.</summary>
    public bool ShowsNumbers { get; init; }
}
