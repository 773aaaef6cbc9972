namespace Antiphon.BrowserTests;

/// <summary>How a report looks, as people approved it.</summary>
public sealed class ReportPictureTests(OneBrowser shared) : IClassFixture<OneBrowser>, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("antiphon-picture-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(375, "light")]
    [InlineData(375, "dark")]
    [InlineData(768, "light")]
    [InlineData(768, "dark")]
    [InlineData(1280, "light")]
    [InlineData(1280, "dark")]
    public async Task It_looks_as_approved(int width, string scheme)
    {
        OpenPage page = await OpenPage.Open(shared.Browser, FixedReport.Write(folder.FullName), width, scheme);

        Assert.Empty(page.Complaints);
        await Picture.AssertEqual(page, $"report-{width}-{scheme}");
    }
}
