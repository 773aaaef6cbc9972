namespace Antiphon.BrowserTests;

/// <summary>Reports of real runs on screens of every width.</summary>
[Collection(WrittenReport.Shared)]
public class ReportLayoutTests(WrittenReport report)
{
    // Labels that Vega hides for want of room stay in the page, transparent.
    private const string Shown = "label.getAttribute('opacity') !== '0'";

    // Of each axis, the labels shown that lie outside the picture, are cut, or touch the next.
    private const string BadLabels = $$"""
        [...document.querySelectorAll('.drawing svg.marks')].flatMap((svg) => {
          const frame = svg.getBoundingClientRect();
          const outside = (box) =>
            box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
          const touch = (one, other) =>
            one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 1 && other.top < one.bottom - 1;
          const name = svg.closest('.drawing').id;
          const groups = [...svg.querySelectorAll('.role-axis-label, .role-legend-label, .role-axis-title, .role-legend-title')];
          return groups.flatMap((group) => {
            const labels = [...group.children].filter((label) => {{Shown}} && label.textContent !== '');
            const boxes = labels.map((label) => label.getBoundingClientRect());
            return labels
              .filter((label, at) => outside(boxes[at]) || label.textContent.endsWith('…') || (at && touch(boxes[at], boxes[at - 1])))
              .map((label) => `${name}: ${label.textContent}`);
          });
        })
        """;

    private static readonly int[] Widths = [320, 375, 768, 1280];

    public static TheoryData<string, int> Screens()
    {
        var screens = new TheoryData<string, int>();
        foreach (string kind in WrittenReport.Kinds)
        {
            foreach (int width in Widths)
            {
                screens.Add(kind, width);
            }
        }

        return screens;
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task Nothing_is_wider_than_the_screen_and_no_label_is_cut_or_touches_another(string kind, int width)
    {
        OpenPage page = await Open(kind, width);

        Assert.InRange((int)(await page.Evaluate("document.documentElement.scrollWidth"))!, 1, width);
        Assert.Empty(await page.Texts(BadLabels));
        Assert.Equal([new Uri(report.PageOf(kind)).AbsoluteUri], page.Requests, StringComparer.Ordinal);
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData(320)]
    [InlineData(375)]
    public async Task On_a_telephone_every_cell_of_a_table_stands_behind_its_heading_within_the_screen(int width)
    {
        OpenPage page = await Open(WrittenReport.Warehouse, width);

        Assert.Empty(
            await page.Texts(
                "[...document.querySelectorAll('tbody :is(th, td)')].filter(cell => cell.checkVisibility() && "
                    + $"(cell.getBoundingClientRect().right > {width} || getComputedStyle(cell, '::before').content !== "
                    + "JSON.stringify(cell.closest('table').tHead.rows[0].cells[cell.cellIndex].textContent))).map(cell => cell.outerHTML)"
            )
        );
    }

    [Fact]
    public async Task Stacked_tables_are_still_tables_to_a_screen_reader()
    {
        OpenPage page = await Open(WrittenReport.Warehouse, 375);
        IReadOnlyList<string> roles = await page.Roles();

        Assert.Equal(
            (int)(await page.Evaluate("[...document.querySelectorAll('tbody tr')].filter(row => row.checkVisibility()).length"))!,
            roles.Count(role => role == "row") - roles.Count(role => role == "table")
        );
        Assert.Contains("columnheader", roles, StringComparer.Ordinal);
        Assert.Contains("rowheader", roles, StringComparer.Ordinal);
        Assert.Contains("cell", roles, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(375)]
    [InlineData(768)]
    [InlineData(1280)]
    public async Task Prose_figures_and_tables_share_one_left_edge_and_one_width(int width)
    {
        OpenPage page = await Open(WrittenReport.Warehouse, width);
        IReadOnlyList<string> edges = await page.Texts(
            "[...new Set([...document.querySelectorAll('main section > :is(p, dl, figure, .table, details), header > :is(p, dl), "
                + "figure .drawing svg.marks, main .table table')].filter(block => block.checkVisibility()).map(block => "
                + "block.getBoundingClientRect()).map(box => `${Math.round(box.left)} to ${Math.round(box.right)}`))]"
        );

        Assert.Single(edges);
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task The_bars_of_an_interval_stand_out_from_the_ground(string scheme)
    {
        OpenPage page = await OpenPage.Open(report.Browser, report.Page, scheme: scheme);

        // W3C asks for a contrast of 3 to 1 in graphics.
        IReadOnlyList<string> contrasts = await page.Texts(
            "(() => { const light = (color) => { const [r, g, b] = color.match(/[0-9.]+/g).map(part => part / 255).map(part => "
                + "part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; }; "
                + "const ground = light(getComputedStyle(document.body).backgroundColor); return "
                + "[...document.querySelectorAll('#deployed-returns .mark-rect.role-mark path')].map(bar => "
                + "light(getComputedStyle(bar).fill)).map(bar => (Math.max(bar, ground) + 0.05) / (Math.min(bar, ground) + 0.05))"
                + ".map(String); })()"
        );

        Assert.NotEmpty(contrasts);
        Assert.All(contrasts, contrast => Assert.InRange(double.Parse(contrast), 3, 21));
    }

    [Fact]
    public async Task On_paper_there_is_the_report_and_nothing_to_press()
    {
        OpenPage page = await Open(WrittenReport.Warehouse, 768);
        await page.Print();

        Assert.Empty(
            await page.Texts(
                "[...document.querySelectorAll('nav, summary, .skip')].filter(each => each.checkVisibility()).map(each => each.outerHTML)"
            )
        );
        Assert.Equal("rgb(255, 255, 255)", (string)(await page.Evaluate("getComputedStyle(document.body).backgroundColor"))!);
    }

    [Fact]
    public async Task Figures_drawn_in_the_dark_are_printed_light()
    {
        OpenPage page = await OpenPage.Open(report.Browser, report.Page, scheme: "dark");
        await page.Print();

        Assert.Empty(
            await page.Texts(
                "[...document.querySelectorAll('.drawing svg.marks')].filter(svg => (getComputedStyle(svg).backgroundColor === "
                    + "'rgb(20, 23, 27)') !== getComputedStyle(svg).filter.startsWith('invert(1)')).map(svg => svg.outerHTML)"
            )
        );
    }

    [Fact]
    public async Task The_first_stop_of_the_keyboard_skips_to_the_results_and_folded_numbers_open_by_a_key()
    {
        OpenPage page = await Open(WrittenReport.Warehouse, 1280);
        await page.Press("Tab", 9);
        await page.Press("Enter", 13);
        await page.Until("document.activeElement.id === 'results'");
        await page.Evaluate("document.querySelector('figure > details > summary').focus()");
        await page.Press("Enter", 13);

        await page.Until(
            "document.querySelector('figure > details').open && document.querySelector('figure > details table').checkVisibility()"
        );
    }

    [Fact]
    public async Task Nothing_moves_for_a_reader_who_prefers_so()
    {
        OpenPage page = await Open(WrittenReport.Warehouse, 1280);
        await page.PreferStillness();

        Assert.Empty(
            await page.Texts(
                "[...document.querySelectorAll('*')].map(element => getComputedStyle(element)).filter(style => style.scrollBehavior === "
                    + "'smooth' || (style.transitionProperty !== 'none' && style.transitionDuration !== '0s') || style.animationName !== "
                    + "'none').map(style => style.cssText)"
            )
        );
    }

    private Task<OpenPage> Open(string kind, int width) => OpenPage.Open(report.Browser, report.PageOf(kind), width);
}
