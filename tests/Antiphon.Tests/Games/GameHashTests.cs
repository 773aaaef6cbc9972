using Antiphon.Games;

namespace Antiphon.Tests.Games;

public class GameHashTests
{
    /// <summary>
    /// Found by a program of its own (Python: decimal, struct, hashlib) that follows the description of the canonical form in GameHash:
    /// 64-bit little-endian sizes and agents, then doubles. The warehouses are derived from the paper's scores alone: each softmax in 60
    /// digits, rounded to the nearest double. The microgrid's numbers were read from its game file. A change here makes every stored
    /// policy of that game unusable.
    /// </summary>
    [Theory]
    [InlineData("warehouse", "01debde21c839a81172801780762757c9108e5e1a2eb3d379dc7ab511f603e37")]
    [InlineData("warehouse-flat", "f2924603ef929046c6c0f70173a9881018c66a7f00e1ffa3d09d8f654a8ebc63")]
    [InlineData("microgrid", "a356394cb0aca6da2c23801cdbf85ba010c2568baab9157ade3c3fbf3e5260e3")]
    public void Built_in_games_have_the_same_hash_on_every_machine(string name, string hash) =>
        Assert.Equal(hash, BuiltInGames.Get(name).Hash);

    [Fact]
    public void Names_do_not_change_the_hash()
    {
        GameDefinition renamed = SmallGame.Definition() with
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
        GameDefinition definition = SmallGame.Definition();
        List<GameDefinition> variants =
        [
            definition,
            definition with
            {
                Discount = Math.BitIncrement(0.9),
            },
            definition with
            {
                Agents = 8,
            },
            definition with
            {
                Initial = definition.Initial with { Global = [0.75, 0.25] },
            },
            definition with
            {
                Initial = definition.Initial with { Local = new IndependentLocalLaw([0.3, 0.2, 0.5]) },
            },
            definition with
            {
                Initial = definition.Initial with { Local = new DirichletLocalLaw(1) },
            },
            definition with
            {
                Initial = definition.Initial with { Local = new DirichletLocalLaw(2) },
            },
            definition with
            {
                Geometry = null,
            },
            definition with
            {
                Geometry = definition.Geometry! with { Distance = null },
            },
            definition with
            {
                Geometry = definition.Geometry! with { Target = null },
            },
            definition with
            {
                Geometry = definition.Geometry! with { Target = [0, 1] },
            },
            definition with
            {
                Geometry = definition.Geometry! with
                {
                    Distance =
                    [
                        [0, 1],
                        [1, 0],
                        [2, 3],
                    ],
                },
            },
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
        GameDefinition negative = Changed(d => d.LocalTransition[0][0][0] = [0.5, 0.5, -0.0]);
        Assert.Equal(Hash(SmallGame.Definition()), Hash(negative));
    }

    private static string Hash(GameDefinition definition) => CooperativeGame.Create(definition).Hash;

    private static GameDefinition Changed(Action<GameDefinition> change)
    {
        GameDefinition definition = SmallGame.Definition();
        change(definition);
        return definition;
    }
}
