using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Games;

namespace Antiphon.Tests.Policies;

public class JointPolicyTests
{
    private static readonly CooperativeGame Game = CooperativeGame.Create(SmallGame.Definition());
    private static readonly CountLattice Lattice = new(3, 2);

    [Fact]
    public void Pairs_of_equal_tables_are_the_same()
    {
        var pair = new JointPolicy(Table((state, rank) => (state + rank) % 2), LocalPolicy.Uniform(Game));
        Assert.True(pair.SameAs(pair));
        Assert.True(pair.SameAs(new JointPolicy(Table((state, rank) => (state + rank) % 2), LocalPolicy.Uniform(Game))));
    }

    [Fact]
    public void One_other_action_makes_another_pair()
    {
        var pair = new JointPolicy(Table((_, _) => 0), LocalPolicy.Uniform(Game));
        for (int i = 0; i < 2 * Lattice.Size; i++)
        {
            JointPolicy other = pair with { Global = Table((state, rank) => (state * Lattice.Size) + rank == i ? 1 : 0) };
            Assert.False(pair.SameAs(other));
            Assert.False(other.SameAs(pair));
        }
    }

    [Fact]
    public void One_other_bit_of_a_probability_makes_another_pair()
    {
        TabularGlobalPolicy global = Table((_, _) => 0);
        var pair = new JointPolicy(global, LocalPolicy.Create(1, 1, 2, [0.5, 0.5]));
        Assert.False(pair.SameAs(new JointPolicy(global, LocalPolicy.Create(1, 1, 2, [0.5, Math.BitDecrement(0.5)]))));
    }

    [Fact]
    public void Tables_of_other_shapes_are_not_the_same_though_their_numbers_are()
    {
        TabularGlobalPolicy global = Table((_, _) => 0);
        double[] table = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1];
        var pair = new JointPolicy(global, LocalPolicy.Create(3, 2, 2, table));
        Assert.True(pair.SameAs(new JointPolicy(global, LocalPolicy.Create(3, 2, 2, table))));
        Assert.False(pair.SameAs(new JointPolicy(global, LocalPolicy.Create(2, 3, 2, table))));

        // Two observations of three states and five observations of two have six count vectors each.
        Assert.False(pair.SameAs(pair with { Global = TabularGlobalPolicy.FromFunction(2, 2, new CountLattice(2, 5), (_, _) => 0) }));
        Assert.False(pair.SameAs(pair with { Global = TabularGlobalPolicy.FromFunction(1, 2, Lattice, (_, _) => 0) }));
    }

    [Fact]
    public void A_policy_that_is_no_table_is_the_same_only_as_itself()
    {
        var pair = new JointPolicy(new UniformGlobalPolicy(2, 2), LocalPolicy.Uniform(Game));
        Assert.True(pair.SameAs(pair with { Local = LocalPolicy.Uniform(Game) }));
        Assert.False(pair.SameAs(pair with { Global = new UniformGlobalPolicy(2, 2) }));
        Assert.False(pair.SameAs(pair with { Global = Table((_, _) => 0) }));
    }

    [Fact]
    public void A_pair_of_the_games_sizes_fits_with_any_number_of_observations_up_to_n()
    {
        Assert.Null(Record.Exception(() => new JointPolicy(Table((_, _) => 1), LocalPolicy.Uniform(Game)).RequireFit(Game)));
        Assert.Null(Record.Exception(() => new JointPolicy(new UniformGlobalPolicy(7, 2), LocalPolicy.Uniform(Game)).RequireFit(Game)));
        Assert.Equal(["subsample"], Misfits(new JointPolicy(new UniformGlobalPolicy(8, 2), LocalPolicy.Uniform(Game))));
    }

    [Fact]
    public void Every_size_that_differs_from_the_games_is_named()
    {
        var global = TabularGlobalPolicy.FromFunction(3, 4, new CountLattice(2, 9), (_, _) => 0);
        var local = LocalPolicy.Create(2, 3, 2, [.. Enumerable.Repeat(0.5, 12)]);
        Assert.Equal(
            [
                "localPolicy local states",
                "localPolicy global states",
                "localPolicy actions",
                "globalPolicy actions",
                "globalPolicy global states",
                "globalPolicy local states",
                "subsample",
            ],
            Misfits(new JointPolicy(global, local))
        );
    }

    private static TabularGlobalPolicy Table(Func<int, int, int> actionOf) => TabularGlobalPolicy.FromFunction(2, 2, Lattice, actionOf);

    private static string[] Misfits(JointPolicy policy) =>
        [.. Assert.Throws<InvalidPolicyException>(() => policy.RequireFit(Game)).Violations.Select(violation => violation.Place)];
}
