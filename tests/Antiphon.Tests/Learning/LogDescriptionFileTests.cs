using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Learning;

public sealed class LogDescriptionFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_written_is_read_back()
    {
        CooperativeGame game = Logs.Small();
        foreach (
            LogDescription? written in new[]
            {
                new LogDescription(game, Logs.Mixed(game), TrackedSet.Fresh, 1234, "epsilon-greedy, epsilon 0.1", ulong.MaxValue),
                new LogDescription(game, Logs.Mixed(game), TrackedSet.Fixed),
            }
        )
        {
            LogDescriptionFile.Save(written, folder.In("a.log.json"));
            LogDescription read = LogDescriptionFile.Load(folder.In("a.log.json"));
            Assert.Equal(game.Hash, read.Game.Hash);
            Assert.Equal(written.Local.Probabilities.ToArray(), read.Local.Probabilities.ToArray());
            Assert.Equal(
                (written.Tracked, written.Steps, written.Behaviour, written.Seed),
                (read.Tracked, read.Steps, read.Behaviour, read.Seed)
            );
        }
    }

    [Theory]
    [InlineData("\"tracked\": \"fixed\"", "\"tracked\": \"sometimes\"", "tracked is \"sometimes\"; expected \"fixed\" or \"fresh\"")]
    [InlineData("\"steps\": 9", "\"steps\": -9", "steps is -9")]
    [InlineData("\"steps\": 9", "\"stepps\": 9", "steps is missing")]
    [InlineData("antiphon-log/1", "antiphon-log/2", "it was written by another version of Antiphon")]
    [InlineData("antiphon-game/1", "antiphon-game/7", "antiphon-game/7")]
    [InlineData("\"discount\": 0.8", "\"discount\": 1", "discount is 1")]
    [InlineData("\"localPolicy\": [", "\"localPolicy\": [[], ", "localPolicy has 4 entries")]
    public void What_is_wrong_is_named(string found, string replaced, string expected)
    {
        string path = folder.In("a.log.json");
        LogDescriptionFile.Save(new LogDescription(Logs.Small(), Logs.Mixed(Logs.Small()), TrackedSet.Fixed, 9), path);
        string text = File.ReadAllText(path);
        Assert.Contains(found, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(found, replaced, StringComparison.Ordinal));
        Assert.Contains(
            expected,
            Assert.ThrowsAny<InvalidInputException>(() => LogDescriptionFile.Load(path)).Message,
            StringComparison.Ordinal
        );
    }
}
