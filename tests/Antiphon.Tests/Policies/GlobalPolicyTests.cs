using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Tests.Policies;

public class GlobalPolicyTests
{
    private static readonly CountLattice Lattice = new(3, 2);

    [Fact]
    public void A_table_gives_its_actions_by_global_state_and_rank()
    {
        int[] table = [.. Enumerable.Range(0, 2 * Lattice.Size).Select(i => i * 5 % 7)];
        var policy = new TabularGlobalPolicy(2, 7, Lattice, table);
        double[] law = new double[7];
        int[] seen = new int[3];
        for (int i = 0; i < table.Length; i++)
        {
            (int state, int rank) = (i / Lattice.Size, i % Lattice.Size);
            Lattice.Unrank(rank, seen);
            policy.ActionLaw.Write(state, seen, law);
            Assert.Equal(table[i], policy.Action(state, rank));
            Assert.Equal(table[i], Actor(policy).Act(state, seen, new RandomStream(1)));
            Assert.Equal(table[i], policy.Actions(state)[rank]);
            Assert.Equal(1, law[table[i]]);
            Assert.Equal(1, law.Sum());
        }

        Assert.Equal((2, 7), (policy.Subsample, policy.GlobalActions));
    }

    [Fact]
    public void Every_action_that_does_not_exist_is_named()
    {
        InvalidPolicyException refused = Assert.Throws<InvalidPolicyException>(() =>
            TabularGlobalPolicy.FromFunction(2, 2, Lattice, (state, rank) => (state, rank) switch
                {
                    (0, 3) => 2,
                    (1, 5) => -1,
                    _ => 0,
                })
        );
        Assert.Equal(
            ["globalPolicy[0][3]", "globalPolicy[1][5]"],
            refused.Violations.Select(violation => violation.Place),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void Tables_of_the_wrong_size_are_refused()
    {
        Assert.Contains(
            "has 5 entries; expected 2 x 6",
            Assert.Throws<InvalidPolicyException>(() => new TabularGlobalPolicy(2, 2, Lattice, new int[5])).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<InvalidInputException>(() => TabularGlobalPolicy.FromFunction(int.MaxValue, 2, Lattice, (_, _) => 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TabularGlobalPolicy(2, 2, new CountLattice(3, 0), new int[2]));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(2, 0)]
    [InlineData(0, 6)]
    [InlineData(1, -1)]
    public void An_index_outside_its_range_is_refused_even_where_another_action_lies(int globalState, int rank)
    {
        var policy = TabularGlobalPolicy.FromFunction(2, 7, Lattice, (_, _) => 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => policy.Action(globalState, rank));
        if (globalState is < 0 or > 1)
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => Actor(policy).Act(globalState, [0, 1, 1], new RandomStream(1)));
            Assert.Throws<ArgumentOutOfRangeException>(() => policy.ActionLaw.Write(globalState, [0, 1, 1], new double[7]));
        }
    }

    [Fact]
    public void The_uniform_policy_has_the_uniform_law()
    {
        var policy = new UniformGlobalPolicy(subsample: 4, globalActions: 5);
        double[] law = new double[5];
        policy.ActionLaw.Write(0, [0, 0, 4], law);
        Assert.All(law, probability => Assert.Equal(0.2, probability));
    }

    /// <summary>
    /// 50,000 draws, 5 cells: chi-squared with 4 degrees of freedom exceeds 23.5 with probability 1e-4; the seed is fixed.
    /// </summary>
    [Fact]
    public void The_uniform_policy_draws_by_its_law()
    {
        var policy = new UniformGlobalPolicy(subsample: 4, globalActions: 5);
        var stream = new RandomStream(7);
        IGlobalActor actor = Actor(policy);
        int[] counts = new int[5];
        for (int i = 0; i < 50_000; i++)
        {
            counts[actor.Act(0, [0, 0, 4], stream)]++;
        }

        Assert.InRange(counts.Sum(count => Math.Pow(count - 10_000, 2) / 10_000), 0, 23.5);
    }

    // These know nothing of where they are deployed.
    private static IGlobalActor Actor(GlobalPolicy policy) => policy.Start(null!, new RandomStream(1));
}
