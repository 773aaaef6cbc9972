using Antiphon.Games;

namespace Antiphon.Cli.Reporting;

/// <summary>Where the files of a report go.</summary>
/// <param name="Page">The page, absolute.</param>
/// <param name="FigureFolder">The folder of its specifications, absolute.</param>
internal sealed record ReportFiles(string Page, string FigureFolder)
{
    /// <summary>Chooses the places.</summary>
    /// <param name="source">The folder reported on, absolute.</param>
    /// <param name="page">The page the user asked for, absolute; null for the ordinary place.</param>
    /// <exception cref="InvalidInputException">The page exists and is not a report, or its folder does not exist.</exception>
    public static ReportFiles At(string source, string? page)
    {
        if (page is null)
        {
            return new ReportFiles(Path.Combine(source, "report.html"), Path.Combine(source, "figures"));
        }

        string folder = Path.GetDirectoryName(page)!;
        if (Path.GetExtension(page) != ".html")
        {
            throw new InvalidInputException($"--out is {page}; expected a name that ends in .html");
        }

        if (!Disk.Current.IsFolder(folder))
        {
            throw new InvalidInputException($"--out is {page}, in a folder that does not exist; create it, or choose another");
        }

        if (Disk.Current.Exists(page) && !IsReport(page))
        {
            throw new InvalidInputException(
                $"--out is {page}, which already exists and is not a report; nothing was overwritten; choose another name"
            );
        }

        return new ReportFiles(page, Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(page)}-figures"));
    }

    /// <summary>Writes everything.</summary>
    /// <returns>The specifications written.</returns>
    /// <exception cref="InvalidInputException">A file cannot be written.</exception>
    public IReadOnlyList<string> Write(ReportContent content, ReportScripts scripts)
    {
        var written = new List<string>();
        AtomicFile.CreateFolder(FigureFolder);
        foreach (Figure figure in content.Figures)
        {
            string path = Path.Combine(FigureFolder, $"{figure.Name}.vl.json");
            AtomicFile.WriteText(path, ReportJson.File(figure.Specification));
            written.Add(path);
        }

        AtomicFile.WriteText(Page, ReportPage.Write(content, scripts));
        return written;
    }

    private static bool IsReport(string page) =>
        Disk.Current.IsFile(page) && Disk.Current.ReadLines(page).Take(10).Contains(ReportPage.Mark, StringComparer.Ordinal);
}
