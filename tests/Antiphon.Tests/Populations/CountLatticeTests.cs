using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Populations;

public class CountLatticeTests
{
    /// <summary>C(k+4, 4), as SPEC section 2 lists it.</summary>
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 15)]
    [InlineData(3, 35)]
    [InlineData(4, 70)]
    [InlineData(5, 126)]
    [InlineData(10, 1001)]
    [InlineData(35, 82_251)]
    [InlineData(50, 316_251)]
    public void Five_states_have_the_known_numbers_of_count_vectors(int agents, int size)
    {
        Assert.Equal(size, new CountLattice(5, agents).Size);
        Assert.Equal(size, CountLattice.CountVectors(5, agents));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 7)]
    [InlineData(2, 0)]
    [InlineData(2, 9)]
    [InlineData(3, 6)]
    [InlineData(4, 5)]
    [InlineData(5, 4)]
    [InlineData(7, 3)]
    public void Ranks_follow_the_ascending_order_of_the_vectors(int states, int agents)
    {
        CountLattice lattice = new(states, agents);
        int[][] vectors = Counting.Vectors(states, agents);
        int[] counts = new int[states];
        Assert.Equal(vectors.Length, lattice.Size);
        for (int rank = 0; rank < vectors.Length; rank++)
        {
            lattice.Unrank(rank, counts);
            Assert.Equal(vectors[rank], counts);
            Assert.Equal(rank, lattice.Rank(vectors[rank]));
        }
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 5)]
    [InlineData(4, 5)]
    [InlineData(6, 3)]
    public void Stepping_visits_every_vector_once_in_order(int states, int agents)
    {
        CountLattice lattice = new(states, agents);
        int[] counts = new int[states];
        counts[^1] = agents;
        foreach (int[]? vector in Counting.Vectors(states, agents).SkipLast(1))
        {
            Assert.Equal(vector, counts);
            Assert.True(lattice.MoveNext(counts));
        }
        Assert.False(lattice.MoveNext(counts));
        Assert.Equal(Counting.Vectors(states, agents)[^1], counts);
    }

    [Fact]
    public void The_first_vector_has_all_agents_in_the_last_state_and_the_last_in_the_first()
    {
        CountLattice lattice = new(4, 6);
        Assert.Equal(0, lattice.Rank([0, 0, 0, 6]));
        Assert.Equal(1, lattice.Rank([0, 0, 1, 5]));
        Assert.Equal(lattice.Size - 1, lattice.Rank([6, 0, 0, 0]));
        int[] counts = [5, 4, 3, 2];
        lattice.WriteFirst(counts);
        Assert.Equal([0, 0, 0, 6], counts);
    }

    [Fact]
    public void Ranks_survive_a_round_trip_in_a_large_lattice()
    {
        CountLattice lattice = new(6, 60);
        int[] counts = new int[6];
        for (int rank = 0; rank < lattice.Size; rank += 9973)
        {
            lattice.Unrank(rank, counts);
            Assert.Equal(60, counts.Sum());
            Assert.Equal(rank, lattice.Rank(counts));
        }
    }

    [Fact]
    public void Two_states_and_very_many_agents_are_a_short_list()
    {
        CountLattice lattice = new(2, 100_000);
        int[] counts = new int[2];
        lattice.Unrank(70_000, counts);
        Assert.Equal(100_001, lattice.Size);
        Assert.Equal([70_000, 30_000], counts);
        Assert.Equal(70_000, lattice.Rank(counts));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(15)]
    public void A_rank_outside_the_lattice_is_refused(int rank) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CountLattice(5, 2).Unrank(rank, new int[5]));

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, -1)]
    public void Sizes_below_the_least_are_refused(int states, int agents) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CountLattice(states, agents));

    [Fact]
    public void An_impossible_lattice_is_refused_with_its_size_and_with_what_fits()
    {
        InvalidInputException error = Assert.ThrowsAny<InvalidInputException>(() => new CountLattice(5, 1000));
        // C(1004, 4) = 1004 * 1003 * 1002 * 1001 / 24
        Assert.Contains("42,084,793,751", error.Message, StringComparison.Ordinal);
        Assert.Contains("336.7 GB", error.Message, StringComparison.Ordinal);
        long fits = LatticeSize.LargestAgents(5, CountLattice.MaximumSize);
        Assert.Contains(fits.ToString("N0"), error.Message, StringComparison.Ordinal);
        Assert.True(CountLattice.CountVectors(5, fits) <= CountLattice.MaximumSize);
        Assert.True(CountLattice.CountVectors(5, fits + 1) > CountLattice.MaximumSize);
    }

    [Fact]
    public void Counts_beyond_every_integer_saturate()
    {
        Assert.Equal(long.MaxValue, CountLattice.CountVectors(50, 1_000_000_000_000));
        Assert.Equal(1_000_000_000_001, CountLattice.CountVectors(2, 1_000_000_000_000));
        Assert.Equal(1, CountLattice.CountVectors(1, long.MaxValue));
        Assert.Throws<DoesNotFitException>(() => new CountLattice(50, int.MaxValue));
    }
}
