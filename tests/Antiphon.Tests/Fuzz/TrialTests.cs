using Antiphon.Fuzz;

namespace Antiphon.Tests.Fuzz;

/// <summary>What the fuzzer takes for a fault.</summary>
public class TrialTests
{
    [Fact]
    public void A_documented_refusal_is_no_fault() => Assert.Null(Judged(_ => throw new InvalidInputException("no game")));

    [Fact]
    public void Any_other_exception_is_a_crash_at_the_place_that_threw_it()
    {
        Finding? finding = Judged(static input => Fail(input));
        Assert.Equal(FindingKind.Crash, finding?.Kind);
        Assert.Equal($"{nameof(KeyNotFoundException)} {nameof(TrialTests)}.{nameof(Fail)}", finding?.Place);
    }

    [Fact]
    public void Another_text_after_writing_and_reading_is_a_crash()
    {
        using var scratch = new Scratch();
        var growing = FuzzTarget.OfFile("growing", "text", scratch, path => [.. File.ReadAllBytes(path), 1]);
        Assert.Equal(FindingKind.Crash, new Trial(growing).Run([])?.Kind);
    }

    [Fact]
    public void Allocating_more_than_the_limit_is_too_large() =>
        Assert.Equal(FindingKind.TooLarge, Judged(static _ => GC.KeepAlive(new byte[Trial.MostBytes + 1]))?.Kind);

    [Fact]
    public void A_reader_that_refuses_leaves_the_input_to_the_others()
    {
        int reads = 0;
        var refusing = new FuzzTarget("refusing", _ => throw new InvalidInputException("no"));
        var counting = new FuzzTarget("counting", _ => reads++);
        FuzzTarget.Of("both", [refusing, counting]).Read([]);
        Assert.Equal(1, reads);
    }

    [Fact]
    public void A_count_reads_back_from_its_line()
    {
        var count = new FuzzCount(1_000_000, 1, 2, 3, 4);
        Assert.Equal(count, FuzzCount.Parse(count.ToString()));
        Assert.Null(FuzzCount.Parse("Unhandled exception."));
    }

    private static Finding? Judged(Action<byte[]> read) => new Trial(new FuzzTarget("target", read)).Run([]);

    private static void Fail(byte[] input) => throw new KeyNotFoundException($"{input.Length}");
}
