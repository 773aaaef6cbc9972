namespace Antiphon.Tests;

public class VersionTests
{
    [Fact]
    public void Version_has_three_parts() => Assert.Equal(3, AntiphonVersion.Current.Split('.').Length);
}
