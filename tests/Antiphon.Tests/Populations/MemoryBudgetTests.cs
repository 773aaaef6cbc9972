using Antiphon.Populations;

namespace Antiphon.Tests.Populations;

public class MemoryBudgetTests
{
    [Fact]
    public void A_limit_holds_for_threads_and_tasks_and_ends_with_its_scope()
    {
        long before = MemoryBudget.UsableBytes;
        Assert.InRange(before, 1, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);
        using (MemoryBudget.Limit(1000))
        {
            using (MemoryBudget.Limit(2000))
            {
                Assert.Equal(2000, MemoryBudget.UsableBytes);
            }

            Assert.Equal(1000, MemoryBudget.UsableBytes);
            long[] seen = new long[4];
            Parallel.For(0, 4, number => seen[number] = MemoryBudget.UsableBytes);
            Assert.All(seen, bytes => Assert.Equal(1000, bytes));
            var thread = new Thread(() => seen[0] = MemoryBudget.UsableBytes + 1);
            thread.Start();
            thread.Join();
            Assert.Equal(1001, seen[0]);
        }

        Assert.Equal(before, MemoryBudget.UsableBytes);
        Assert.Throws<ArgumentOutOfRangeException>(() => MemoryBudget.Limit(0));
    }

    [Fact]
    public void A_refusal_says_what_is_needed_what_is_allowed_and_what_to_do()
    {
        using IDisposable limit = MemoryBudget.Limit(2_000_000);
        MemoryBudget.Require(2_000_000, "it", "make it smaller");
        string message = Assert.Throws<DoesNotFitException>(() => MemoryBudget.Require(3_000_000, "it", "make it smaller")).Message;
        Assert.Equal("it needs 3 MB; 2 MB are available; make it smaller, or raise the memory limit", message);
    }
}
