using System.Collections.Immutable;
using Antiphon.Games;

namespace Antiphon.Tests.Reference;

/// <summary>What the local kernels of a random game look like; each shape is a trap for some numerical method.</summary>
public enum KernelShape
{
    /// <summary>All entries positive.</summary>
    Dense,

    /// <summary>Most agents stay where they are: the kind of kernel that large lattices can advance.</summary>
    Lazy,

    /// <summary>About half of the entries are exactly zero.</summary>
    Sparse,

    /// <summary>The last local state is never left and the last global state is never left.</summary>
    Absorbing,

    /// <summary>Every row, of locals and of the global agent, is a unit vector.</summary>
    Deterministic,

    /// <summary>The next local state does not depend on the present one: the kernel has rank one.</summary>
    EqualRows,

    /// <summary>
    /// Action a turns the states by a + s_g + 1 places: every pure kernel is a cyclic permutation, with a zero diagonal for most.
    /// </summary>
    Cyclic,
}

/// <summary>Small random games, fixed by their sizes and their seed.</summary>
internal sealed record RandomGame(ulong Seed)
{
    public int GlobalStates { get; init; } = 2;
    public int LocalStates { get; init; } = 2;
    public int GlobalActions { get; init; } = 2;
    public int LocalActions { get; init; } = 2;
    public long Agents { get; init; } = 3;
    public KernelShape Shape { get; init; } = KernelShape.Dense;
    public double Discount { get; init; } = 0.9;

    /// <summary>What all rewards are multiplied by.</summary>
    public double RewardUnit { get; init; } = 1;

    /// <summary>Concentration of the Dirichlet initial law; null gives independent agents with a random law.</summary>
    public double? Dirichlet { get; init; }

    public CooperativeGame Create() => CooperativeGame.Create(Definition());

    /// <summary>
    /// The same where about half of all rows and rewards depend on one of two aggregates, one of which takes every weight and three
    /// breakpoints.
    /// </summary>
    public CooperativeGame CreateCoupled()
    {
        GameDefinition plain = Definition();
        var random = new SmallRandom(Seed + 1);
        double[] weights = random.Values(LocalStates, -1, 2);
        Aggregate[] aggregates =
        [
            new("first", Unit(LocalStates, 0), [0, 1]),
            new("mixed", weights, [weights.Min(), 0.6 * weights.Min() + 0.4 * weights.Max(), weights.Max()]),
        ];
        return CooperativeGame.Create(
            plain with
            {
                Aggregates = aggregates,
                GlobalTransition = [],
                GlobalRows = Array(GlobalStates, s =>
                    Array(GlobalActions, a => Row(plain.GlobalTransition[s][a], () => GlobalRow(random, s)))
                ),
                LocalTransition = [],
                LocalRows = Array(LocalStates, x =>
                    Array(GlobalStates, s => Array(LocalActions, a => Row(plain.LocalTransition[x][s][a], () => random.Law(LocalStates))))
                ),
                GlobalRewardForms = Array(GlobalStates, _ => Array(GlobalActions, _ => Reward())),
                LocalRewardForms = Array(LocalStates, _ => Array(GlobalStates, _ => Array(LocalActions, _ => Reward()))),
            }
        );

        TransitionRow Row(double[] row, Func<double[]> draw)
        {
            int by = random.Below(4);
            return by > 1
                ? new TransitionRow(row)
                : TransitionRow.By(by, aggregates[by].Breakpoints.Select(_ => new TransitionRow(draw())).ToList());
        }

        RewardForm? Reward()
        {
            int by = random.Below(4);
            return by > 1 ? null : new CoupledReward(by, [.. random.Values(aggregates[by].Breakpoints.Count, -1, 3)]);
        }
    }

    public GameDefinition Definition()
    {
        var random = new SmallRandom(Seed);
        return new GameDefinition
        {
            Name = $"random-{Seed}-{Shape}",
            Discount = Discount,
            Agents = Agents,
            GlobalStateNames = Names("g", GlobalStates),
            LocalStateNames = Names("l", LocalStates),
            GlobalActionNames = Names("u", GlobalActions),
            LocalActionNames = Names("a", LocalActions),
            GlobalTransition = Array(GlobalStates, s => Array(GlobalActions, _ => GlobalRow(random, s))),
            LocalTransition = LocalTable(random),
            GlobalReward = Array(GlobalStates, _ => random.Values(GlobalActions, -1 * RewardUnit, 2 * RewardUnit)),
            LocalReward = Array(LocalStates, _ => Array(GlobalStates, _ => random.Values(LocalActions, -1 * RewardUnit, 3 * RewardUnit))),
            Initial = new InitialLaw(
                [.. random.Law(GlobalStates)],
                Dirichlet is { } concentration
                    ? new DirichletLocalLaw(concentration)
                    : new IndependentLocalLaw([.. random.Law(LocalStates)])
            ),
        };
    }

    private double[] GlobalRow(SmallRandom random, int state) =>
        Shape switch
        {
            KernelShape.Absorbing when state == GlobalStates - 1 => Unit(GlobalStates, state),
            KernelShape.Deterministic => Unit(GlobalStates, random.Below(GlobalStates)),
            KernelShape.Sparse => random.SparseLaw(GlobalStates),
            _ => random.Law(GlobalStates),
        };

    /// <summary>Index order [s_l][s_g][a_l][s_l'].</summary>
    private double[][][][] LocalTable(SmallRandom random)
    {
        double[][][] common = Array(GlobalStates, _ => Array(LocalActions, _ => random.Law(LocalStates)));
        return Array(LocalStates, state => Array(GlobalStates, global => Array(LocalActions, action => Shape switch
                    {
                        KernelShape.Absorbing when state == LocalStates - 1 => Unit(LocalStates, state),
                        KernelShape.Deterministic => Unit(LocalStates, random.Below(LocalStates)),
                        KernelShape.Sparse => random.SparseLaw(LocalStates),
                        KernelShape.Lazy => [.. random.Law(LocalStates).Select((mass, next) => 0.3 * mass + (next == state ? 0.7 : 0))],
                        KernelShape.EqualRows => [.. common[global][action]],
                        KernelShape.Cyclic => Unit(LocalStates, (state + action + global + 1) % LocalStates),
                        _ => random.Law(LocalStates),
                    })));
    }

    private static double[] Unit(int size, int index) => Array(size, i => i == index ? 1.0 : 0.0);

    private static T[] Array<T>(int size, Func<int, T> entry) => [.. Enumerable.Range(0, size).Select(entry)];

    private static string[] Names(string letter, int size) => Array(size, i => letter + i);
}
