namespace Antiphon.BrowserTests;

/// <summary>The population to play with in a real browser.</summary>
public sealed class DemoPageTests(OneBrowser shared) : IClassFixture<OneBrowser>, IAsyncLifetime
{
    private const string Take = "[...document.querySelectorAll('.buttons button')][0]";
    private const string Choices = "document.querySelector('.choices')";

    private WatchedService service = null!;

    public async Task InitializeAsync() => service = await WatchedService.Start();

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task The_overview_leads_to_it_and_it_moves()
    {
        OpenPage overview = await OpenPage.Open(
            shared.Browser,
            service.Address,
            "document.querySelector('a[href=\"#/demo\"]')?.checkVisibility() === true"
        );
        await overview.Evaluate("document.querySelector('a[href=\"#/demo\"]').click()");
        await Reaches(overview, 3);
        Assert.Equal(3, (int)(await overview.Evaluate("document.querySelectorAll('.chart path').length"))!);
        Assert.Equal(
            1000,
            (int)
                (
                    await overview.Evaluate(
                        "[...document.querySelectorAll('.demo table')[0].tBodies[0].rows].reduce((sum, row) => sum + "
                            + "parseInt(row.cells[1].textContent.replace(',', '')), 0)"
                    )
                )!
        );
        Assert.Empty(overview.Complaints);
    }

    [Fact]
    public async Task A_person_takes_over_acts_and_gives_back()
    {
        OpenPage page = await Demo();
        Assert.False((bool)(await page.Evaluate($"{Choices}.checkVisibility()"))!);
        await page.Evaluate($"{Take}.focus()");
        await page.Press("Enter", 13);
        await page.Until($"{Choices}.checkVisibility() && {Take}.textContent === 'Give back'");
        await page.Evaluate($"{Choices}.querySelectorAll('button')[2].click()");
        await page.Until("document.querySelector('.demo .decision').textContent.startsWith('You: zone 2')");
        Assert.Equal("true", (string)(await page.Evaluate($"{Choices}.querySelectorAll('button')[2].ariaPressed"))!);
        await page.Press("Enter", 13);
        await page.Until($"!{Choices}.checkVisibility()");
        Assert.Equal([], page.Complaints, StringComparer.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_done_is_said()
    {
        OpenPage page = await Demo();
        await page.Evaluate(
            "(() => { const slider = document.getElementById('observed-agents-k'); slider.value = 7; slider.dispatchEvent(new "
                + "Event('change')); })()"
        );
        await page.Until("document.querySelector('.caution').textContent.includes('no training here')");
    }

    [Theory]
    [InlineData(375)]
    [InlineData(1280)]
    public async Task It_fits_every_width_and_its_controls_have_names(int width)
    {
        OpenPage page = await Demo(width);
        Assert.InRange((int)(await page.Evaluate("document.documentElement.scrollWidth"))!, 1, width);
        Assert.Empty(
            await page.Texts(
                $"[...document.querySelectorAll('.parts tr > *, .bar, .chart')].filter(each => each.getBoundingClientRect().right > {width})"
                    + ".map(each => each.outerHTML)"
            )
        );
        Assert.Empty(
            await page.Texts("[...document.querySelectorAll('input')].filter(input => !input.labels.length).map(input => input.outerHTML)")
        );
    }

    private async Task<OpenPage> Demo(int width = 1000)
    {
        OpenPage page = await OpenPage.Open(
            shared.Browser,
            new Uri(service.Address, "#/demo"),
            "document.querySelector('.demo') !== null",
            width
        );
        await Reaches(page, 2);
        return page;
    }

    private static Task Reaches(OpenPage page, int step) =>
        page.Until($"Number(document.querySelector('.demo')?.dataset.step ?? 0) >= {step}");
}
