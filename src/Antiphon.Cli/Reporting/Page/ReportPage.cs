namespace Antiphon.Cli.Reporting;

/// <summary>Lays a report out as one HTML page that needs nothing beside itself: no network, no fonts, no files.</summary>
internal static class ReportPage
{
    /// <summary>What tells a page of this program from someone else's file.</summary>
    public const string Mark = "<meta name=\"generator\" content=\"antiphon report\">";

    private const string WithoutScripts =
        "This page was written by a build without the scripts that draw figures. The specifications in the figures folder open in any "
        + "Vega editor. All numbers are in the tables.";
    private const string ScriptsOff = "Scripts are disabled in this browser, so figures are not drawn. All numbers are in the tables.";

    /// <summary>Writes the page.</summary>
    public static string Write(ReportContent content, ReportScripts scripts)
    {
        var html = new Html();
        html.Verbatim("<!doctype html>\n").Open("html", ("lang", "en")).Open("head");
        html.Void("meta", ("charset", "utf-8")).Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        html.Void("meta", ("http-equiv", "Content-Security-Policy"), ("content", scripts.ContentPolicy)).Verbatim(Mark + "\n");
        html.Void("meta", ("name", "color-scheme"), ("content", "light dark")).Element("title", $"{content.Title} · Antiphon");
        html.Open("style").Verbatim(scripts.Style).Close().Close().Open("body");
        html.Element("a", "Skip to the results", ("class", "skip"), ("href", "#results"));
        Header(html, content);
        html.Open("main", ("id", "results"), ("tabindex", "-1"));
        NotDrawn(html, content, scripts);
        foreach ((int number, ReportSection section) in content.Sections.Index())
        {
            html.Open("section", ("aria-labelledby", Anchor(number))).Element("h2", section.Title, ("id", Anchor(number)));
            foreach (ReportBlock block in section.Blocks)
            {
                Write(html, block, scripts);
            }

            html.Close();
        }

        html.Close();
        Footer(html, scripts);
        Scripts(html, content, scripts);
        return html.Close().Close().ToString();
    }

    private static string Anchor(int number) => $"section-{number + 1}";

    private static void Header(Html html, ReportContent content)
    {
        html.Open("header").Element("h1", content.Title).Element("p", content.Lead, ("class", "lead"));
        if (content.Head is { } head)
        {
            Write(html, head);
        }

        html.Open("nav", ("aria-label", "Contents")).Open("ol");
        foreach ((int number, ReportSection section) in content.Sections.Index())
        {
            html.Open("li").Element("a", section.Title, ("href", $"#{Anchor(number)}")).Close();
        }

        html.Close().Close().Close();
    }

    private static void NotDrawn(Html html, ReportContent content, ReportScripts scripts)
    {
        if (content.Figures.Any() && scripts.Script is null)
        {
            html.Element("p", WithoutScripts, ("class", "caution"), ("role", "note"));
        }
        else if (content.Figures.Any())
        {
            html.Open("noscript").Element("p", ScriptsOff, ("class", "caution")).Close();
        }
    }

    private static void Write(Html html, ReportBlock block, ReportScripts scripts)
    {
        switch (block)
        {
            case Paragraph paragraph:
                html.Open("p").Prose(paragraph.Text).Close();
                break;
            case Caution caution:
                html.Open("p", ("class", "caution"), ("role", "note")).Element("strong", "Note: ").Prose(caution.Text).Close();
                break;
            case CommandLine command:
                html.Open("pre", ("tabindex", "0")).Element("code", command.Text).Close();
                break;
            case Facts facts:
                Write(html, facts);
                break;
            case TableBlock table:
                TableMarkup.Write(html, table.Caption, table.Table, table.IsFolded);
                break;
            case FigureBlock single:
                Write(html, single.Figure, scripts);
                break;
            case FigureGrid several:
                html.Open("div", ("class", "grid"));
                foreach (Figure figure in several.Figures)
                {
                    Write(html, figure, scripts);
                }

                html.Close();
                break;
        }
    }

    private static void Write(Html html, Facts facts)
    {
        html.Open("dl");
        foreach (Fact fact in facts.Rows)
        {
            html.Open("div").Element("dt", fact.Name).Open("dd");
            Value(html, fact);
            if (fact.Meaning.Length > 0)
            {
                html.Text(" ").Element("span", fact.Meaning, ("class", "meaning"));
            }

            html.Close().Close();
        }

        html.Close();
    }

    private static void Value(Html html, Fact fact)
    {
        if (!fact.IsCode)
        {
            html.Element("span", fact.Value, ("class", "value"));
            return;
        }

        html.Open("code", ("class", "value"));
        foreach (string word in fact.Value.Split(' '))
        {
            html.Element("span", word, ("class", "word")).Text(" ");
        }

        html.Close();
    }

    private static void Write(Html html, Figure figure, ReportScripts scripts)
    {
        html.Open("figure", ("aria-labelledby", $"{figure.Name}-title")).Element("h3", figure.Title, ("id", $"{figure.Name}-title"));
        html.Open("figcaption").Element("p", figure.Summary).Close();
        if (scripts.Script is not null)
        {
            html.Open("div", ("class", "drawing"), ("id", figure.Name), ("data-title", figure.Title)).Close();
        }

        TableMarkup.Write(
            html,
            $"{figure.Title}: the numbers",
            figure.Table,
            isFolded: scripts.Script is not null && !figure.ShowsNumbers
        );
        html.Close();
    }

    private static void Footer(Html html, ReportScripts scripts)
    {
        html.Open("footer")
            .Element(
                "p",
                $"Written by antiphon {AntiphonVersion.Current}. The page works offline. The figures are also saved beside it as "
                    + "Vega-Lite specifications, for a Vega editor or Altair."
            );
        if (scripts.Script is not null)
        {
            html.Open("details")
                .Element("summary", "Licences of the scripts in this page")
                .Open("pre", ("tabindex", "0"))
                .Text(scripts.Notices)
                .Close()
                .Close();
        }

        html.Close();
    }

    private static void Scripts(Html html, ReportContent content, ReportScripts scripts)
    {
        if (scripts.Script is null)
        {
            return;
        }

        html.Open("script", ("type", "application/json"), ("id", "dark-theme")).Verbatim(ReportJson.InPage(FigureTheme.Dark)).Close();
        foreach (Figure figure in content.Figures)
        {
            html.Open("script", ("type", "application/json"), ("data-figure", figure.Name))
                .Verbatim(ReportJson.InPage(figure.Specification))
                .Close();
        }

        html.Open("script").Verbatim(scripts.Script).Close();
    }
}
