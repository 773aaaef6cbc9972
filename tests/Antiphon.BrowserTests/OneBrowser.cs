namespace Antiphon.BrowserTests;

/// <summary>One browser for all tests of a class.</summary>
public sealed class OneBrowser : IAsyncLifetime
{
    /// <summary>The browser.</summary>
    public Chromium Browser { get; private set; } = null!;

    public async Task InitializeAsync() => Browser = await Chromium.Start();

    public async Task DisposeAsync() => await Browser.DisposeAsync();
}
