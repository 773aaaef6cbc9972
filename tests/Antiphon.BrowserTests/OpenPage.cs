using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Antiphon.BrowserTests;

/// <summary>A page in a tab of its own, its figures drawn.</summary>
internal sealed class OpenPage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Chromium browser;
    private readonly string target;
    private readonly string session;

    private OpenPage(Chromium browser, string target, string session) =>
        (this.browser, this.target, this.session) = (browser, target, session);

    /// <summary>What the page complained about: console errors and warnings, exceptions, refused requests.</summary>
    public IReadOnlyList<string> Complaints =>
        [
            .. browser
                .Tools.Events.Where(happened => happened.Session == session)
                .Select(happened =>
                    happened.Name switch
                    {
                        "Runtime.exceptionThrown" => happened.Parameters.ToJsonString(),
                        "Runtime.consoleAPICalled" when (string?)happened.Parameters["type"] is "error" or "warning" or "assert" =>
                            happened.Parameters.ToJsonString(),
                        "Log.entryAdded" when (string?)happened.Parameters["entry"]!["level"] is "error" or "warning" =>
                            happened.Parameters.ToJsonString(),
                        "Network.loadingFailed" when (bool?)happened.Parameters["canceled"] is not true =>
                            happened.Parameters.ToJsonString(),
                        _ => "",
                    }
                )
                .Where(complaint => complaint.Length > 0),
        ];

    /// <summary>Every address the page asked for.</summary>
    public IReadOnlyList<string> Requests =>
        [
            .. browser
                .Tools.Events.Where(happened => happened.Session == session && happened.Name == "Network.requestWillBeSent")
                .Select(happened => (string)happened.Parameters["request"]!["url"]!),
        ];

    /// <summary>How many bytes the page received, of everything it asked for.</summary>
    public long Received =>
        browser
            .Tools.Events.Where(happened => happened.Session == session && happened.Name == "Network.dataReceived")
            .Sum(happened => (long)happened.Parameters["dataLength"]!);

    /// <summary>Opens a report.</summary>
    public static Task<OpenPage> Open(Chromium browser, string file, int width = 1000, string scheme = "light") =>
        Open(browser, new Uri(file), "document.documentElement.dataset.figures === 'drawn'", width, scheme);

    /// <summary>Opens an address, and waits until a JavaScript expression holds.</summary>
    public static async Task<OpenPage> Open(Chromium browser, Uri address, string ready, int width = 1000, string scheme = "light")
    {
        JsonNode made = await browser.Tools.Send("Target.createTarget", new JsonObject { ["url"] = "about:blank" });
        string tab = (string)made["targetId"]!;
        JsonNode attached = await browser.Tools.Send("Target.attachToTarget", new JsonObject { ["targetId"] = tab, ["flatten"] = true });
        var page = new OpenPage(browser, tab, (string)attached["sessionId"]!);
        foreach (string domain in new[] { "Page", "Runtime", "Log", "Network" })
        {
            await page.Send($"{domain}.enable");
        }

        await page.Send(
            "Emulation.setDeviceMetricsOverride",
            new JsonObject
            {
                ["width"] = width,
                ["height"] = 800,
                ["deviceScaleFactor"] = 1,
                ["mobile"] = width < 500,
            }
        );
        await page.Choose(scheme);
        await page.Send("Page.navigate", new JsonObject { ["url"] = address.AbsoluteUri });
        await page.Loaded();
        await page.Until(ready);
        return page;
    }

    /// <summary>Says which colours the reader prefers.</summary>
    public Task Choose(string scheme) =>
        Send(
            "Emulation.setEmulatedMedia",
            new JsonObject { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }) }
        );

    /// <summary>Shows the page as on paper.</summary>
    public Task Print() => Send("Emulation.setEmulatedMedia", new JsonObject { ["media"] = "print" });

    /// <summary>Says that the reader prefers nothing to move.</summary>
    public Task PreferStillness() =>
        Send(
            "Emulation.setEmulatedMedia",
            new JsonObject { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-reduced-motion", ["value"] = "reduce" }) }
        );

    /// <summary>The roles of everything that a screen reader meets, in order.</summary>
    public async Task<IReadOnlyList<string>> Roles() =>
        [
            .. (await Send("Accessibility.getFullAXTree"))["nodes"]!
                .AsArray()
                .Where(node => (bool?)node!["ignored"] is not true)
                .Select(node => (string?)node!["role"]?["value"] ?? ""),
        ];

    /// <summary>A picture of the whole page, as PNG in base 64.</summary>
    /// <param name="scale">Pixels of the picture to a pixel of the page.</param>
    public async Task<string> Photograph(double scale)
    {
        JsonNode size = (await Send("Page.getLayoutMetrics"))["cssContentSize"]!;
        JsonNode picture = await Send(
            "Page.captureScreenshot",
            new JsonObject
            {
                ["captureBeyondViewport"] = true,
                ["clip"] = new JsonObject
                {
                    ["x"] = 0,
                    ["y"] = 0,
                    ["width"] = size["width"]!.DeepClone(),
                    ["height"] = size["height"]!.DeepClone(),
                    ["scale"] = scale,
                },
            }
        );
        return (string)picture["data"]!;
    }

    /// <summary>Presses a key.</summary>
    public async Task Press(string key, int code)
    {
        await Send(
            "Input.dispatchKeyEvent",
            new JsonObject
            {
                ["type"] = "keyDown",
                ["key"] = key,
                ["code"] = key,
                ["windowsVirtualKeyCode"] = code,
                ["text"] = key == "Enter" ? "\r" : "",
            }
        );
        await Send(
            "Input.dispatchKeyEvent",
            new JsonObject
            {
                ["type"] = "keyUp",
                ["key"] = key,
                ["code"] = key,
                ["windowsVirtualKeyCode"] = code,
            }
        );
    }

    /// <summary>Types a text.</summary>
    public async Task Type(string text)
    {
        foreach (char letter in text)
        {
            foreach (string kind in new[] { "keyDown", "keyUp" })
            {
                string typed = kind == "keyDown" ? $"{letter}" : "";
                await Send(
                    "Input.dispatchKeyEvent",
                    new JsonObject
                    {
                        ["type"] = kind,
                        ["key"] = $"{letter}",
                        ["text"] = typed,
                    }
                );
            }
        }
    }

    /// <summary>The figures that the browser keeps of the page's work, by name.</summary>
    public async Task<IReadOnlyDictionary<string, double>> Work()
    {
        await Send("Performance.enable");
        JsonNode told = await Send("Performance.getMetrics");
        return told["metrics"]!
            .AsArray()
            .ToDictionary(each => (string)each!["name"]!, each => (double)each!["value"]!, StringComparer.Ordinal);
    }

    /// <summary>The value of a JavaScript expression; a promise is waited for.</summary>
    public async Task<JsonNode?> Evaluate(string expression)
    {
        JsonNode answer = await Send(
            "Runtime.evaluate",
            new JsonObject
            {
                ["expression"] = expression,
                ["returnByValue"] = true,
                ["awaitPromise"] = true,
            }
        );
        return answer["exceptionDetails"] is JsonNode failure
            ? throw new InvalidOperationException($"{expression}: {failure.ToJsonString()}")
            : answer["result"]!["value"]?.DeepClone();
    }

    /// <summary>A list of texts that a JavaScript expression gives.</summary>
    public async Task<IReadOnlyList<string>> Texts(string expression) =>
        [.. (await Evaluate(expression))!.AsArray().Select(text => (string)text!)];

    /// <summary>Waits until a JavaScript expression holds.</summary>
    public async Task Until(string expression)
    {
        var clock = Stopwatch.StartNew();
        while (!(bool)(await Evaluate(expression))!)
        {
            Assert.True(clock.Elapsed < Patience, $"waited in vain for {expression}; complaints: {string.Join('\n', Complaints)}");
            await Task.Delay(20);
        }
    }

    /// <summary>Waits until it received so many bytes.</summary>
    public Task Receives(long bytes) => Until(() => Received >= bytes, "the bytes did not arrive");

    /// <summary>Waits until it has made so many requests.</summary>
    public Task Asks(int requests) => Until(() => Requests.Count >= requests, "it asked no more");

    /// <summary>Waits until it has complained of something.</summary>
    /// <param name="part">A part of the complaint.</param>
    public Task Complains(string part) =>
        Until(() => Complaints.Any(complaint => complaint.Contains(part, StringComparison.Ordinal)), "it did not complain");

    /// <summary>Closes the tab; what it complained about stays known.</summary>
    public Task Close() => browser.Tools.Send("Target.closeTarget", new JsonObject { ["targetId"] = target });

    private Task Loaded() =>
        Until(
            () => browser.Tools.Events.Any(happened => happened.Session == session && happened.Name == "Page.loadEventFired"),
            "the page was not loaded"
        );

    private static async Task Until(Func<bool> holds, string failure)
    {
        var clock = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(clock.Elapsed < Patience, failure);
            await Task.Delay(20);
        }
    }

    private Task<JsonNode> Send(string method, JsonObject? parameters = null) => browser.Tools.Send(method, parameters, session);
}
