namespace Antiphon.Cli.Output;

/// <summary>The result of report for programs.</summary>
/// <param name="Page">The page, absolute.</param>
/// <param name="Figures">The specifications, absolute.</param>
/// <param name="Drawn">Whether the page draws its figures; otherwise it has their tables only.</param>
internal sealed record ReportDocument(string Page, IReadOnlyList<string> Figures, bool Drawn)
{
    /// <summary>Always "antiphon-report/1".</summary>
    public string Format { get; } = "antiphon-report/1";
}
