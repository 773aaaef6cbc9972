using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Antiphon.BrowserTests;

/// <summary>The page as a reader meets it: opened from a file, without a network, in a real browser.</summary>
[Collection(WrittenReport.Shared)]
public class ReportInBrowserTests(WrittenReport report)
{
    private const string Hosts = "[...document.querySelectorAll('figure .drawing')]";

    [Fact]
    public async Task Every_figure_is_drawn_and_nothing_is_asked_for_or_complained_about()
    {
        OpenPage page = await OpenPage.Open(report.Browser, report.Page);
        string[] specifications =
        [
            .. Directory
                .EnumerateFiles(Path.Combine(report.Run, "figures"))
                .Select(file => Path.GetFileName(file).Replace(".vl.json", "", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

        Assert.Equal(
            ["deployed-returns", "deviation-gains", "episode", "global-policy", "local-policy", "value-per-proposal"],
            specifications
        );
        Assert.Equal(specifications, (await page.Texts($"{Hosts}.map(host => host.id).sort()")));
        Assert.Empty(
            await page.Texts(
                $"{Hosts}.filter(host => host.querySelectorAll('svg.marks .mark-group path, svg.marks .mark-symbol path, svg.marks "
                    + ".mark-rect path').length < 3).map(host => host.id)"
            )
        );
        Assert.Equal([new Uri(report.Page).AbsoluteUri], page.Requests);
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData("baselines.csv", 2, 3, 4)]
    [InlineData("restarts.csv", 2, 3, 4, 5, 8, 9)]
    public async Task Tables_hold_the_numbers_of_the_files(string file, params int[] columns)
    {
        OpenPage page = await OpenPage.Open(report.Browser, report.Page);
        IReadOnlyList<string> rows = await page.Texts(
            "[...document.querySelectorAll('tbody tr')].map(row => [...row.querySelectorAll('data')].map(cell => cell.value).join(','))"
        );

        Assert.NotEmpty(WrittenReport.Csv(report.Run, file));
        Assert.All(WrittenReport.Csv(report.Run, file), cells =>
            Assert.Contains(
                string.Join(',', columns.Select(column => cells[column]).Where(cell => cell.Length > 0)),
                rows,
                StringComparer.Ordinal
            )
        );
    }

    [Fact]
    public async Task The_tables_hold_every_seed_of_a_simulation()
    {
        string file = Path.GetFileName(Directory.EnumerateFiles(report.Run, "simulation-*.csv").Single());
        OpenPage page = await OpenPage.Open(report.Browser, report.Page);
        IReadOnlyList<string> rows = await page.Texts(
            $"[...document.querySelectorAll('table')].filter(table => table.caption.textContent.startsWith('{file}')).flatMap(table => "
                + "[...table.tBodies[0].rows].map(row => [...row.querySelectorAll('data')].map(cell => cell.value).join(',')))"
        );

        Assert.Equal(WrittenReport.Csv(report.Run, file).Select(cells => string.Join(',', cells)), rows, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Figures_follow_the_colours_that_the_reader_prefers()
    {
        const string ground = "getComputedStyle(document.querySelector('#episode svg.marks')).backgroundColor";
        OpenPage page = await OpenPage.Open(report.Browser, report.Page, scheme: "dark");
        Assert.Equal("rgb(20, 23, 27)", (string)(await page.Evaluate(ground))!);
        Assert.Equal("rgb(20, 23, 27)", (string)(await page.Evaluate("getComputedStyle(document.body).backgroundColor"))!);

        await page.Choose("light");
        await page.Until($"document.querySelector('#episode svg.marks') !== null && {ground} === 'rgb(255, 255, 255)'");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task On_a_telephone_the_page_is_no_wider_than_the_screen()
    {
        OpenPage page = await OpenPage.Open(report.Browser, report.Page, width: 360);

        Assert.InRange((int)(await page.Evaluate("document.documentElement.scrollWidth"))!, 1, 360);
        Assert.Empty(
            await page.Texts(
                $"{Hosts}.filter(host => host.querySelector('svg.marks').getBoundingClientRect().right > 360).map(host => host.id)"
            )
        );
    }

    [Fact]
    public async Task A_screen_reader_meets_headings_descriptions_and_captions()
    {
        OpenPage page = await OpenPage.Open(report.Browser, report.Page);

        Assert.Equal(1, (int)(await page.Evaluate("document.querySelectorAll('h1').length"))!);
        Assert.Empty(
            await page.Texts(
                "[...document.querySelectorAll('table')].filter(table => !table.caption?.textContent || "
                    + "table.querySelectorAll('th[scope=col]').length === 0 || table.querySelectorAll('tbody th[scope=row]').length !== "
                    + "table.tBodies[0].rows.length).map(table => table.outerHTML)"
            )
        );
        Assert.Empty(
            await page.Texts(
                $"{Hosts}.filter(host => !(host.querySelector('[role=graphics-document]')?.getAttribute('aria-label')?.length > "
                    + "40)).map(host => host.id)"
            )
        );
        Assert.Equal(
            0,
            (int)(await page.Evaluate("document.querySelectorAll('svg.marks [role=graphics-symbol][aria-label*=\";\"]').length"))!
        );
        Assert.Empty(
            await page.Texts(
                "[...document.querySelectorAll('figure')].filter(figure => !figure.querySelector('figcaption')?.textContent || "
                    + "!figure.querySelector('table')).map(figure => figure.outerHTML)"
            )
        );
    }

    [Theory]
    [InlineData("svg", 1)]
    [InlineData("png", 2)]
    public async Task The_menu_saves_a_figure_by_keyboard(string kind, int tabs)
    {
        DirectoryInfo downloads = Directory.CreateTempSubdirectory("antiphon-downloads-");
        await report.Browser.Tools.Send(
            "Browser.setDownloadBehavior",
            new JsonObject
            {
                ["behavior"] = "allow",
                ["downloadPath"] = downloads.FullName,
                ["eventsEnabled"] = true,
            }
        );
        OpenPage page = await OpenPage.Open(report.Browser, report.Page);
        await page.Evaluate("document.querySelector('#episode summary').focus()");
        await page.Press("Enter", 13);
        for (int tab = 0; tab < tabs; tab++)
        {
            await page.Press("Tab", 9);
        }

        await page.Press("Enter", 13);
        string file = Path.Combine(downloads.FullName, $"episode.{kind}");
        for (int wait = 0; wait < 500 && !File.Exists(file); wait++)
        {
            await Task.Delay(20);
        }

        byte[] image = await File.ReadAllBytesAsync(file);
        downloads.Delete(recursive: true);
        if (kind == "svg")
        {
            Assert.Equal("svg", XDocument.Parse(System.Text.Encoding.UTF8.GetString(image)).Root!.Name.LocalName);
        }
        else
        {
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], image[..4]);
        }

        Assert.Empty(page.Complaints);
    }
}
