namespace Antiphon.BrowserTests;

/// <summary>The population to play with in a real browser.</summary>
public sealed class DemoPageTests(OneBrowser shared) : ServicePageTest(shared)
{
    private const string State = "document.getElementById('state').textContent";
    private const string Refusal = "document.querySelector('.demo [role=alert]')";
    private const string Take = "[...document.querySelectorAll('.buttons button')][0]";
    private const string Choices = "document.querySelector('.choices')";

    [Fact]
    public async Task The_overview_leads_to_it_and_it_moves()
    {
        OpenPage overview = await Open(Service.Address, "document.querySelector('a[href=\"#/demo\"]')?.checkVisibility() === true");
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
    }

    [Fact]
    public async Task What_cannot_be_done_is_said()
    {
        OpenPage page = await Demo();
        await page.Evaluate(Set("observed-agents-k", 7));
        await page.Until("document.querySelector('.caution').textContent.includes('no training here')");
    }

    /// <summary>The population goes on, and so does what is said of the refusal, until something is granted.</summary>
    [Fact]
    public async Task A_refusal_stays_until_something_is_granted()
    {
        Expect("400");
        OpenPage page = await Demo();
        await page.Evaluate(Set("agents-n", 1));
        await page.Until("document.querySelector('.lead').textContent.startsWith('10 agents')");
        await page.Evaluate(Set("observed-agents-k", 20));
        await page.Until($"{Refusal}.checkVisibility() && {Refusal}.textContent.includes('at most n, 10')");
        Assert.Equal("5", (string)(await page.Evaluate("document.getElementById('observed-agents-k').value"))!);
        int step = (int)(await page.Evaluate("Number(document.querySelector('.demo').dataset.step)"))!;
        await Reaches(page, step + 3);
        Assert.True((bool)(await page.Evaluate($"{Refusal}.checkVisibility()"))!);
        await page.Evaluate(Set("steps-per-second", 10));
        await page.Until($"!{Refusal}.checkVisibility()");
    }

    [Fact]
    public async Task A_server_that_is_away_when_the_page_begins_is_asked_again()
    {
        Expect("ERR_CONNECTION_REFUSED");
        Expect("ERR_INCOMPLETE_CHUNKED_ENCODING");
        OpenPage page = await Open(Service.Address, $"{State} === 'Connected.'");
        await Service.Stop();
        await page.Evaluate("location.hash = '#/demo'");
        await page.Until($"{State}.includes('away') || {State}.includes('broke')");
        await Service.Restart();
        await Reaches(page, 1);
        await page.Until($"{State} === 'Live.'");
    }

    [Fact]
    public async Task A_link_asks_for_a_key_where_keys_are_needed()
    {
        Expect("401");
        using var keys = new KeyedFile();
        await Start(new ServiceContents { Keys = keys.Path, Key = keys.Key });
        OpenPage page = await Open(new Uri(Service.Address, "#/demo"), "document.getElementById('key') !== null");
        await page.Evaluate($"document.getElementById('key').value = '{keys.Key}'; document.querySelector('form button').click()");
        await Reaches(page, 1);
    }

    /// <summary>Somebody who holds a key down asks for the value at which they stop.</summary>
    [Fact]
    public async Task A_slider_that_is_moved_by_keys_asks_once_and_says_its_value()
    {
        OpenPage page = await Demo();
        await page.Evaluate(Held("steps-per-second", "ArrowRight", 5));
        Assert.Equal("9", (string)(await page.Evaluate("document.getElementById('steps-per-second').ariaValueText"))!);
        await page.Evaluate("document.getElementById('agents-n').focus()");
        await page.Press("ArrowLeft", 37);
        Assert.Equal("100", (string)(await page.Evaluate("document.getElementById('agents-n').ariaValueText"))!);
        await page.Until("document.querySelector('.lead').textContent.startsWith('100 agents')");
        Assert.Equal(2, page.Requests.Count(request => request.EndsWith("v1/demo", StringComparison.Ordinal)) - 1);
    }

    [Fact]
    public async Task Of_many_actions_and_states_the_first_are_shown_and_one_is_found_by_typing()
    {
        await Start(new ServiceContents { Demo = WideGame.Demo(100, 1000) });
        OpenPage page = await Demo();
        Assert.Equal(20, (int)(await page.Evaluate("document.querySelector('.demo table').tBodies[0].rows.length"))!);
        Assert.Equal("The other 80 states", (string)(await page.Evaluate("document.querySelector('.demo summary').textContent"))!);
        await page.Evaluate("document.querySelector('.demo summary').click()");
        await page.Until("document.querySelectorAll('.demo table')[1].tBodies[0].rows.length === 80");
        Assert.Equal(0, (int)(await page.Evaluate("document.querySelectorAll('.choices > button').length"))! - 1);
        await page.Evaluate($"{Take}.click()");
        await page.Until($"{Choices}.checkVisibility()");
        await page.Evaluate("document.getElementById('action').focus()");
        await page.Type("plan 573");
        await page.Until("document.querySelector('.demo .decision').textContent.startsWith('You: plan 573')");
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

    // What a browser does while a key is held down, in one go, so that no rest of this machine comes between.
    private static string Held(string slider, string key, int times) =>
        $$"""
            (() => {
              const slider = document.getElementById('{{slider}}');
              for (let press = 0; press < {{times}}; press++) {
                slider.dispatchEvent(new KeyboardEvent('keydown', { key: '{{key}}' }));
                slider.stepUp();
                slider.dispatchEvent(new Event('input'));
                slider.dispatchEvent(new Event('change'));
              }
            })()
            """;

    private async Task<OpenPage> Demo(int width = 1000)
    {
        OpenPage page = await Open(new Uri(Service.Address, "#/demo"), "document.querySelector('.demo') !== null", width);
        await Reaches(page, 2);
        return page;
    }

    private static string Set(string slider, int value) =>
        $"(() => {{ const slider = document.getElementById('{slider}'); slider.value = {value}; "
        + "slider.dispatchEvent(new Event('change')); })()";

    private static Task Reaches(OpenPage page, int step) =>
        page.Until($"Number(document.querySelector('.demo')?.dataset.step ?? 0) >= {step}");
}
