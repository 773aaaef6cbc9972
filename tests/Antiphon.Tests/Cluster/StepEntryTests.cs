using Antiphon.Cluster;
using Antiphon.Server;

namespace Antiphon.Tests.Cluster;

public class StepEntryTests
{
    public static TheoryData<string?> Keys => [null, "k", "schlüssel 値", new string('x', 300), new string('€', 200)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_step_is_read_as_it_was_written(string? key)
    {
        var step = new StepRow(1L << 40, key, [1, 2, 3], int.MaxValue, [9, 8, 7, 6, 5, 4, 3, 2]);
        StepRow read = StepEntry.Read(StepEntry.Write(step));
        Assert.Equal((step.Number, step.Key, step.Action), (read.Number, read.Key, read.Action));
        Assert.Equal(step.Question, read.Question);
        Assert.Equal(step.Estimate, read.Estimate);
    }

    [Fact]
    public void A_step_may_have_no_estimate_and_an_empty_question()
    {
        StepRow read = StepEntry.Read(StepEntry.Write(new StepRow(0, null, [], 0, [])));
        Assert.Equal((0L, null, 0), (read.Number, read.Key, read.Action));
        Assert.Empty(read.Question);
        Assert.Empty(read.Estimate);
    }
}
