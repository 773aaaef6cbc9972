using Antiphon.Games;

namespace Antiphon.Tests.Reference;

/// <summary>Small random games with types of agents, fixed by their sizes and their seed.</summary>
internal sealed record RandomTypedGame(ulong Seed)
{
    public int GlobalStates { get; init; } = 2;
    public int GlobalActions { get; init; } = 2;
    public int LocalActions { get; init; } = 2;
    public long Agents { get; init; } = 4;
    public double Discount { get; init; } = 0.9;

    /// <summary>The number of local states of each type.</summary>
    public int[] States { get; init; } = [2, 2];

    /// <summary>The share of each type; null: all alike.</summary>
    public double[]? Shares { get; init; }

    /// <summary>The probability with which an agent stays; the rest is a random law.</summary>
    public double Laziness { get; init; } = 0.5;

    /// <summary>Concentration of every type's Dirichlet initial law; null gives independent agents with a random law.</summary>
    public double? Dirichlet { get; init; }

    public CooperativeGame Create() => CooperativeGame.Create(Definition());

    public GameDefinition Definition()
    {
        var random = new SmallRandom(Seed);
        return new GameDefinition
        {
            Name = $"typed-{Seed}",
            Discount = Discount,
            Agents = Agents,
            GlobalStateNames = Names("g", GlobalStates),
            LocalStateNames = [],
            GlobalActionNames = Names("u", GlobalActions),
            LocalActionNames = Names("a", LocalActions),
            GlobalTransition = Array(GlobalStates, _ => Array(GlobalActions, _ => random.Law(GlobalStates))),
            LocalTransition = [],
            GlobalReward = Array(GlobalStates, _ => random.Values(GlobalActions, -1, 2)),
            LocalReward = [],
            Initial = new InitialLaw([.. random.Law(GlobalStates)], new TypedLocalLaw([])),
            Types = [.. States.Select((states, type) => Type(random, type, states))],
        };
    }

    private AgentTypeDefinition Type(SmallRandom random, int type, int states) =>
        new()
        {
            Name = $"t{type}",
            Share = Shares is { } shares ? shares[type] : 1.0 / States.Length,
            LocalStateNames = Names("l", states),
            LocalTransition = Array(states, state =>
                Array(GlobalStates, _ =>
                    Array(LocalActions, _ =>
                        random.Law(states).Select((mass, next) => ((1 - Laziness) * mass) + (next == state ? Laziness : 0)).ToArray()
                    )
                )
            ),
            LocalReward = Array(states, _ => Array(GlobalStates, _ => random.Values(LocalActions, -1, 3))),
            Initial = Dirichlet is { } concentration
                ? new DirichletLocalLaw(concentration)
                : new IndependentLocalLaw([.. random.Law(states)]),
        };

    private static T[] Array<T>(int size, Func<int, T> entry) => [.. Enumerable.Range(0, size).Select(entry)];

    private static string[] Names(string letter, int size) => Array(size, i => letter + i);
}
