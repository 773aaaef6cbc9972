namespace Antiphon.BrowserTests;

/// <summary>The page of a sweep in a real browser.</summary>
[Collection(WrittenReport.Shared)]
public class SweepInBrowserTests(WrittenReport report)
{
    [Fact]
    public async Task Its_figures_are_drawn_and_its_tables_hold_the_numbers_of_the_summary()
    {
        OpenPage page = await OpenPage.Open(report.Browser, report.SweepPage, width: 390);
        string[] heads = File.ReadLines(Path.Combine(report.Sweep, "summary.csv")).First().Split(',');
        int[] columns =
        [
            .. new[] { "k", "rewardMean", "rewardLow", "rewardHigh", "valueMean", "globalGainMean", "localGainMean" }.Select(name =>
                Array.IndexOf(heads, name)
            ),
        ];
        IReadOnlyList<string> rows = await page.Texts(
            "[...document.querySelectorAll('table')].filter(table => table.caption.textContent === 'By k').flatMap(table => "
                + "[...table.tBodies[0].rows].map(row => [...row.querySelectorAll('data')].slice(0, 7).map(cell => cell.value).join(',')))"
        );

        Assert.Equal(
            WrittenReport.Csv(report.Sweep, "summary.csv").Select(cells => string.Join(',', columns.Select(column => cells[column]))),
            rows,
            StringComparer.Ordinal
        );
        Assert.Equal(
            ["return-per-k", "training-time-per-k", "mode-accuracy-per-k"],
            await page.Texts(
                "[...document.querySelectorAll('figure .drawing')].filter(host => host.querySelectorAll('svg.marks .mark-symbol "
                    + "path').length >= 2).map(host => host.id)"
            ),
            StringComparer.Ordinal
        );
        Assert.Equal([new Uri(report.SweepPage).AbsoluteUri], page.Requests, StringComparer.Ordinal);
        Assert.Empty(page.Complaints);
    }
}
