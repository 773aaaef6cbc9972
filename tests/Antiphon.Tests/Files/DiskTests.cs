using System.IO.Pipes;
using Antiphon.Tests.Runs;
using Microsoft.Win32.SafeHandles;

namespace Antiphon.Tests.Files;

/// <summary>A write that did not reach the disk is an error, and what was there before stays.</summary>
public sealed class DiskTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string File1 => folder.In("a.txt");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_flush_that_fails_is_an_error_with_its_cause_and_leaves_the_earlier_file_alone()
    {
        AtomicFile.WriteText(File1, "old");
        using (Disk.Use(new ScriptedDisk { OnFile = _ => throw ScriptedDisk.Failure() }))
        {
            InvalidInputException refused = Assert.Throws<InvalidInputException>(() => AtomicFile.WriteText(File1, "new"));
            Assert.Contains("a.txt' cannot be written: " + ScriptedDisk.Cause, refused.Message, StringComparison.Ordinal);
            Assert.IsType<IOException>(refused.InnerException);
        }

        Assert.Equal("old", File.ReadAllText(File1));
        Assert.Equal([File1], Directory.EnumerateFileSystemEntries(folder.Root), StringComparer.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_flushed_is_an_error_that_says_what_a_loss_of_power_would_do()
    {
        AtomicFile.WriteText(File1, "old");
        using (Disk.Use(new ScriptedDisk { OnFolder = _ => throw ScriptedDisk.Failure() }))
        {
            InvalidInputException refused = Assert.Throws<InvalidInputException>(() => AtomicFile.WriteText(File1, "new"));
            Assert.Contains($"cannot be flushed to the disk: {ScriptedDisk.Cause}", refused.Message, StringComparison.Ordinal);
            Assert.Contains("After a loss of power the file may have its previous content", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal("new", File.ReadAllText(File1));
        Assert.Equal([File1], Directory.EnumerateFileSystemEntries(folder.Root), StringComparer.Ordinal);
    }

    [Fact]
    public void A_file_is_flushed_whole_before_it_is_renamed_and_its_folder_after()
    {
        var seen = new List<string>();
        AtomicFile.WriteText(File1, "old");
        using (
            Disk.Use(
                new ScriptedDisk
                {
                    OnFile = file => seen.Add($"{file.Length} bytes while the file holds {File.ReadAllText(File1)}"),
                    OnFolder = place =>
                        seen.Add($"{(place == folder.Root ? "the folder" : place)} while the file holds {File.ReadAllText(File1)}"),
                }
            )
        )
        {
            AtomicFile.WriteText(File1, "newer");
            AtomicFile.WriteStream(File1, stream => stream.Write("newest"u8));
        }

        Assert.Equal(
            [
                "5 bytes while the file holds old",
                "the folder while the file holds newer",
                "6 bytes while the file holds newer",
                "the folder while the file holds newest",
            ],
            seen
        );
    }

    [Fact]
    public void The_folder_above_every_folder_that_is_made_is_flushed()
    {
        var seen = new List<string>();
        using (Disk.Use(new ScriptedDisk { OnFolder = seen.Add }))
        {
            AtomicFile.CreateFolder(folder.In("b", "c", "d"));
            AtomicFile.CreateFolder(folder.In("b", "c", "d"));
        }

        Assert.Equal([folder.Root, folder.In("b"), folder.In("b", "c")], seen);
        Assert.True(Directory.Exists(folder.In("b", "c", "d")));
        using (Disk.Use(new ScriptedDisk { OnFolder = _ => throw ScriptedDisk.Failure() }))
        {
            Assert.Contains(
                ScriptedDisk.Cause,
                Assert.Throws<InvalidInputException>(() => AtomicFile.CreateFolder(folder.In("e"))).Message,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void The_result_of_the_systems_own_flush_is_checked()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // A pipe has no disk: fsync fails there, which FileStream.Flush(true) does not tell.
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var file = new FileStream(new SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false), FileAccess.Write);
        file.Flush(flushToDisk: true);
        Assert.Contains("Invalid argument", Assert.Throws<IOException>(() => Disk.Current.Flush(file)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "No such file",
            Assert.Throws<IOException>(() => Disk.Current.FlushFolder(folder.In("none"))).Message,
            StringComparison.Ordinal
        );
        Disk.Current.FlushFolder(folder.Root);
    }

    [Fact]
    public void What_the_system_cannot_look_for_is_not_said_to_be_missing()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // A name below a link that leads to itself cannot be looked up, also by those who may read everything.
        File.CreateSymbolicLink(folder.In("circle"), folder.In("circle"));
        Assert.Throws<IOException>(() => Disk.Current.IsFile(folder.In("circle", "a")));
        Assert.Throws<IOException>(() => Disk.Current.IsFolder(folder.In("circle", "a")));
        Assert.False(Disk.Current.Exists(folder.In("none")));
        Assert.False(Disk.Current.Exists(folder.In("none", "a")));
        Assert.False(Disk.Current.Exists(folder.In(new string('a', 5000))));
        Assert.False(Disk.Current.Exists("a\0b"));
        Assert.False(Disk.Current.Exists(""));
    }

    [Fact]
    public void Only_temporary_names_of_this_program_count_as_leftovers()
    {
        string[] names = [".a.txt.12-3.tmp", ".b.txt.1-1.tmp", ".a.txt.tmp", "a.txt.12-3.tmp", ".a.txt.x-3.tmp", ".12-3.tmp"];
        Assert.All(names, name => File.WriteAllText(folder.In(name), ""));
        Assert.Equal([folder.In(".a.txt.12-3.tmp")], AbandonedFiles.Of(File1), StringComparer.Ordinal);
        Assert.Equal(
            [folder.In(".a.txt.12-3.tmp"), folder.In(".b.txt.1-1.tmp")],
            AbandonedFiles.In(folder.Root).Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
    }
}
