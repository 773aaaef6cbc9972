using Antiphon.Runs;
using Antiphon.Tests.Files;

namespace Antiphon.Tests.Runs.Sweeps;

public sealed class SharedWorkTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();
    private readonly SettableClock clock = new();
    private readonly Dictionary<string, string> saved = new(StringComparer.Ordinal);

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_piece_that_one_process_is_at_is_left_alone_by_another_which_does_the_rest()
    {
        using var one = new SharedWork(temporary.Root, clock);
        using var two = new SharedWork(temporary.Root, clock);
        string? made = Do(one, "a", () =>
        {
            Assert.Null(Do(two, "a", () => "by two"));
            Assert.Equal("by two", Do(two, "b", () => "by two"));
            return "by one";
        });

        Assert.Equal("by one", made);
        Assert.Equal("by one", Do(two, "a", () => "again"));
        Assert.Equal("by two", Do(one, "b", () => "again"));
    }

    [Fact]
    public void A_process_that_stands_still_is_taken_over_and_saves_nothing_when_it_wakes()
    {
        using var one = new SharedWork(temporary.Root, clock);
        using var two = new SharedWork(temporary.Root, clock);
        string? made = Do(one, "a", () =>
        {
            string? other = null;
            while (other is null)
            {
                clock.Advance(5);
                other = Do(two, "a", () => "by two");
            }

            return "by one";
        });

        Assert.Null(made);
        Assert.Equal("by two", saved["a"]);
        Assert.Equal("by two", Do(one, "a", () => "again"));
    }

    [Fact]
    public void A_piece_that_fails_may_be_tried_by_another_process_at_once()
    {
        using var one = new SharedWork(temporary.Root, clock);
        using var two = new SharedWork(temporary.Root, clock);
        Assert.Throws<InvalidInputException>(() => Do(one, "a", () => throw new InvalidInputException("no")));

        Assert.Equal("by two", Do(two, "a", () => "by two"));
    }

    [Fact]
    public void The_first_fault_is_told_when_the_disk_refuses_to_tidy_up_after_it()
    {
        using IDisposable failing = Disk.Use(new ScriptedDisk { OnDelete = _ => throw ScriptedDisk.Failure() });
        InvalidInputException told = Assert.Throws<InvalidInputException>(() =>
        {
            using var work = new SharedWork(temporary.Root, clock);
            Do(work, "a", () => throw new InvalidInputException("the first fault"));
        });

        Assert.Equal("the first fault", told.Message);
    }

    private string? Do(SharedWork work, string piece, Func<string> make) =>
        work.Do(piece, () => saved.GetValueOrDefault(piece), make, result => saved[piece] = result);
}
