using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace Antiphon.BrowserTests;

/// <summary>
/// Steps as fast as a screen shows pictures. What is measured is written out and judged by people: docs/serve.md has the figures and the
/// command.
/// </summary>
[Trait("Tier", "full")]
public sealed class FrameTests(OneBrowser shared, ITestOutputHelper output) : ServicePageTest(shared)
{
    private const int Seconds = 10;
    private const int Rate = 60;

    // Counts pictures that the screen asked for and those that the page drew, with the time that its script took for them.
    private const string Meter = """
        window.meter = { frames: 0, drawn: 0, script: 0, longest: 0, tasks: 0 };
        const native = window.requestAnimationFrame.bind(window);
        window.requestAnimationFrame = (draw) => native((time) => {
          const begun = performance.now();
          draw(time);
          const spent = performance.now() - begun;
          meter.drawn++;
          meter.script += spent;
          meter.longest = Math.max(meter.longest, spent);
        });
        const tick = () => { meter.frames++; native(tick); };
        native(tick);
        new PerformanceObserver((list) => list.getEntries().forEach((task) => (meter.tasks = Math.max(meter.tasks, task.duration))))
          .observe({ type: 'longtask' });
        """;

    [Theory]
    [InlineData(5, 5)]
    [InlineData(100, 100)]
    public async Task Steps_at_sixty_a_second_are_all_shown(int zones, int actions)
    {
        await Start(new ServiceContents { Policies = [WideGame.Source("wide", zones, actions)] });
        string id = await Service.Open("wide");
        OpenPage page = await Open(new Uri(Service.Address, $"#/sessions/{id}"), "document.querySelector('.session') !== null");
        int[] observation = [WideGame.Subsample, .. new int[zones - 1]];
        for (int step = 0; step < Rate; step++)
        {
            await Service.Step(id, observation);
        }

        await page.Evaluate($"(() => {{ {Meter} }})()");
        IReadOnlyDictionary<string, double> before = await page.Work();
        var clock = Stopwatch.StartNew();
        for (int step = 0; step < Seconds * Rate; step++)
        {
            TimeSpan early = TimeSpan.FromSeconds((double)step / Rate) - clock.Elapsed;
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early);
            }

            await Service.Step(id, observation);
        }

        double seconds = clock.Elapsed.TotalSeconds;
        IReadOnlyDictionary<string, double> after = await page.Work();
        string last = $"{((Seconds + 1) * Rate) - 1}";
        await page.Until($"document.querySelector('.session').dataset.step === '{last}'");
        Assert.Equal(
            (Seconds + 1) * Rate,
            (int)(await page.Evaluate("document.querySelector('.sofar').getAttribute('d').split(/[ML]/).length - 1"))!
        );
        Write($"{zones} zones, {actions} actions: {Seconds * Rate} steps in {seconds:F1} s");
        Write($"frames per second {await Figure(page, "frames") / seconds:F1}, drawn {await Figure(page, "drawn") / seconds:F1}");
        double drawn = await Figure(page, "drawn");
        Write($"script per picture {await Figure(page, "script") / drawn:F2} ms, longest {await Figure(page, "longest"):F1} ms");
        Write($"longest task {await Figure(page, "tasks"):F0} ms (0: none of 50 ms or more)");
        double layout = after["LayoutDuration"] + after["RecalcStyleDuration"] - before["LayoutDuration"] - before["RecalcStyleDuration"];
        Write($"style and layout per picture {1000 * layout / drawn:F2} ms");
        Write($"main thread busy {100 * (after["TaskDuration"] - before["TaskDuration"]) / seconds:F0}%");
    }

    private static async Task<double> Figure(OpenPage page, string name) => (double)(await page.Evaluate($"window.meter.{name}"))!;

    private void Write(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
