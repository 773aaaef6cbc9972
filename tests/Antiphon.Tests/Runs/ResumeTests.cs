using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Runs;

namespace Antiphon.Tests.Runs;

/// <summary>
/// A kill at any instant leaves one of the states that these tests put on disk; each must end as the run that nobody disturbed.
/// </summary>
public sealed class ResumeTests : IDisposable
{
    private static readonly CooperativeGame Game = BuiltInGames.Get("warehouse").WithAgents(40);
    private static readonly AlternationOptions Options = new()
    {
        Subsample = 3,
        Restarts = 2,
        Seed = 7,
    };

    private readonly TemporaryFolder temporary = new();
    private readonly List<string> snapshots = [];

    public ResumeTests()
    {
        using RunFolder run = FiniteCodec.Instance.Create(temporary.In("whole"), Game, Options);
        Snapshot(run, 0);
        var trainer = new ScriptedTrainer { AfterProposal = done => Snapshot(run, done) };
        new TrainingSession(run, Game, trainer.Train, TimeProvider.System).Train(null, default);
    }

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_run_killed_after_any_proposal_ends_with_the_same_bits()
    {
        Assert.Equal(7, snapshots.Count);
        for (int done = 0; done < snapshots.Count; done++)
        {
            Assert.Equal(6 - done, Resume(snapshots[done]));
            AssertSame(snapshots[done]);
        }
    }

    [Fact]
    public void A_run_killed_between_checkpoint_and_trace_ends_with_the_same_bits()
    {
        for (int done = 2; done < snapshots.Count; done++)
        {
            string folder = temporary.In($"between{done}");
            TemporaryFolder.Copy(snapshots[done], folder);
            File.Copy(Path.Combine(snapshots[done - 1], "trace.jsonl"), Path.Combine(folder, "trace.jsonl"), overwrite: true);
            Resume(folder);
            AssertSame(folder);
        }
    }

    [Fact]
    public void What_a_killed_writer_left_behind_is_cleared_away()
    {
        File.WriteAllText(Path.Combine(snapshots[2], ".checkpoint.json.4711-0.tmp"), "{ \"format\"");
        Resume(snapshots[2]);
        AssertSame(snapshots[2]);
    }

    [Theory]
    [InlineData("baselines.csv", "restarts.csv", "policy.json")]
    [InlineData("baselines.csv", "restarts.csv")]
    [InlineData("restarts.csv")]
    public void A_run_killed_while_results_are_written_ends_with_the_same_bits(params string[] missing)
    {
        string folder = temporary.In("late");
        TemporaryFolder.Copy(temporary.In("whole"), folder);
        File.Copy(Path.Combine(snapshots[^1], "run.json"), Path.Combine(folder, "run.json"), overwrite: true);
        foreach (string name in missing)
        {
            File.Delete(Path.Combine(folder, name));
        }

        Assert.Equal(0, Resume(folder));
        AssertSame(folder);
    }

    [Theory]
    [InlineData("game.json", "run.json")]
    [InlineData("run.json")]
    public void A_run_killed_while_it_was_created_is_reported_as_such(params string[] missing)
    {
        foreach (string name in missing)
        {
            File.Delete(Path.Combine(snapshots[0], name));
        }

        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() => FiniteCodec.Instance.Open(snapshots[0]));
        Assert.Contains("before training began", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_version_does_not_resume_a_run()
    {
        Edit(snapshots[2], "run.json", "\"version\": \"" + AntiphonVersion.Current, "\"version\": \"0.0.9");

        Assert.Contains("version is 0.0.9", Refusal(snapshots[2]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run.json", "antiphon-run/1", "antiphon-run/2", "format is \"antiphon-run/2\"")]
    [InlineData("run.json", "\"format\"", "\"form\"", "format is missing")]
    [InlineData("run.json", "\"subsample\": 3", "\"subsample\": \"three\"", "options.subsample")]
    [InlineData("run.json", "\"restarts\"", "\"restart\"", "restart")]
    [InlineData("run.json", "\"seconds\": 0,", "", "seconds")]
    [InlineData("run.json", "\"running\"", "\"walking\"", "status")]
    [InlineData("checkpoint.json", "antiphon-checkpoint/1", "antiphon-checkpoint/9", "format is \"antiphon-checkpoint/9\"")]
    [InlineData("checkpoint.json", "\"gameHash\": \"", "\"gameHash\": \"0", "gameHash differs from that in run.json")]
    [InlineData("checkpoint.json", "\"kind\": \"table\"", "\"kind\": \"tale\"", "restarts[0].incumbent: kind is 'tale'")]
    [InlineData("checkpoint.json", "\"actions\": \"eAF", "\"actions\": \"eAAF", "restarts[0].incumbent")]
    [InlineData("checkpoint.json", "\"judgeRollouts\": 750,", "", "judgeRollouts")]
    [InlineData("game.json", "\"agents\": 40", "\"agents\": 41", "hash is")]
    public void A_damaged_file_is_refused_by_field(string file, string found, string replacement, string expected)
    {
        Edit(snapshots[2], file, found, replacement);

        Assert.Contains(expected, Refusal(snapshots[2]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run.json")]
    [InlineData("checkpoint.json")]
    [InlineData("game.json")]
    public void A_file_cut_off_anywhere_is_refused_by_name(string file)
    {
        string path = Path.Combine(snapshots[2], file);
        string whole = File.ReadAllText(path);
        for (int length = 0; length < whole.TrimEnd().Length; length += 1 + (whole.Length / 25))
        {
            File.WriteAllText(path, whole[..length]);
            Assert.Contains(file, Refusal(snapshots[2]), StringComparison.Ordinal);
        }
    }

    private static string Refusal(string folder) => Assert.ThrowsAny<InvalidInputException>(() => Resume(folder)).Message;

    /// <summary>Goes on with a run and returns how many proposals that took.</summary>
    private static int Resume(string folder)
    {
        var trainer = new ScriptedTrainer();
        StoredRun stored = FiniteCodec.Instance.Open(folder);
        CooperativeGame game = stored.LoadGame();
        using RunFolder run = stored.Resume();
        new TrainingSession(run, game, trainer.Train, TimeProvider.System).Train(null, default);
        return trainer.Made;
    }

    private static void Edit(string folder, string file, string found, string replacement)
    {
        string path = Path.Combine(folder, file);
        string text = File.ReadAllText(path);
        Assert.Contains(found, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(found, replacement, StringComparison.Ordinal));
    }

    private void Snapshot(RunFolder run, int done)
    {
        string folder = temporary.In($"after{done}");
        TemporaryFolder.Copy(run.Paths.Folder, folder);
        snapshots.Add(folder);
    }

    private void AssertSame(string folder) =>
        Assert.Equal(TemporaryFolder.Contents(temporary.In("whole")), TemporaryFolder.Contents(folder));
}
