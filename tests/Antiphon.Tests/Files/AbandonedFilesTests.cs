using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Files;

/// <summary>What a killed writer of a file leaves is removed by the next writer of that file; what a living one writes is not.</summary>
public sealed class AbandonedFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Target => folder.In("a.txt");

    private string Left => folder.In(".a.txt.12-3.tmp");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_writer_removes_what_a_killed_writer_of_the_same_file_left()
    {
        Leave(Left);
        string other = folder.In(".b.txt.12-3.tmp");
        Leave(other);
        AtomicFile.WriteText(Target, "new");
        Assert.Equal([other, Target], Directory.GetFiles(folder.Root).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public void What_another_process_is_writing_stays_however_old_its_last_write()
    {
        Leave(Left);
        using (new FileStream(Left, FileMode.Open, FileAccess.Write, FileShare.None))
        {
            AtomicFile.WriteText(Target, "new");
            Assert.True(File.Exists(Left));
        }
    }

    [Fact]
    public void What_was_written_just_now_stays_since_it_may_be_about_to_get_its_name()
    {
        File.WriteAllText(Left, "half");
        AtomicFile.WriteText(Target, "new");
        Assert.Equal("half", File.ReadAllText(Left));
    }

    [Fact]
    public void A_file_is_written_also_where_nothing_can_be_removed()
    {
        Leave(Left);
        int operations = 0;
        using (Disk.Use(new RefusingDisk(() => operations++)))
        {
            AtomicFile.WriteText(Target, "new");
        }

        Assert.Equal((1, "new"), (operations, File.ReadAllText(Target)));
        Assert.True(File.Exists(Left));
    }

    private static void Leave(string path)
    {
        File.WriteAllText(path, "half");
        File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddMinutes(-1));
    }

    /// <summary>A disk on which nothing can be removed.</summary>
    private sealed class RefusingDisk(Action asked) : Disk
    {
        public override void Flush(Stream file) => file.Flush();

        public override void FlushFolder(string folder) { }

        public override void Delete(string path)
        {
            asked();
            throw new UnauthorizedAccessException("it may not be removed");
        }
    }
}
