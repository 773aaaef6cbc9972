using Antiphon.Runs;

namespace Antiphon.Tests.Runs.Sweeps;

public sealed class SweepClaimTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void One_of_many_that_claim_at_once_gets_it()
    {
        int[] won = new int[8];
        for (int round = 1; round <= 50; round++)
        {
            int number = round;
            Parallel.For(0, won.Length, new ParallelOptions { MaxDegreeOfParallelism = won.Length }, process =>
            {
                if (Of($"p{process}").TryTake("k1-seed1", number) is not null)
                {
                    Interlocked.Increment(ref won[process]);
                }
            });
        }

        Assert.Equal(50, won.Sum());
    }

    [Fact]
    public void The_highest_number_holds_and_an_owner_of_a_lower_one_has_lost()
    {
        SweepClaim old = Of("a").TryTake("k1-seed1", 1)!;
        Assert.True(Of("a").Holds(old));
        SweepClaim taken = Of("b").TryTake("k1-seed1", 2)!;

        Assert.False(Of("a").Holds(old));
        Assert.True(Of("b").Holds(taken));
        Assert.Equal(taken, Of("c").Read()["k1-seed1"]);
        Assert.Equal(["b", "a"], Of("c").Owners("k1-seed1"));
        Assert.Null(Of("c").TryTake("k1-seed1", 2));
        Assert.Null(Of("c").TryTake("k1-seed1", 1));
        Assert.DoesNotContain("k1-seed11", Of("c").Read().Keys, StringComparer.Ordinal);
    }

    [Fact]
    public void A_number_below_the_one_that_holds_is_not_given_even_where_its_file_is_gone()
    {
        Of("b").TryTake("k1-seed1", 2);

        Assert.Null(Of("c").TryTake("k1-seed1", 1));
        Assert.Equal([".k1-seed1.2.lock"], Directory.GetFiles(temporary.Root).Select(Path.GetFileName), StringComparer.Ordinal);
    }

    [Fact]
    public void Work_that_is_done_leaves_no_claim_and_one_that_was_taken_over_keeps_its_number_until_then()
    {
        SweepClaim first = Of("a").TryTake("k1-seed1", 1)!;
        Of("a").GiveUp(first);
        Assert.Empty(Directory.GetFiles(temporary.Root));

        Of("a").TryTake("k1-seed1", 1);
        SweepClaim second = Of("b").TryTake("k1-seed1", 2)!;
        Of("b").GiveUp(second);
        Assert.True(Of("c").Read()["k1-seed1"] is { Number: 2, IsFree: true });

        Of("c").Remove(Of("c").TryTake("k1-seed1", 3)!);
        Assert.Empty(Directory.GetFiles(temporary.Root));
    }

    [Fact]
    public void A_claim_without_a_name_yet_is_nobodys_to_take()
    {
        File.WriteAllText(temporary.In(".k1-seed1.1.lock"), "");

        Assert.False(Of("b").Read()["k1-seed1"].IsFree);
        Assert.Null(Of("b").TryTake("k1-seed1", 1));
    }

    private SweepClaims Of(string owner) => new(temporary.Root, owner);
}
