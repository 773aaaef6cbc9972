using System.Text.Json.Nodes;
using Antiphon.Policies;
using Antiphon.Server;

namespace Antiphon.BrowserTests;

/// <summary>The page of the service in a real browser.</summary>
public sealed class LivePageTests(OneBrowser shared) : ServicePageTest(shared)
{
    private const string State = "document.getElementById('state').textContent";
    private const int ShortestStep = 100;

    [Fact]
    public async Task Policies_and_sessions_are_listed_and_no_request_leaves_the_machine()
    {
        string[] ids = [await Service.Open(), await Service.Open("table")];
        OpenPage page = await Overview();

        Assert.Equal(["remembering", "table"], await page.Texts(Rows("Policies that are served", 0)), StringComparer.Ordinal);
        IReadOnlyList<string> listed = await page.Texts(Rows("Open sessions, the newest first", 0));
        Assert.Equal(
            ids.Select(id => id[..8]).Order(StringComparer.Ordinal),
            listed.Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        Assert.All(page.Requests, request => Assert.StartsWith(Service.Address.AbsoluteUri, request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_session_and_its_steps_appear_by_themselves()
    {
        OpenPage page = await Overview();
        string id = await Service.Open();
        await Service.Step(id, 4, 3, 2, 1, 0);
        await page.Until($"{Rows("Open sessions, the newest first", 2)}.join() === '1'");
    }

    [Fact]
    public async Task Every_step_is_shown_with_belief_interval_values_and_margin()
    {
        string id = await Service.Open();
        OpenPage page = await Session(id);
        await page.Until("document.querySelector('.none').checkVisibility()");
        JsonNode answer = await Service.Step(id, 4, 3, 2, 1, 0);
        await Shows(page, 0);

        Assert.Equal($"Step 0: {answer["actionName"]}", (string)(await page.Evaluate("document.querySelector('.decision').textContent"))!);
        string[] estimate = [.. answer["estimate"]!.AsArray().Select(share => $"{100 * (double)share!:F1}%")];
        Assert.Equal(estimate, await page.Texts(Rows("By local state", 2)), StringComparer.Ordinal);
        Assert.Equal(["4", "3", "2", "1", "0"], await page.Texts(Rows("By local state", 1)), StringComparer.Ordinal);
        Assert.All(await page.Texts(Rows("By local state", 3)), interval => Assert.Matches("^[0-9.]+% to [0-9.]+%$", interval));
        Assert.Equal(5, (await page.Texts(Rows("Value of each action by the plan", 1))).Count);
        string text = (string)(await page.Evaluate("document.querySelector('.session').innerText"))!;
        Assert.Contains("Margin to the runner-up", text, StringComparison.Ordinal);
        Assert.Contains("alarm above 4.", text, StringComparison.Ordinal);
        Assert.Contains("of 110 in all", text, StringComparison.Ordinal);
    }

    /// <summary>One picture may show several steps, but the return counts them all.</summary>
    [Fact]
    public async Task Steps_that_come_fast_are_all_counted()
    {
        string id = await Service.Open();
        OpenPage page = await Session(id);
        for (int step = 0; step < 100; step++)
        {
            await Service.Step(id, 2, 2, 2, 2, 2);
        }

        await Shows(page, 99);
        Assert.Equal(100, (int)(await page.Evaluate("document.querySelector('.sofar').getAttribute('d').split(/[ML]/).length - 1"))!);
    }

    [Fact]
    public async Task A_dispatcher_without_memory_shows_what_it_observed()
    {
        string id = await Service.Open("table");
        OpenPage page = await Session(id);
        await Service.Step(id, 1, 1, 1, 1, 1);
        await Shows(page, 0);
        string text = (string)(await page.Evaluate("document.querySelector('.session').innerText"))!;
        Assert.Contains("keeps no estimate", text, StringComparison.Ordinal);
        Assert.Contains("knows actions, not their values", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_server_goes_away_the_page_says_so_and_goes_on_when_it_is_back()
    {
        Expect("ERR_CONNECTION_REFUSED");
        Expect("ERR_INCOMPLETE_CHUNKED_ENCODING");
        string id = await Service.Open();
        OpenPage page = await Session(id);
        await Service.Step(id, 4, 3, 2, 1, 0);
        await Shows(page, 0);
        await Service.Stop();
        await page.Until($"{State}.includes('away')");
        await Service.Restart();
        await Service.Step(id, 4, 3, 2, 1, 0);
        await Shows(page, 1);
        await page.Until($"{State} === 'Live.'");
        Assert.Equal(2, (int)(await page.Evaluate("document.querySelector('.sofar').getAttribute('d').split(/[ML]/).length - 1"))!);
    }

    [Fact]
    public async Task A_session_that_ends_is_shown_as_ended()
    {
        Expect("404");
        string id = await Service.Open();
        OpenPage page = await Session(id);
        await Service.Close(id);
        await page.Until($"{State} === 'The session is closed.'");
        await Session(id, ready: $"{State}.includes('not open')");
    }

    [Fact]
    public async Task What_is_read_out_changes_when_an_alarm_begins_and_not_with_every_step()
    {
        string id = await Service.Open();
        OpenPage page = await Session(id);
        await Service.Step(id, 2, 2, 2, 2, 2);
        await Shows(page, 0);
        await page.Evaluate(
            "window.spoken = []; for (const region of document.querySelectorAll('[role=status], [aria-live]')) new MutationObserver(() => "
                + "window.spoken.push(region.textContent)).observe(region, { childList: true, characterData: true, subtree: true })"
        );
        for (int step = 1; step < 20; step++)
        {
            await Service.Step(id, 2, 2, 2, 2, 2);
        }

        await Shows(page, 19);
        Assert.Empty(await page.Texts("window.spoken"));
        for (int step = 20; !(bool)(await page.Evaluate("document.querySelector('.alarm.raised') !== null"))!; step++)
        {
            Assert.True(step < 200, "no alarm was raised");
            await (step % 2 == 0 ? Service.Step(id, 10, 0, 0, 0, 0) : Service.Step(id, 0, 0, 10, 0, 0));
            await Shows(page, step);
        }

        Assert.Equal(
            ["Alarm: observations are far from what the belief foretold."],
            await page.Texts("window.spoken"),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public async Task It_is_used_by_keyboard_alone()
    {
        string id = await Service.Open();
        OpenPage page = await Overview();
        for (int tab = 0; tab < 10; tab++)
        {
            if ((bool)(await page.Evaluate($"document.activeElement.getAttribute('href') === '#/sessions/{id}'"))!)
            {
                break;
            }

            await page.Press("Tab", 9);
        }

        await page.Press("Enter", 13);
        await page.Until($"{State} === 'Live.'");
        Assert.Equal("content", (string)(await page.Evaluate("document.activeElement.id"))!);
        await page.Press("Tab", 9);
        await page.Press("Enter", 13);
        await page.Until("document.querySelector('button').getAttribute('aria-pressed') === 'true'");
        await Service.Step(id, 4, 3, 2, 1, 0);
        await page.Press("Enter", 13);
        await Service.Step(id, 4, 3, 2, 1, 0);
        await Shows(page, 1);
    }

    [Theory]
    [InlineData(375, "light")]
    [InlineData(375, "dark")]
    [InlineData(768, "light")]
    [InlineData(1280, "dark")]
    public async Task It_fits_every_width_in_the_colours_that_the_reader_prefers(int width, string scheme)
    {
        string id = await Service.Open();
        await Service.Step(id, 4, 3, 2, 1, 0);
        OpenPage overview = await Overview(width, scheme);
        OpenPage page = await Session(id, width, scheme);
        await Shows(page, 0);
        string[] colours = ["rgb(255, 255, 255)", "rgb(20, 23, 27)"];
        foreach (OpenPage each in new[] { overview, page })
        {
            Assert.InRange((int)(await each.Evaluate("document.documentElement.scrollWidth"))!, 1, width);
            Assert.Equal(
                colours[scheme == "dark" ? 1 : 0],
                (string)(await each.Evaluate("getComputedStyle(document.body).backgroundColor"))!
            );
        }

        // The session's own tables need no scrolling.
        Assert.Empty(
            await page.Texts(
                $"[...document.querySelectorAll('.parts tr > *, .bar, .chart')].filter(each => each.getBoundingClientRect().right > {width})"
                    + ".map(each => each.outerHTML)"
            )
        );
    }

    [Fact]
    public async Task A_screen_reader_meets_one_heading_captions_and_scoped_heads()
    {
        string id = await Service.Open();
        await Service.Step(id, 4, 3, 2, 1, 0);
        OpenPage page = await Session(id);
        await Shows(page, 0);
        Assert.Equal(1, (int)(await page.Evaluate("document.querySelectorAll('h1').length"))!);
        Assert.Empty(
            await page.Texts(
                "[...document.querySelectorAll('table')].filter(table => !table.caption?.textContent || table.querySelectorAll('tbody "
                    + "th[scope=row]').length !== table.tBodies[0].rows.length).map(table => table.outerHTML)"
            )
        );
        Assert.Matches(
            "^Return by step\\. Discounted return",
            (string)(await page.Evaluate("document.querySelector('.chart').ariaLabel"))!
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_keys_are_needed_the_page_asks_for_one(bool isLink)
    {
        Expect("401");
        using var keys = new KeyedFile();
        await Start(new ServiceContents { Keys = keys.Path, Key = keys.Key });
        string id = await Service.Open();
        Uri address = isLink ? new Uri(Service.Address, $"#/sessions/{id}") : Service.Address;
        OpenPage page = await Open(address, "document.getElementById('key') !== null");
        await page.Evaluate($"document.getElementById('key').value = '{keys.Key}'; document.querySelector('form button').click()");
        await page.Until(isLink ? $"{State} === 'Live.'" : $"{Rows("Open sessions, the newest first", 0)}.join() === '{id[..8]}'");
    }

    [Fact]
    public async Task After_a_pause_the_latest_step_is_shown_at_once()
    {
        string id = await Service.Open();
        OpenPage page = await Session(id);
        await Service.Step(id, 4, 3, 2, 1, 0);
        await Shows(page, 0);
        await page.Evaluate("document.querySelector('main button').click()");
        long before = page.Received;
        await Service.Step(id, 4, 3, 2, 1, 0);

        // The stream sends nothing else as long as a step.
        await page.Receives(before + ShortestStep);
        await Shows(page, 0);
        await page.Evaluate("document.querySelector('main button').click()");
        await Shows(page, 1);
    }

    /// <summary>The step comes from a store that another server shares.</summary>
    [Fact]
    public async Task Reasons_that_are_lost_are_said_to_be_lost()
    {
        var store = SqlStore.Open("memory", TimeProvider.System, TextWriter.Null);
        await Start(new ServiceContents { Store = store });
        string id = await Service.Open();
        OpenPage page = await Session(id);
        await Service.Step(id, 4, 3, 2, 1, 0);
        await Shows(page, 0);
        StepRow step = (await store.Find(id))!.Steps[0];
        Assert.True(await store.Append(id, step with { Number = 1 }, null));
        await Shows(page, 1);
        string text = (string)(await page.Evaluate("document.querySelector('.session').innerText"))!;
        Assert.Contains("The reasons of this step are not known any more.", text, StringComparison.Ordinal);
        Assert.Contains("How sure the dispatcher was is not known any more.", text, StringComparison.Ordinal);
        Assert.Contains("The test of this step is not known any more.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("not their values", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_holds_a_session_is_shown_in_a_cluster_only()
    {
        const string isShown =
            "[...document.querySelectorAll('.sessions th')].find(head => head.textContent === 'held by').checkVisibility()";
        await Service.Open();
        OpenPage page = await Overview();
        Assert.False((bool)(await page.Evaluate(isShown))!);

        await Start(new ServiceContents { Store = new HeldStore(SqlStore.Open("memory", TimeProvider.System, TextWriter.Null)) });
        await Service.Open();
        page = await Overview();
        await page.Until($"{Rows("Open sessions, the newest first", 5)}.join() === '10.0.0.5:11111'");
        Assert.True((bool)(await page.Evaluate(isShown))!);
    }

    [Fact]
    public async Task Numbers_that_are_not_finite_are_left_out()
    {
        PolicySource odd = WideGame.Source("odd", WideGame.Create(3, 4), OddReasons);
        await Start(new ServiceContents { Policies = [odd] });
        string id = await Service.Open("odd");
        OpenPage page = await Session(id);
        await Service.Step(id, 5, 0, 0);
        await Shows(page, 0);
        Assert.Equal(["plan 0", "plan 3"], await page.Texts(Rows("Value of each action by the plan", 0)), StringComparer.Ordinal);
        Assert.Equal(["", "50.0%", "50.0%"], await page.Texts(Rows("By local state", 2)), StringComparer.Ordinal);
        Assert.Equal(["", "", "30.4% to 69.6%"], await page.Texts(Rows("By local state", 3)), StringComparer.Ordinal);
        await Service.Step(id, 5, 0, 0);
        await Shows(page, 1);
        string text = (string)(await page.Evaluate("document.querySelector('.session').innerText"))!;
        Assert.Contains("The plan gives this action no value here.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_hundred_states_and_a_thousand_actions_the_first_are_shown_and_the_others_open()
    {
        await Start(new ServiceContents { Policies = [WideGame.Source("wide", 100, 1000)] });
        string id = await Service.Open("wide");
        OpenPage page = await Session(id);
        await Service.Step(id, [5, .. new int[99]]);
        await Shows(page, 0);
        Assert.Equal(20, (await page.Texts(Rows("By local state", 0))).Count);
        Assert.Equal(20, (await page.Texts(Rows("Value of each action by the plan", 0))).Count);
        Assert.Equal(
            ["The other 980 actions", "The other 80 states", "Latest steps"],
            await page.Texts("[...document.querySelectorAll('.session summary')].map(summary => summary.textContent)"),
            StringComparer.Ordinal
        );
        await page.Evaluate("document.querySelectorAll('.session summary').forEach(summary => summary.click())");
        await page.Until($"{Rows("Value of each action by the plan: the others", 0)}.length === 980");
        Assert.Equal(80, (await page.Texts(Rows("By local state: the others", 0))).Count);
        await page.Until($"{Rows("Latest steps", 2)}.join() === 'zone 0: 5'");
    }

    private static ActionReasons OddReasons(int step) =>
        new()
        {
            Belief = [double.NaN, 0.5, 0.5],
            Deviations = [double.NaN, double.PositiveInfinity, 0.1],
            Values = [step == 0 ? 1 : double.NaN, double.NaN, double.NegativeInfinity, step == 0 ? 0.5 : double.NaN],
            Test = new ModelTest(double.NaN, 4, 20, IsAlarmed: false),
        };

    private Task<OpenPage> Overview(int width = 1000, string scheme = "light") =>
        Open(Service.Address, $"{State} === 'Connected.'", width, scheme);

    private Task<OpenPage> Session(string id, int width = 1000, string scheme = "light", string ready = $"{State} === 'Live.'") =>
        Open(new Uri(Service.Address, $"#/sessions/{id}"), ready, width, scheme);

    private static Task Shows(OpenPage page, int step) => page.Until($"document.querySelector('.session')?.dataset.step === '{step}'");

    /// <summary>The texts of a column of a table.</summary>
    internal static string Rows(string caption, int column) =>
        $"[...document.querySelectorAll('table')].filter(table => table.caption.textContent === '{caption}').flatMap(table => "
        + $"[...table.tBodies[0].rows].map(row => row.cells[{column}].textContent))";
}
