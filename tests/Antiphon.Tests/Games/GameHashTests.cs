using Antiphon.Games;

namespace Antiphon.Tests.Games;

public class GameHashTests
{
    /// <summary>
    /// Found by a program of its own (Python: json, struct, hashlib) that reads the written game file and follows the description of the canonical form in
    /// GameHash: 64-bit little-endian sizes and agents, then doubles. A change here makes every stored policy of that game unusable.
    /// </summary>
    [Theory]
    [InlineData("warehouse", "dad2595def1edd000dd08a9b9e1181ca5b40e441ee95a99c10e2dbd20e464e44")]
    [InlineData("warehouse-flat", "ad31d3726e9077ab2cdbc9430e6be99bfaa24a76be0e37a73678c99c499f30fc")]
    [InlineData("microgrid", "a356394cb0aca6da2c23801cdbf85ba010c2568baab9157ade3c3fbf3e5260e3")]
    public void Built_in_games_have_the_same_hash_on_every_machine(string name, string hash) =>
        Assert.Equal(hash, BuiltInGames.Get(name).Hash);

    [Fact]
    public void Names_do_not_change_the_hash()
    {
        var renamed = SmallGame.Definition() with
        {
            Name = "other",
            GlobalStateNames = ["0", "1"],
            LocalStateNames = ["a", "b", "c"],
            GlobalActionNames = ["u", "v"],
            LocalActionNames = ["w"],
        };
        Assert.Equal(Hash(SmallGame.Definition()), Hash(renamed));
    }

    [Fact]
    public void Every_number_changes_the_hash()
    {
        var definition = SmallGame.Definition();
        List<GameDefinition> variants =
        [
            definition,
            definition with { Discount = Math.BitIncrement(0.9) },
            definition with { Agents = 8 },
            definition with { Initial = definition.Initial with { Global = [0.75, 0.25] } },
            definition with { Initial = definition.Initial with { Local = new IndependentLocalLaw([0.3, 0.2, 0.5]) } },
            definition with { Initial = definition.Initial with { Local = new DirichletLocalLaw(1) } },
            definition with { Initial = definition.Initial with { Local = new DirichletLocalLaw(2) } },
            definition with { Geometry = null },
            definition with { Geometry = definition.Geometry! with { Distance = null } },
            definition with { Geometry = definition.Geometry! with { Target = null } },
            definition with { Geometry = definition.Geometry! with { Target = [0, 1] } },
            definition with { Geometry = definition.Geometry! with { Distance = [[0, 1], [1, 0], [2, 3]] } },
            Changed(d => d.GlobalTransition[1][1] = [0.2, 0.8]),
            Changed(d => d.LocalTransition[2][1][0] = [0, 1, 0]),
            Changed(d => d.GlobalReward[1][1] = Math.BitIncrement(0.5)),
            Changed(d => d.LocalReward[2][1][0] = -7),
        ];
        Assert.Equal(variants.Count, variants.Select(Hash).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Negative_zero_is_zero()
    {
        var negative = Changed(d => d.LocalTransition[0][0][0] = [0.5, 0.5, -0.0]);
        Assert.Equal(Hash(SmallGame.Definition()), Hash(negative));
    }

    private static string Hash(GameDefinition definition) => CooperativeGame.Create(definition).Hash;

    private static GameDefinition Changed(Action<GameDefinition> change)
    {
        var definition = SmallGame.Definition();
        change(definition);
        return definition;
    }
}
