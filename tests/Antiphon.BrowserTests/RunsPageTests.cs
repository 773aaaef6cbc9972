using System.Text.Json.Nodes;

namespace Antiphon.BrowserTests;

/// <summary>The folder of runs in a real browser.</summary>
public sealed class RunsPageTests(RunsService service) : IClassFixture<RunsService>
{
    private const string State = "document.getElementById('state').textContent";
    private const string Names = "[...document.querySelectorAll('.stack.runs tbody th')].map(each => each.firstChild.textContent)";
    private const string Count = "document.querySelectorAll('.stack.runs tbody tr').length";

    [Fact]
    public async Task Every_run_is_listed_for_what_it_is_and_no_request_leaves_the_machine()
    {
        OpenPage page = await Index();
        Assert.Equal(
            [RunsService.Odd, "deep/torn", "first", "second"],
            (await page.Texts(Names)).Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        string torn = await Row(page, "deep/torn");
        Assert.Contains("damaged", torn, StringComparison.Ordinal);
        Assert.Contains("run.json is not complete, correct JSON", torn, StringComparison.Ordinal);
        Assert.Contains("finished", await Row(page, "first"), StringComparison.Ordinal);
        Assert.Equal(0, (int)(await page.Evaluate("document.querySelectorAll('img').length"))!);
        Assert.Equal("Runs in runs", (string)(await page.Evaluate("document.querySelector('h1').textContent"))!);
        Assert.All(page.Requests, request => Assert.StartsWith(service.Address.AbsoluteUri, request, StringComparison.Ordinal));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task The_page_of_the_service_leads_to_them()
    {
        OpenPage page = await OpenPage.Open(Browser, service.Address, "document.querySelector('header .to-runs') !== null");
        await page.Evaluate("document.querySelector('header .to-runs').click()");
        await page.Until($"{Count} === 4");
        Assert.Equal("content", (string)(await page.Evaluate("document.activeElement.id"))!);
    }

    [Fact]
    public async Task Filters_leave_what_matches_all_of_them()
    {
        OpenPage page = await Index();
        await Choose(page, "runs-text", "DEEP");
        await page.Until($"{Names}.join() === 'deep/torn'");
        Assert.Equal("1 of 4 match.", (string)(await page.Evaluate("document.querySelector('.filters + p').textContent"))!);
        await Choose(page, "runs-text", "");
        await Choose(page, "runs-k", "2");
        await page.Until($"{Names}.join() === 'second'");
        await Choose(page, "runs-k", "");
        await Choose(page, "runs-state", "damaged");
        await page.Until($"{Names}.join() === 'deep/torn'");
        await Choose(page, "runs-game", "warehouse");
        await page.Until($"{Count} === 0");
    }

    [Fact]
    public async Task A_click_on_a_head_sorts_and_another_turns_the_order()
    {
        OpenPage page = await Index();
        await Sort(page, "run");
        await page.Until($"{Names}.join() === '{RunsService.Odd},deep/torn,first,second'");
        Assert.Equal(["run:ascending"], await Sorted(page), StringComparer.Ordinal);
        await Sort(page, "run");
        await page.Until($"{Names}.join() === 'second,first,deep/torn,{RunsService.Odd}'");
        Assert.Equal(["run:descending"], await Sorted(page), StringComparer.Ordinal);

        // What is not known comes last, either way.
        foreach (string _ in new[] { "up", "down" })
        {
            await Sort(page, "n");
            await page.Until($"{Names}.at(-1) === 'deep/torn'");
        }
    }

    [Fact]
    public async Task Two_runs_are_chosen_and_compared_by_keyboard_alone()
    {
        OpenPage page = await Index();
        foreach (string name in new[] { "first", "second" })
        {
            await page.Evaluate($"document.querySelector('[aria-label=\"Compare {name}\"]').focus()");
            await page.Press(" ", 32);
        }

        await page.Until("!document.querySelector('.choose button').disabled");
        Assert.Equal("Chosen: first and second.", (string)(await page.Evaluate("document.querySelector('.choose span').textContent"))!);
        await page.Evaluate("document.querySelector('.choose button').focus()");
        await page.Press("Enter", 13);
        await page.Until($"{State} === 'Compared.'");
        Assert.Equal("content", (string)(await page.Evaluate("document.activeElement.id"))!);
        string text = (string)(await page.Evaluate("document.body.innerText"))!;
        Assert.Contains("Both are of the same game.", text, StringComparison.Ordinal);
        Assert.Contains("the same random numbers", text, StringComparison.Ordinal);
        Assert.Contains("they observe differently (k = 1 and 2)", text, StringComparison.Ordinal);
        Assert.Equal(["subsample"], await page.Texts(Column("Options that differ", 0)), StringComparer.Ordinal);
        Assert.Equal("2", Assert.Single(await page.Texts(Column("Options that differ", 2))));
        Assert.Equal(6, (int)(await page.Evaluate("document.querySelectorAll('.chart.proposals path').length"))!);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_third_choice_releases_the_first()
    {
        OpenPage page = await Index();
        await page.Evaluate("[...document.querySelectorAll('.stack.runs input')].forEach(each => each.click())");
        await page.Until("document.querySelectorAll('.stack.runs input:checked').length === 2");
        Assert.Contains(
            "was released",
            (string)(await page.Evaluate("document.querySelector('.choose span').textContent"))!,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_run_that_appears_is_listed_by_itself_and_what_was_chosen_stays()
    {
        OpenPage page = await Index();
        await page.Evaluate("document.querySelector('[aria-label=\"Compare first\"]').click()");
        service.Copy("first", "later");
        try
        {
            await page.Until($"{Count} === 5");
            Assert.True((bool)(await page.Evaluate("document.querySelector('[aria-label=\"Compare first\"]').checked"))!);
        }
        finally
        {
            Directory.Delete(Path.Combine(service.Runs, "later"), recursive: true);
        }

        await page.Until($"{Count} === 4");
    }

    [Fact]
    public async Task The_focus_stays_in_a_row_whose_run_changes()
    {
        OpenPage page = await Index();
        const string Box = "document.querySelector('[aria-label=\"Compare first\"]')";
        await page.Evaluate($"{Box}.focus(); window.former = {Box}");
        File.SetLastWriteTimeUtc(Path.Combine(service.Runs, "first", "run.json"), TimeProvider.System.GetUtcNow().UtcDateTime);
        await page.Until($"{Box} !== window.former");
        Assert.True((bool)(await page.Evaluate($"document.activeElement === {Box}"))!);
    }

    [Fact]
    public async Task The_report_of_a_run_opens_and_draws_its_figures()
    {
        OpenPage page = await OpenPage.Open(
            Browser,
            new Uri(service.Address, $"v1/runs/{await service.Id("second")}/report"),
            "document.documentElement.dataset.figures === 'drawn'"
        );
        Assert.Contains("k = 2", (string)(await page.Evaluate("document.querySelector('h1').textContent"))!, StringComparison.Ordinal);
        Assert.Equal("null", (string)(await page.Evaluate("self.origin"))!);
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData(375, "light")]
    [InlineData(375, "dark")]
    [InlineData(768, "dark")]
    [InlineData(1280, "light")]
    public async Task They_fit_every_width_in_the_colours_that_the_reader_prefers(int width, string scheme)
    {
        string compare = $"#/runs/compare?a={await service.Id("first")}&b={await service.Id(RunsService.Odd)}";
        OpenPage index = await Index(width, scheme);
        OpenPage comparison = await Open(compare, $"{State} === 'Compared.'", width, scheme);
        foreach (OpenPage page in new[] { index, comparison })
        {
            Assert.InRange((int)(await page.Evaluate("document.documentElement.scrollWidth"))!, 1, width);
            Assert.Equal(
                scheme == "dark" ? "rgb(20, 23, 27)" : "rgb(255, 255, 255)",
                (string)(await page.Evaluate("getComputedStyle(document.body).backgroundColor"))!
            );
            Assert.Empty(
                await page.Texts(
                    $"[...document.querySelectorAll('.stack tr > *')].filter(each => each.getBoundingClientRect().right > {width})"
                        + ".map(each => each.outerHTML)"
                )
            );
            Assert.Equal(1, (int)(await page.Evaluate("document.querySelectorAll('h1').length"))!);
        }
    }

    [Fact]
    public async Task A_comparison_that_cannot_be_is_told()
    {
        OpenPage page = await Open($"#/runs/compare?a=x&b={await service.Id("first")}", $"{State}.includes('no such run')", 1000, "light");
        Assert.Single(page.Complaints, complaint => complaint.Contains("404", StringComparison.Ordinal));
    }

    private Chromium Browser => service.Browser;

    private Task<OpenPage> Index(int width = 1000, string scheme = "light") => Open("#/runs", $"{Count} === 4", width, scheme);

    private Task<OpenPage> Open(string place, string ready, int width, string scheme) =>
        OpenPage.Open(Browser, new Uri(service.Address, place), ready, width, scheme);

    private static async Task<string> Row(OpenPage page, string name) =>
        (string)
            (
                await page.Evaluate(
                    "[...document.querySelectorAll('.stack.runs tbody tr')].find(row => "
                        + $"row.querySelector('th').firstChild.textContent === '{name}').textContent"
                )
            )!;

    private static Task<JsonNode?> Choose(OpenPage page, string field, string value) =>
        page.Evaluate(
            $"(() => {{ const field = document.getElementById('{field}'); field.value = '{value}'; "
                + "field.dispatchEvent(new Event('input', { bubbles: true })); })()"
        );

    private static Task<JsonNode?> Sort(OpenPage page, string column) =>
        page.Evaluate($"[...document.querySelectorAll('.stack.runs thead button')].find(each => each.textContent === '{column}').click()");

    private static Task<IReadOnlyList<string>> Sorted(OpenPage page) =>
        page.Texts(
            "[...document.querySelectorAll('.stack.runs [aria-sort]')].map(each => `${each.textContent}:${each.getAttribute('aria-sort')}`)"
        );

    private static string Column(string caption, int column) =>
        $"[...document.querySelectorAll('table')].filter(table => table.caption.textContent === '{caption}').flatMap(table => "
        + $"[...table.tBodies[0].rows].map(row => row.cells[{column}].textContent))";
}
