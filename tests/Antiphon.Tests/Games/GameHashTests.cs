using System.Security.Cryptography;
using System.Text;
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

    // The canonical form of a game of 600 local states whose rows list few, laid out with every zero.
    [Fact]
    public void Rows_that_list_few_states_are_hashed_with_their_zeros()
    {
        const int States = 600;
        TransitionRow[][][] rows =
        [
            .. Enumerable
                .Range(0, States)
                .Select(state =>
                    new[]
                    {
                        new[]
                        {
                            state switch
                            {
                                0 => new TransitionRow([0], [1.0]),
                                1 => new TransitionRow([States - 1], [1.0]),
                                2 => new TransitionRow([.. Enumerable.Range(0, States)], [.. Enumerable.Repeat(1.0 / States, States)]),
                                _ => new TransitionRow([state - 2, state - 1, state], [0.25, 0.25, 0.5]),
                            },
                        },
                    }
                ),
        ];
        GameDefinition definition = new()
        {
            Name = "sparse",
            Discount = 0.5,
            Agents = 3,
            GlobalStateNames = ["g"],
            LocalStateNames = [.. Enumerable.Range(0, States).Select(state => $"{state}")],
            GlobalActionNames = ["u"],
            LocalActionNames = ["a"],
            GlobalTransition =
            [
                [
                    [1],
                ],
            ],
            LocalTransition = [],
            LocalRows = rows,
            GlobalReward =
            [
                [2],
            ],
            LocalReward = [.. Enumerable.Range(0, States).Select(state => new[] { new double[] { state } })],
            Initial = new InitialLaw([1], new DirichletLocalLaw(1)),
        };
        var game = CooperativeGame.Create(definition);
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Encoding.ASCII.GetBytes("antiphon-game/1\0"));
        Array.ForEach(new long[] { 1, States, 1, 1, 3 }, writer.Write);
        Array.ForEach([0.5, 1.0], writer.Write);
        for (int state = 0; state < States; state++)
        {
            Array.ForEach(game.LocalRow(state, 0, 0).ToArray(States), writer.Write);
        }

        Array.ForEach([2.0, .. Enumerable.Range(0, States).Select(state => (double)state), 1.0], writer.Write);
        writer.Write(1L);
        writer.Write(1.0);
        writer.Write(0L);
        writer.Write(0L);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray())), game.Hash);
    }

    // The canonical form of a game with more kernels than one array holds: its zeros would be 17 GB.
    [Fact]
    public void Rows_of_very_many_states_are_hashed_without_their_zeros()
    {
        const int States = 46_341;
        GameDefinition definition = Ring(States);
        var game = CooperativeGame.Create(definition);
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Encoding.ASCII.GetBytes("antiphon-game/1\0rows\0"));
        Array.ForEach(new long[] { 1, States, 1, 1, 3 }, writer.Write);
        Array.ForEach([0.5], writer.Write);
        writer.Write(1L);
        writer.Write(0);
        writer.Write(1.0);
        for (int state = 0; state < States; state++)
        {
            TransitionRow row = game.LocalRow(state, 0, 0);
            writer.Write(row.Targets.Length + 0L);
            Array.ForEach(row.Targets.ToArray(), writer.Write);
            Array.ForEach(row.Probabilities.ToArray(), writer.Write);
        }

        Array.ForEach([2.0, .. Enumerable.Range(0, States).Select(state => (double)state), 1.0], writer.Write);
        writer.Write(1L);
        writer.Write(1.0);
        writer.Write(0L);
        writer.Write(0L);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray())), game.Hash);

        definition.LocalRows![7][0][0] = new TransitionRow([8], [1.0]);
        Assert.NotEqual(game.Hash, CooperativeGame.Create(definition).Hash, StringComparer.Ordinal);
    }

    // From each state to itself or to the next.
    private static GameDefinition Ring(int states) =>
        new()
        {
            Name = "ring",
            Discount = 0.5,
            Agents = 3,
            GlobalStateNames = ["g"],
            LocalStateNames = [.. Enumerable.Range(0, states).Select(state => $"{state}")],
            GlobalActionNames = ["u"],
            LocalActionNames = ["a"],
            GlobalTransition =
            [
                [
                    [1],
                ],
            ],
            LocalTransition = [],
            LocalRows =
            [
                .. Enumerable
                    .Range(0, states)
                    .Select(state =>
                        new[]
                        {
                            new[]
                            {
                                state + 1 < states ? new TransitionRow([state, state + 1], [0.5, 0.5]) : new TransitionRow([0], [1.0]),
                            },
                        }
                    ),
            ],
            GlobalReward =
            [
                [2],
            ],
            LocalReward = [.. Enumerable.Range(0, states).Select(state => new[] { new double[] { state } })],
            Initial = new InitialLaw([1], new DirichletLocalLaw(1)),
        };

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
