using System.Reflection;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_new_file_holds_exactly_the_text_in_utf_8_without_a_mark()
    {
        AtomicFile.WriteText(folder.In("a.txt"), "Å\n");
        Assert.Equal([0xC3, 0x85, 0x0A], File.ReadAllBytes(folder.In("a.txt")));
    }

    [Fact]
    public void An_existing_file_is_replaced_and_nothing_else_is_left()
    {
        AtomicFile.WriteText(folder.In("a.txt"), new string('x', 100_000));
        AtomicFile.WriteBytes(folder.In("a.txt"), [1, 2]);
        Assert.Equal([1, 2], File.ReadAllBytes(folder.In("a.txt")));
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.Root));
    }

    [Fact]
    public void A_stream_that_fails_half_way_leaves_the_old_file_and_nothing_else()
    {
        AtomicFile.WriteText(folder.In("a.txt"), "old");
        Assert.Throws<OperationCanceledException>(() => AtomicFile.WriteStream(folder.In("a.txt"), stream =>
            {
                stream.Write([1, 2, 3]);
                throw new OperationCanceledException();
            }));
        Assert.Equal("old", File.ReadAllText(folder.In("a.txt")));
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.Root));
        AtomicFile.WriteStream(folder.In("a.txt"), stream => stream.Write([1, 2, 3]));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder.In("a.txt")));
    }

    [Fact]
    public void A_reader_that_has_the_old_file_open_keeps_the_old_content()
    {
        AtomicFile.WriteText(folder.In("a.txt"), "old");
        using var reader = new StreamReader(
            new FileStream(folder.In("a.txt"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
        );
        AtomicFile.WriteText(folder.In("a.txt"), "new");
        Assert.Equal("old", reader.ReadToEnd());
        Assert.Equal("new", File.ReadAllText(folder.In("a.txt")));
    }

    [Fact]
    public void Writers_at_the_same_time_leave_one_whole_file()
    {
        Parallel.For(0, 16, i => AtomicFile.WriteText(folder.In("a.txt"), new string((char)('a' + i), 50_000)));
        string text = File.ReadAllText(folder.In("a.txt"));
        Assert.Equal(50_000, text.Length);
        Assert.Single(text.Distinct());
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.Root));
    }

    [Fact]
    public void What_cannot_be_written_is_refused_by_name_and_leaves_nothing_behind()
    {
        File.WriteAllText(folder.In("file"), "old");
        Directory.CreateDirectory(folder.In("sub"));
        foreach (
            string? path in new[]
            {
                folder.In("none", "a.txt"),
                folder.In("file", "a.txt"),
                folder.In("sub"),
                folder.In(new string('n', 300)),
            }
        )
        {
            InvalidInputException refused = Assert.Throws<InvalidInputException>(() => AtomicFile.WriteText(path, "new"));
            Assert.StartsWith($"'{path}' cannot be written: ", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal("old", File.ReadAllText(folder.In("file")));
        Assert.Equal(
            ["file", "sub"],
            Directory
                .EnumerateFileSystemEntries(folder.Root, "*", SearchOption.AllDirectories)
                .Select(Path.GetFileName)
                .Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void Temporary_files_that_a_crash_left_behind_are_stepped_over()
    {
        // The names that this process would choose next, as another process of the same number would have left them.
        long counter = (long)typeof(AtomicFile).GetField("counter", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;
        string[] left = [.. Enumerable.Range(1, 200).Select(i => folder.In($".a.txt.{Environment.ProcessId}-{counter + i}.tmp"))];
        Assert.All(left, file => File.WriteAllText(file, "half"));
        AtomicFile.WriteText(folder.In("a.txt"), "whole");
        Assert.Equal("whole", File.ReadAllText(folder.In("a.txt")));
        Assert.All(left, file => Assert.Equal("half", File.ReadAllText(file)));
        Assert.Equal(201, Directory.EnumerateFileSystemEntries(folder.Root).Count());
    }

    [Fact]
    public async Task Readers_see_whole_files_while_writers_replace_them()
    {
        string[] contents = [.. Enumerable.Range(0, 4).Select(writer => new string((char)('a' + writer), 20_000))];
        AtomicFile.WriteText(folder.In("a.txt"), contents[0]);
        Task[] writers = contents
            .Select(content =>
                Task.Run(() =>
                {
                    for (int time = 0; time < 20; time++)
                    {
                        AtomicFile.WriteText(folder.In("a.txt"), content);
                    }
                })
            )
            .ToArray();
        int read = 0;
        while (read == 0 || !writers.All(writer => writer.IsCompleted))
        {
            Assert.Contains(await File.ReadAllTextAsync(folder.In("a.txt")), contents, StringComparer.Ordinal);
            read++;
        }

        await Task.WhenAll(writers);
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.Root));
    }
}
