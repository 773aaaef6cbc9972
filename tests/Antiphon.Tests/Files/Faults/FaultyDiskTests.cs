using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Files;

/// <summary>The disk that tests commands does what it says.</summary>
public sealed class FaultyDiskTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Target => folder.In("a.txt");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Operations_are_counted_in_their_order_and_change_nothing_else()
    {
        var disk = new FaultyDisk();
        Write(disk);
        Assert.Equal("whole", File.ReadAllText(Target));
        string[] words = [.. disk.Log.Select(operation => operation.Split(' ')[0])];
        Assert.Equal(["is", "is", "is", "files", "is", "open", "write", "flush", "move", "flush"], words);
    }

    [Fact]
    public void A_kill_tears_a_write_frees_all_locks_and_refuses_everything_after_it()
    {
        var disk = new FaultyDisk(DiskFault.Kill, 1 + At("write"));
        using (Disk.Use(disk))
        {
            using Stream held = Disk.Current.Open(folder.In("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            Assert.Throws<KilledException>(() => AtomicFile.WriteText(Target, "whole"));
            Assert.Throws<KilledException>(() => Disk.Current.IsFile(Target));
            File.Open(folder.In("lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
        }

        Assert.False(File.Exists(Target));
        Assert.Equal("wh", File.ReadAllText(Directory.GetFiles(folder.Root, "*.tmp").Single()));
    }

    [Fact]
    public void A_full_disk_takes_half_of_a_write_and_stays_full_until_it_is_another()
    {
        using (Disk.Use(new FaultyDisk(DiskFault.Full, At("write"))))
        {
            string message = Assert.Throws<InvalidInputException>(() => AtomicFile.WriteText(Target, "whole")).Message;
            Assert.Contains(FaultyDisk.FullCause, message, StringComparison.Ordinal);
            Assert.Throws<InvalidInputException>(() => AtomicFile.WriteText(Target, "whole"));
        }

        Assert.Empty(Directory.GetFiles(folder.Root));
    }

    [Fact]
    public void A_broken_operation_fails_once()
    {
        using (Disk.Use(new FaultyDisk(DiskFault.Broken, At("move"))))
        {
            string message = Assert.Throws<InvalidInputException>(() => AtomicFile.WriteText(Target, "whole")).Message;
            Assert.Contains(FaultyDisk.BrokenCause, message, StringComparison.Ordinal);
            AtomicFile.WriteText(Target, "whole");
        }

        Assert.Equal([Target], Directory.GetFiles(folder.Root), StringComparer.Ordinal);
    }

    private int At(string operation)
    {
        var disk = new FaultyDisk();
        Write(disk);
        File.Delete(Target);
        return disk.Log.ToList().FindIndex(made => made.StartsWith(operation, StringComparison.Ordinal));
    }

    private void Write(FaultyDisk disk)
    {
        using (Disk.Use(disk))
        {
            AtomicFile.WriteText(Target, "whole");
        }
    }
}
