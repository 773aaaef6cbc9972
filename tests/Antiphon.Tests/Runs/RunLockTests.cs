using Antiphon.Runs;
using Antiphon.Tests.Files;

namespace Antiphon.Tests.Runs;

public sealed class RunLockTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_folder_that_cannot_be_written_is_not_taken_for_one_that_another_process_writes()
    {
        var paths = new RunPaths(temporary.Root);
        using (Disk.Use(new ScriptedDisk { OnWrite = path => throw new IOException($"Read-only file system : '{path}'") }))
        {
            Assert.Contains(
                $"{temporary.Root} cannot be written: Read-only file system",
                Assert.Throws<InvalidInputException>(() => RunLock.Take(paths)).Message,
                StringComparison.Ordinal
            );
        }

        using var held = RunLock.Take(paths);
        Assert.Contains(
            $"{temporary.Root} is being written by another process",
            Assert.Throws<InvalidInputException>(() => RunLock.Take(paths)).Message,
            StringComparison.Ordinal
        );
    }
}
