using System.Diagnostics;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Runs;
using Antiphon.Server;
using Antiphon.Tests.Server;
using Xunit.Abstractions;

namespace Antiphon.BrowserTests;

/// <summary>The pages of a training and of a sweep in a real browser.</summary>
public sealed class WatchPageTests(OneBrowser shared, ITestOutputHelper output) : IClassFixture<OneBrowser>
{
    private const string State = "document.getElementById('state').textContent";
    private const string Cancel = "[...document.querySelectorAll('.work button')].find(each => each.textContent === 'Cancel')";
    private const ulong First = ulong.MaxValue - 1;

    [Fact]
    public async Task A_training_shows_proposals_starts_and_progress_as_they_come()
    {
        (WatchedWork work, TrainingBoard board) = await WatchedWork.Training();
        await using WatchedWork _ = work;
        OpenPage page = await Open(work);
        Assert.Equal("Training: warehouse", (string)(await page.Evaluate("document.querySelector('h1').textContent"))!);
        board.Show([FakeWork.State(0, 3), FakeWork.State(1, 2, StopReason.NoImprovement)]);
        work.Feed.Report(new Progress(0.5, "restart 1 of 2"));
        await Proposals(page, 5);
        await page.Until("document.querySelector('.stage').textContent.startsWith('50%; restart 1 of 2; ')");
        Assert.Equal(["5", "4", "3", "2", "1"], await page.Texts(Rows("Proposals, the newest first", 0)), StringComparer.Ordinal);
        Assert.Equal(
            ["rejected: no gain above the threshold", "accepted"],
            (await page.Texts(Rows("Proposals, the newest first", 1))).Take(2),
            StringComparer.Ordinal
        );
        Assert.Equal(["not yet", "converged"], await page.Texts(Rows("Starts", 6)), StringComparer.Ordinal);
        Assert.Equal(
            "Value so far: 101.00 (start 1)",
            (string)(await page.Evaluate("document.querySelector('.training .decision').textContent"))!
        );
        Assert.All(page.Requests, request => Assert.StartsWith(work.Address.AbsoluteUri, request, StringComparison.Ordinal));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_sweep_shows_its_cells_as_they_are_done()
    {
        (WatchedWork work, SweepBoard board) = await WatchedWork.Sweep(FakeWork.Cell(1, First, 100));
        await using WatchedWork _ = work;
        OpenPage page = await Open(work);
        await page.Until("document.querySelector('.sweep .decision').textContent === '1 of 4 cells done'");
        board.Begun(new SweepKey(1, ulong.MaxValue));
        await page.Until($"{Rows("Cells: every k with every training seed", 1)}.join() === 'done,running,waiting,waiting'");
        board.Ended(FakeWork.Cell(1, ulong.MaxValue, 102));
        board.Begun(new SweepKey(2, First));
        board.Ended(FakeWork.Cell(2, First, null));
        await page.Until("document.querySelector('.sweep').dataset.done === '3'");
        Assert.Equal(
            ["done", "done", "failed: k does not fit in memory", "waiting"],
            await page.Texts(Rows("Cells: every k with every training seed", 1)),
            StringComparer.Ordinal
        );
        Assert.Equal(
            ["99.50 to 100.50", "101.50 to 102.50", "", ""],
            await page.Texts(Rows("Cells: every k with every training seed", 3)),
            StringComparer.Ordinal
        );
        Assert.Equal("Return by k. k = 1: 101.00", (string)(await page.Evaluate("document.querySelector('.chart').ariaLabel"))!);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Cancelling_asks_first()
    {
        (WatchedWork work, TrainingBoard _) = await WatchedWork.Training();
        await using WatchedWork watched = work;
        OpenPage page = await Open(work);
        await page.Evaluate($"{Cancel}.focus()");
        await page.Press("Enter", 13);
        await page.Until("document.querySelector('dialog').open && document.activeElement.textContent === 'Keep running'");
        await page.Press("Enter", 13);
        await page.Until("!document.querySelector('dialog').open");
        Assert.Equal(0, work.Interrupts);

        await page.Evaluate($"{Cancel}.click()");
        await page.Evaluate("document.querySelector('dialog button').click()");
        await page.Until($"{State}.includes('being cancelled')");
        Assert.Equal(1, work.Interrupts);
        work.Feed.End(WorkState.Cancelled, "Cancelled; what was learned is saved. Go on with:\n  antiphon train --resume runs/x");
        await page.Until($"{State}.includes('can be resumed')");
        Assert.Contains(
            "--resume runs/x",
            (string)(await page.Evaluate("document.querySelector('pre').textContent"))!,
            StringComparison.Ordinal
        );
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task After_the_end_the_page_keeps_what_it_shows_and_asks_no_more()
    {
        (WatchedWork work, TrainingBoard board) = await WatchedWork.Training();
        await using WatchedWork _ = work;
        board.Show([FakeWork.State(0, 3)]);
        OpenPage page = await Open(work);
        await Proposals(page, 3);
        work.Feed.End(WorkState.Done, "Stopped: converged.");
        await page.Until($"{State}.startsWith('The training has ended. It is stored in runs/warehouse-k2-seed1.')");
        await work.Vanish();
        int requests = page.Requests.Count;
        await page.Evaluate("new Promise(resolve => setTimeout(resolve, 1500))");
        Assert.Equal(requests, page.Requests.Count);
        Assert.Equal("Stopped: converged.", (string)(await page.Evaluate("document.querySelector('pre').textContent"))!);
        Assert.Equal(3, (await page.Texts(Rows("Proposals, the newest first", 0))).Count);
        Assert.False((bool)(await page.Evaluate($"{Cancel}.checkVisibility()"))!);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_process_that_is_gone_without_a_word_is_said_to_be_gone()
    {
        (WatchedWork work, TrainingBoard board) = await WatchedWork.Training();
        await using WatchedWork _ = work;
        board.Show([FakeWork.State(0, 3)]);
        OpenPage page = await Open(work);
        await Proposals(page, 3);
        await work.Vanish();
        await page.Until($"{State}.startsWith('The process cannot be reached')");
        int requests = page.Requests.Count;
        await page.Asks(requests + 1);
        Assert.Equal(3, (await page.Texts(Rows("Proposals, the newest first", 0))).Count);
    }

    [Fact]
    public async Task A_page_that_stays_open_keeps_as_many_proposals_as_the_server()
    {
        (WatchedWork work, TrainingBoard board) = await WatchedWork.Training();
        await using WatchedWork _ = work;
        board.Show([FakeWork.State(0, TrainingBoard.Most)]);
        OpenPage page = await Open(work);
        await Proposals(page, TrainingBoard.Most);
        board.Show([FakeWork.State(0, TrainingBoard.Most + 6_000)]);
        await page.Until("document.querySelector('.training').textContent.includes('The first 6,000 are not shown.')");
        await Proposals(page, TrainingBoard.Most);
        Assert.Equal("56,000", (await page.Texts(Rows("Proposals, the newest first", 0)))[0]);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Of_many_starts_a_page_is_shown_at_a_time()
    {
        (WatchedWork work, TrainingBoard board) = await WatchedWork.Training();
        await using WatchedWork _ = work;
        board.Show([.. Enumerable.Range(0, 250).Select(start => FakeWork.State(start, 1))]);
        OpenPage page = await Open(work);
        await Proposals(page, 250);
        IReadOnlyList<string> first = await page.Texts(Rows("Starts", 0));
        Assert.Equal((100, "1"), (first.Count, first[0]));
        await page.Evaluate("[...document.querySelectorAll('.training button')].find(each => each.textContent === 'Last').click()");
        Assert.Equal(50, (await page.Texts(Rows("Starts", 0))).Count);
        board.Show([.. Enumerable.Range(0, 251).Select(start => FakeWork.State(start, 1))]);
        await Proposals(page, 251);
        Assert.Equal("201", (await page.Texts(Rows("Starts", 0)))[0]);
    }

    [Fact]
    public async Task An_error_of_the_page_is_told_as_one_and_not_as_a_server_that_is_away()
    {
        (WatchedWork work, TrainingBoard board) = await WatchedWork.Training();
        await using WatchedWork _ = work;
        OpenPage page = await Open(work);
        await page.Evaluate("JSON.parse = () => { throw new Error('planted'); }");
        board.Show([FakeWork.State(0, 1)]);
        await page.Until($"{State} === 'This page failed. Load the page again.'");
        await page.Complains("planted");
    }

    /// <summary>How long it takes is written to the output, and no claim of the test.</summary>
    [Fact]
    public async Task Ten_thousand_proposals_open_and_are_shown_a_page_at_a_time()
    {
        const int Many = 10_000;
        (WatchedWork work, TrainingBoard board) = await WatchedWork.Training();
        await using WatchedWork _ = work;
        board.Show([FakeWork.State(0, Many)]);
        var clock = Stopwatch.StartNew();
        OpenPage page = await Open(work);
        await Proposals(page, Many);
        output.WriteLine(
            $"{Many:N0} proposals: drawn {await page.Evaluate("performance.now()")} ms after the navigation began, "
                + $"seen after {clock.Elapsed}"
        );
        Assert.Equal(100, (await page.Texts(Rows("Proposals, the newest first", 0))).Count);
        Assert.InRange((int)(await page.Evaluate("document.querySelectorAll('*').length"))!, 1, 3000);
        await page.Evaluate("[...document.querySelectorAll('.training button')].findLast(each => each.textContent === 'Last').click()");
        IReadOnlyList<string> last = await page.Texts(Rows("Proposals, the newest first", 0));
        Assert.Equal(("100", "1"), (last[0], last[^1]));
        board.Show([FakeWork.State(0, Many + 1)]);
        await Proposals(page, Many + 1);
        Assert.Equal(last, await page.Texts(Rows("Proposals, the newest first", 0)), StringComparer.Ordinal);
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData(375, "light")]
    [InlineData(375, "dark")]
    [InlineData(1280, "light")]
    [InlineData(1280, "dark")]
    public async Task Both_fit_every_width_in_the_colours_that_the_reader_prefers(int width, string scheme)
    {
        (WatchedWork training, TrainingBoard board) = await WatchedWork.Training();
        (WatchedWork sweep, SweepBoard _) = await WatchedWork.Sweep(FakeWork.Cell(1, First, 100), FakeWork.Cell(2, First, 104));
        await using WatchedWork first = training;
        await using WatchedWork second = sweep;
        board.Show([FakeWork.State(0, 200)]);
        foreach (WatchedWork work in new[] { training, sweep })
        {
            work.Feed.End(WorkState.Done, $"A line of the command that is as long as the terminal is wide: {new string('x', 40)}");
            OpenPage page = await Open(work, width, scheme, "document.querySelector('.chart .points') !== null");
            Assert.InRange((int)(await page.Evaluate("document.documentElement.scrollWidth"))!, 1, width);
            Assert.Equal(
                scheme == "dark" ? "rgb(20, 23, 27)" : "rgb(255, 255, 255)",
                (string)(await page.Evaluate("getComputedStyle(document.body).backgroundColor"))!
            );
            Assert.Equal(1, (int)(await page.Evaluate("document.querySelectorAll('h1').length"))!);
            Assert.Empty(await page.Texts("[...document.querySelectorAll('td')].filter(td => !td.dataset.label).map(td => td.outerHTML)"));
            Assert.Empty(page.Complaints);
        }
    }

    private static string Rows(string caption, int column) => LivePageTests.Rows(caption, column);

    private static Task Proposals(OpenPage page, int number) =>
        page.Until($"document.querySelector('.training')?.dataset.proposals === '{number}'");

    private Task<OpenPage> Open(WatchedWork work, int width = 1000, string scheme = "light", string ready = $"{State} === 'Live.'") =>
        OpenPage.Open(shared.Browser, work.Address, ready, width, scheme);
}
