using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Tests.Policies;

public class LocalPolicyTests
{
    private static readonly CooperativeGame Warehouse = BuiltInGames.Get("warehouse");

    [Fact]
    public void Rows_are_found_in_the_documented_index_order()
    {
        double[] table = [0, 1, 0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.4, 0.6, 0.5, 0.5];
        var policy = LocalPolicy.Create(localStates: 3, globalStates: 2, localActions: 2, table);
        Assert.Equal(table, policy.Probabilities.ToArray());
        Assert.Equal([0.1, 0.9], policy.At(0, 1).ToArray());
        Assert.Equal([0.4, 0.6], policy.At(2, 0).ToArray());
    }

    [Fact]
    public void The_uniform_policy_is_uniform() =>
        Assert.All(LocalPolicy.Uniform(Warehouse).Probabilities.ToArray(), probability => Assert.Equal(1.0 / 3, probability));

    [Fact]
    public void A_deterministic_policy_takes_the_named_actions()
    {
        var policy = LocalPolicy.Deterministic(Warehouse, (local, global) => (local + (2 * global)) % 3);
        for (int row = 0; row < 25; row++)
        {
            double[] expected = new double[3];
            expected[((row / 5) + (2 * (row % 5))) % 3] = 1;
            Assert.Equal(expected, policy.At(row / 5, row % 5).ToArray());
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => LocalPolicy.Deterministic(Warehouse, (_, _) => 3));
    }

    [Fact]
    public void Every_bad_row_is_named()
    {
        InvalidPolicyException refused = Assert.Throws<InvalidPolicyException>(() =>
            LocalPolicy.Create(2, 2, 2, [double.NaN, 1, 0.5, 0.6, 0.5, 0.5, -1, 2])
        );
        Assert.Equal(
            ["localPolicy[0][0][0]", "localPolicy[0][1]", "localPolicy[1][1][0]", "localPolicy[1][1][1]"],
            refused.Violations.Select(violation => violation.Place),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void A_table_of_the_wrong_length_is_refused() =>
        Assert.Contains(
            "has 3 entries; expected 2 x 2 x 2 = 8",
            Assert.Throws<InvalidPolicyException>(() => LocalPolicy.Create(2, 2, 2, [1, 0, 1])).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Rows_that_miss_one_a_little_are_divided_by_their_sum()
    {
        var policy = LocalPolicy.Create(1, 1, 2, [0.5, 0.5 + 8e-10]);
        Assert.Equal(1, policy.At(0, 0)[0] + policy.At(0, 0)[1], 1e-15);
        Assert.Equal(policy.Probabilities.ToArray(), LocalPolicy.Create(1, 1, 2, policy.Probabilities).Probabilities.ToArray());
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(3, 0)]
    [InlineData(0, 2)]
    [InlineData(1, -1)]
    public void An_index_outside_its_range_is_refused_even_where_another_row_lies(int localState, int globalState) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            LocalPolicy.Create(3, 2, 1, [1, 1, 1, 1, 1, 1]).At(localState, globalState).Length
        );

    [Fact]
    public void Changing_the_table_afterwards_does_not_change_the_policy()
    {
        double[] table = [1, 0];
        var policy = LocalPolicy.Create(1, 1, 2, table);
        table[0] = 7;
        Assert.Equal([1, 0], policy.Probabilities.ToArray());
    }
}
