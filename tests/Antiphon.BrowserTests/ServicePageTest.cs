namespace Antiphon.BrowserTests;

/// <summary>Tests of pages of a service of their own; whatever a page complains about and no test expects fails the test.</summary>
/// <param name="shared">The browser.</param>
public abstract class ServicePageTest(OneBrowser shared) : IClassFixture<OneBrowser>, IAsyncLifetime
{
    private readonly List<OpenPage> pages = [];
    private readonly List<string> expected = [];

    private protected WatchedService Service { get; private set; } = null!;

    public virtual async Task InitializeAsync() => Service = await WatchedService.Start();

    public virtual async Task DisposeAsync()
    {
        // Before the service goes away, which pages complain about.
        string[] complaints = [.. pages.SelectMany(page => page.Complaints)];
        foreach (OpenPage page in pages)
        {
            await page.Close();
        }

        await Service.DisposeAsync();
        Assert.DoesNotContain(complaints, complaint => !expected.Any(part => complaint.Contains(part, StringComparison.Ordinal)));
    }

    /// <summary>A complaint with this part is expected from now on.</summary>
    private protected void Expect(string part) => expected.Add(part);

    /// <summary>Starts another service instead, which the test says more about.</summary>
    private protected async Task<WatchedService> Start(ServiceContents contents)
    {
        await Service.DisposeAsync();
        Service = await WatchedService.Start(contents);
        return Service;
    }

    private protected async Task<OpenPage> Open(Uri address, string ready, int width = 1000, string scheme = "light")
    {
        OpenPage page = await OpenPage.Open(shared.Browser, address, ready, width, scheme);
        pages.Add(page);
        return page;
    }
}
